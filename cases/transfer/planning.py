"""Which rows change what: each checked row beside what the hub has of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Context, Decimal
from typing import Any

from django.db.models import Q

from cases.models import CaseIdentity, CaseStudyPage
from cases.records import WRITTEN, CaseRecord, record_of, with_details
from cases.transfer.files import MediaFolder
from cases.translation import TRANSLATED
from members.models import City

# Columns of rows that every language version has in common, by list.
ROW_FACTS = {
    "partners": ("support",),
    "key_dates": ("date",),
    "funding": ("source", "share"),
    "indicators": (
        "before", "after", "target", "year_before", "year", "proof_url",
    ),
    "gallery": ("image",),
    "documents": ("file", "kind"),
}  # fmt: skip
OWN = {"key", "language", "slug", "tags"}
FACTS = tuple(
    name for name in WRITTEN if name not in TRANSLATED | OWN | ROW_FACTS.keys()
)
ALWAYS_SAME = ("key", "language")
KEPT_DIGITS = Context(prec=15)


@dataclass
class Planned:
    """A row, the identity of its case, its page if there is one (as last edited), and
    the page of the original if this is a translation."""

    number: int
    record: CaseRecord
    identity: CaseIdentity
    page: CaseStudyPage | None = None
    original: CaseStudyPage | None = None
    change: str = "created"

    @property
    def is_translation(self) -> bool:
        return self.record.language != self.identity.original_language


def identities_for(keys: Iterable[str]) -> dict[str, CaseIdentity]:
    """By key of a row: the source key of an earlier import, else the public
    identifier."""
    keys = list(keys)
    found = CaseIdentity.objects.filter(Q(source_key__in=keys) | Q(public_id__in=keys))
    by_source = {i.source_key: i for i in found if i.source_key}
    by_public = {i.public_id: i for i in found}
    return {
        key: by_source.get(key) or by_public[key]
        for key in keys
        if key in by_source or key in by_public
    }


def plan(
    rows: list[tuple[int, CaseRecord]],
    identities: dict[str, CaseIdentity],
    media: MediaFolder,
    *,
    publish: bool,
) -> list[Planned]:
    """Originals before translations. `identities` keeps those of earlier calls, so
    that a translation finds its case; new ones are added, unsaved."""
    known = identities_for({record.key for _number, record in rows} - identities.keys())
    identities.update(known)
    cities = City.objects.in_bulk({r.city for _n, r in rows}, field_name="slug")
    for _number, record in rows:
        if record.key not in identities:
            identities[record.key] = CaseIdentity(
                translation_key=uuid.uuid4(),
                city=cities[record.city],
                original_language=record.language,
                source_key=record.key,
            )
    items = [Planned(n, r, identities[r.key]) for n, r in rows]
    items.sort(key=lambda item: item.is_translation)
    pages = _pages(item.identity for item in items)
    originals: dict[Any, CaseRecord] = {}
    for item in items:
        key = item.identity.translation_key
        if item.is_translation:
            item.original = pages.get((key, item.identity.original_language))
            if key in originals:
                item.record = with_facts(item.record, originals[key])
            elif item.original is not None:
                item.record = with_facts(
                    item.record, record_of(edited(item.original), item.identity)
                )
        else:
            originals[key] = item.record
        stored = pages.get((key, item.record.language))
        item.page = edited(stored) if stored else None
        item.change = _change(item, stored, media, publish=publish)
    return items


def edited(page: CaseStudyPage) -> CaseStudyPage:
    """`page` with its unpublished changes."""
    if page.has_unpublished_changes and page.latest_revision_id:
        return page.get_latest_revision_as_object()
    return page


def with_facts(record: CaseRecord, original: CaseRecord) -> CaseRecord:
    """`record`, a translation, with what it shares with its original. Rows are
    matched by position; those that the original lacks are left out."""
    values = {name: getattr(original, name) for name in FACTS}
    for name, facts in ROW_FACTS.items():
        own = getattr(record, name)
        values[name] = tuple(
            {**(own[i] if i < len(own) else row), **{f: row[f] for f in facts}}
            for i, row in enumerate(getattr(original, name))
        )
    return replace(record, **values)


def _pages(identities: Iterable[CaseIdentity]):
    keys = {identity.translation_key for identity in identities if identity.pk}
    pages = with_details(CaseStudyPage.objects.filter(translation_key__in=keys))
    return {(p.translation_key, p.locale.language_code): p for p in pages}


def _change(item: Planned, stored, media: MediaFolder, *, publish: bool) -> str:
    if stored is None:
        return "created"
    if publish and (not stored.live or stored.has_unpublished_changes):
        return "changed"
    wanted = comparable(with_stored_names(item.record, media))
    present = comparable(record_of(item.page, item.identity))
    if not item.record.slug:
        wanted["slug"] = present["slug"]
    return "unchanged" if wanted == present else "changed"


def comparable(record: CaseRecord) -> dict[str, Any]:
    """What must be equal in two records for nothing to be written."""
    values = {n: _rounded(getattr(record, n)) for n in WRITTEN if n not in ALWAYS_SAME}
    goals = {*record.sdgs, record.primary_sdg} - {None}
    values["sdgs"] = tuple(sorted(goals))
    values["tags"] = tuple(sorted(tag.lower() for tag in record.tags))
    return values


def _rounded(value: Any) -> Any:
    """Amounts to the digits that SQLite keeps."""
    if isinstance(value, Decimal):
        return KEPT_DIGITS.plus(value)
    if isinstance(value, tuple):
        return tuple(_rounded(item) for item in value)
    if isinstance(value, dict):
        return {name: _rounded(item) for name, item in value.items()}
    return value


def with_stored_names(record: CaseRecord, media: MediaFolder) -> CaseRecord:
    """`record` with the names under which its files are stored, where they are."""

    def name_of(kind: str, name: str) -> str:
        found = media.find(kind, name, record.city) if name else None
        return found.filename if found else name

    return replace(
        record,
        cover=name_of("image", record.cover),
        gallery=tuple(
            {**row, "image": name_of("image", row["image"])} for row in record.gallery
        ),
        documents=tuple(
            {**row, "file": name_of("document", row["file"])}
            for row in record.documents
        ),
    )
