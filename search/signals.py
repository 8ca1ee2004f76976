"""What changes the index, and the outbox row that says so.

Rows are written in post_save and post_delete, which run inside the transaction of
the change; Wagtail's page signals run outside one (a crash could lose the row), so
they only add what those miss. What no signal tells (queryset.update, raw tree moves)
is found by `search.indexing.reconcile`.
"""

from __future__ import annotations

from django.apps import apps
from django.db import transaction
from django.db.models.signals import (
    post_delete,
    post_migrate,
    post_save,
    pre_delete,
)
from taggit.models import Tag
from wagtail.models import Page
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
)

from cases.models import CaseIdentity, CaseStudyPage, ExchangeRate, HubDocument, Term
from cases.signals import cases_changed
from members.models import City, CityYear, Country
from search import document_texts, glossary, promoted
from search.indexing import cases_with, enqueue
from search.models import GlossaryEntry, Outbox, PromotedResult

Scope = Outbox.Scope


def page_changed(sender, instance, **kwargs):
    """Bulk actions and expiry save the base class, so this listens to Page, too."""
    if not isinstance(instance, Page):
        return
    if isinstance(instance, CaseStudyPage) or instance.specific_class is CaseStudyPage:
        enqueue(Scope.CASE, [str(instance.translation_key)])


def subtree_moved(sender, instance, **kwargs):
    keys = CaseStudyPage.objects.descendant_of(instance, inclusive=True)
    enqueue(Scope.CASE, [str(key) for key in _translation_keys(keys)])


def row_changed(scope):
    def receiver(sender, instance, **kwargs):
        enqueue(scope, [str(instance.pk)])

    return receiver


def year_changed(sender, instance, **kwargs):
    enqueue(Scope.CITY, [str(instance.city_id)])


def term_changed(sender, instance, **kwargs):
    enqueue(Scope.TERM, [f"{sender._meta.model_name}:{instance.pk}"])


def term_goes(sender, instance, **kwargs):
    """Afterwards nobody could tell which cases had it."""
    cases = cases_with(sender, instance.pk)
    enqueue(Scope.CASE, [str(key) for key in _translation_keys(cases)])


def rates_changed(sender, **kwargs):
    enqueue(Scope.ALL, [""])


def records_written(sender, public_ids, **kwargs):
    keys = CaseIdentity.objects.filter(public_id__in=public_ids)
    enqueue(Scope.CASE, [str(key) for key in _translation_keys(keys)])


def promotions_changed(sender, **kwargs):
    promoted.forget()
    # A reader may have filled the cache again with what was there before.
    transaction.on_commit(promoted.forget)


def document_saved(sender, instance, raw=False, **kwargs):
    if not raw:
        document_texts.note(instance)


def document_goes(sender, instance, **kwargs):
    """Afterwards nobody could tell which cases showed it."""
    document_texts.tell_cases(instance.pk)


def glossary_changed(sender, **kwargs):
    """At once for those who read in the same transaction; once more on commit, because
    another process may have read the old rows in between."""
    glossary.forget()
    transaction.on_commit(glossary.forget)


def after_migrate(sender, **kwargs):
    glossary.forget()


def _translation_keys(queryset):
    return queryset.values_list("translation_key", flat=True)


def connect() -> None:
    term_models = [m for m in apps.get_models() if issubclass(m, Term)]
    for sender in (Page, CaseStudyPage):
        post_save.connect(page_changed, sender=sender)
    post_delete.connect(page_changed, sender=CaseStudyPage)
    for signal in (page_published, page_unpublished):
        signal.connect(page_changed)
    for signal in (page_slug_changed, post_page_move):
        signal.connect(subtree_moved)
    for model in term_models:
        post_save.connect(term_changed, sender=model)
    for model in [*term_models, Tag]:
        pre_delete.connect(term_goes, sender=model)
    for model, scope in ((City, "city"), (Country, "country"), (Tag, "tag")):
        post_save.connect(row_changed(Scope(scope)), sender=model, weak=False)
    for signal in (post_save, post_delete):
        signal.connect(rates_changed, sender=ExchangeRate)
        signal.connect(year_changed, sender=CityYear)
        signal.connect(promotions_changed, sender=PromotedResult)
        signal.connect(glossary_changed, sender=GlossaryEntry)
    post_save.connect(document_saved, sender=HubDocument)
    pre_delete.connect(document_goes, sender=HubDocument)
    document_texts.connect()
    cases_changed.connect(records_written)
    post_migrate.connect(after_migrate, sender=apps.get_app_config("search"))
