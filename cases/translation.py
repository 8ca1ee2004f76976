"""What a translation takes from its original.

A translation is made with Wagtail's `copy_for_translation` and has words of its own;
numbers, dates, terms, pictures and visibility are the original's and are copied down
whenever it is published, withdrawal included.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Field
from wagtail.models import Revision

from cases.models import CaseRow, CaseStudyPage

# The words, which each version has of its own.
TRANSLATED = {
    "title", "one_line_result", "summary", "cover_alt", "lead_organisation",
    "contact_role", "place_name", "situation", "objectives", "solution", "steps",
    "innovation", "participation", "legal_basis", "technology", "results",
    "success_factors", "barriers", "failures", "lessons", "sustainability",
    "what_to_copy", "what_to_adapt", "conditions_people", "conditions_money",
    "conditions_law", "conditions_data", "videos", "links", "awards", "source_name",
}  # fmt: skip
TERM_LISTS = ("other_sectors", "sdgs", "sdg_targets", "target_groups")


def fact_fields() -> list[Field]:
    """The columns of a case that are the same in every language version."""
    return [
        item
        for item in CaseStudyPage._meta.local_fields
        if item.name not in TRANSLATED and not item.primary_key
    ]


def translations_of(page: CaseStudyPage):
    """The other versions, if `page` is the original; none otherwise."""
    if page.locale.language_code != page.identity.original_language:
        return CaseStudyPage.objects.none()
    return CaseStudyPage.objects.filter(translation_key=page.translation_key).exclude(
        pk=page.pk
    )


@transaction.atomic
def follow_original(original: CaseStudyPage) -> int:
    """Copy the facts of a published original to its translations, drafts included;
    gives their number."""
    original = CaseStudyPage.objects.get(pk=original.pk)
    translations = list(translations_of(original))
    for translation in translations:
        _copy_facts(original, translation)
        translation.save(clean=False)
        # What is compared with or reverted to has the facts of today, too.
        ids = {translation.latest_revision_id, translation.live_revision_id} - {None}
        for revision in Revision.objects.filter(pk__in=ids):
            version = revision.as_object()
            _copy_facts(original, version)
            revision.content = version.serializable_data()
            revision.save(update_fields=["content"])
    return len(translations)


def withdraw_translations(original: CaseStudyPage) -> None:
    """A translation does not stay online alone."""
    for translation in translations_of(original).live():
        translation.unpublish(log_action=True)


def _copy_facts(original: CaseStudyPage, translation: CaseStudyPage) -> None:
    for item in fact_fields():
        setattr(translation, item.attname, getattr(original, item.attname))
    for name in TERM_LISTS:
        setattr(translation, name, list(getattr(original, name).all()))
    for relation in CaseStudyPage._meta.related_objects:
        if issubclass(relation.related_model, CaseRow):
            _copy_row_facts(original, translation, relation.get_accessor_name())


def _copy_row_facts(original, translation, name: str) -> None:
    """Numbers by row key: new rows come along with the original's words, rows that
    the original dropped go, words that were translated stay."""
    own = {row.key: row for row in getattr(translation, name).all()}
    rows = []
    for source in getattr(original, name).all():
        row = own.get(source.key)
        if row is None:
            row = type(source)()
            for item in source._meta.concrete_fields:
                if item.name not in ("id", "case"):
                    setattr(row, item.attname, getattr(source, item.attname))
        for fact in (*source.FACTS, "sort_order"):
            attname = source._meta.get_field(fact).attname
            setattr(row, attname, getattr(source, attname))
        rows.append(row)
    setattr(translation, name, rows)
