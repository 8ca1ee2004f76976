"""Reactions of this app to its own and its members' changes, and the one signal by
which a bulk write tells others what single saves tell them by themselves."""

from __future__ import annotations

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import Signal, receiver
from django.utils import timezone
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
)

from cases import browsing, money, vocabulary
from cases.cities import grant_network_rights, set_up_city
from cases.models import (
    CaseAddress,
    CaseIdentity,
    CaseStudyPage,
    ExchangeRate,
    HomePage,
    HubDocument,
    HubImage,
    Term,
)
from cases.presentation import forget_pages
from cases.translation import follow_original, withdraw_translations
from members import profiles
from members.models import City, CityYear, Country

# Sent inside the transaction with `public_ids` (a list) after a write that bypassed
# save(), such as an import.
cases_changed = Signal()


@receiver([page_published, page_unpublished], sender=CaseStudyPage)
@receiver(post_delete, sender=CaseStudyPage)
@receiver(cases_changed)
def counts_changed(sender, **kwargs):
    transaction.on_commit(browsing.forget)


@receiver(cases_changed)
def pages_rewritten(sender, **kwargs):
    transaction.on_commit(forget_pages)


def grant_rights_after_migrate(sender, **kwargs):
    # The names of choices may have been translated anew with this version.
    vocabulary.forget()
    money.forget()
    profiles.forget()
    if HomePage.objects.exists():
        # Django makes those of an app after this receiver has run.
        for label in ("members", "cases", "taggit"):
            create_permissions(apps.get_app_config(label), verbosity=0)
        grant_network_rights()


@receiver(post_save, sender=City)
def city_saved(sender, instance, created, raw=False, **kwargs):
    if created and not raw:
        set_up_city(instance)


@receiver(post_save)
@receiver(post_delete)
def names_changed(sender, instance, **kwargs):
    if sender in (City, CityYear):
        profiles.forget()
        transaction.on_commit(profiles.forget)
    if issubclass(sender, (Term, City, Country)):
        vocabulary.forget()
        transaction.on_commit(vocabulary.forget)
        transaction.on_commit(forget_pages)
    elif sender is ExchangeRate:
        money.forget()
        transaction.on_commit(money.forget)
        transaction.on_commit(forget_pages)
    elif sender in (HubImage, HubDocument):
        transaction.on_commit(forget_pages)


@receiver(page_published, sender=CaseStudyPage)
def case_published(sender, instance, **kwargs):
    if not instance.live:  # sent, too, when publication is only scheduled
        return
    with transaction.atomic():
        remember_address(instance)
        identity = instance.identity
        identity.first_published_at = identity.first_published_at or timezone.now()
        identity.city_id = instance.city_id
        identity.withdrawn_at, identity.reason = None, ""
        identity.save()
        if follow_original(instance.published_original() or instance):
            transaction.on_commit(forget_pages)


@receiver(page_unpublished, sender=CaseStudyPage)
def case_unpublished(sender, instance, **kwargs):
    with transaction.atomic():
        withdraw_translations(instance)
        mark_withdrawn(instance)


@receiver(post_delete, sender=CaseStudyPage)
def case_deleted(sender, instance, **kwargs):
    mark_withdrawn(instance)


@receiver(page_slug_changed, sender=CaseStudyPage)
def case_renamed(sender, instance, **kwargs):
    if instance.live:
        remember_address(instance)


@receiver(post_page_move, sender=CaseStudyPage)
def case_moved(sender, instance, **kwargs):
    """A case that goes to another city belongs to it from then on."""
    page = CaseStudyPage.objects.get(pk=instance.pk)
    with transaction.atomic():
        page.save(clean=False)
        CaseIdentity.objects.filter(translation_key=page.translation_key).update(
            city=page.city
        )
        if page.live:
            remember_address(page)


def remember_address(page: CaseStudyPage) -> None:
    CaseAddress.objects.update_or_create(
        language=page.locale.language_code,
        path=f"{page.city.slug}/{page.slug}",
        defaults={"identity": page.identity},
    )


def mark_withdrawn(page: CaseStudyPage) -> None:
    """The tombstone, once no version is published any more."""
    key = page.translation_key
    if not CaseStudyPage.objects.live().filter(translation_key=key).exists():
        CaseIdentity.objects.filter(
            translation_key=key,
            first_published_at__isnull=False,
            withdrawn_at__isnull=True,
        ).update(withdrawn_at=timezone.now())
