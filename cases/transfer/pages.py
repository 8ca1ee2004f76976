"""A page object, saved or not, that says what a record says."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify
from taggit.models import Tag
from wagtail.blocks import StreamValue
from wagtail.models import Locale

from cases.models import CaseRow, CaseStudyPage, CaseTag, CityPage
from cases.records import RELATED_COLUMNS, STREAM_COLUMNS, WRITTEN, CaseRecord
from cases.transfer.files import MediaFolder
from cases.transfer.planning import Planned
from cases.transfer.validation import TERM_COLUMNS

LISTS = ("other_sectors", "sdgs", "sdg_targets", "target_groups")
DAYS = ("embargo_until", "last_confirmed")
# The last part of an address that is made from the title.
SLUG_LENGTH = 80
_NOT_PLAIN = {
    *RELATED_COLUMNS, *STREAM_COLUMNS, *TERM_COLUMNS, *DAYS, "key", "language", "city",
    "slug", "cover", "gallery", "documents", "tags",
}  # fmt: skip
PLAIN = tuple(name for name in WRITTEN if name not in _NOT_PLAIN)


@dataclass
class PageMaker:
    """Makes or fills pages; what all pages share is read once."""

    media: MediaFolder
    locales: dict[str, Locale] = field(default_factory=dict)
    originals: dict[Any, CaseStudyPage] = field(default_factory=dict)
    _parents: dict[tuple[str, str], CityPage] = field(default_factory=dict)
    _terms: dict[type, dict] = field(default_factory=dict)
    _tags: dict[str, Tag] = field(default_factory=dict)
    _slugs: dict[int, set[str]] = field(default_factory=dict)

    def __post_init__(self):
        self.locales = {locale.language_code: locale for locale in Locale.objects.all()}

    def parent_of(self, record: CaseRecord) -> CityPage:
        place = (record.city, record.language)
        if place not in self._parents:
            self._parents[place] = CityPage.objects.select_related(
                "city__collection"
            ).get(city__slug=record.city, locale__language_code=record.language)
        return self._parents[place]

    def fill(self, item: Planned) -> CaseStudyPage:
        """The page of `item` with all values of its record set, not saved. Originals
        filled since `originals` was emptied lend their row keys to translations."""
        record, parent = item.record, self.parent_of(item.record)
        key = item.identity.translation_key
        original = None
        if item.is_translation:
            original = self.originals.get(key) or item.original
        page = item.page or CaseStudyPage(
            locale=self.locales[record.language],
            translation_key=key,
        )
        page.city = parent.city
        for name in PLAIN:
            setattr(page, name, getattr(record, name))
        for name in DAYS:
            day = getattr(record, name)
            setattr(page, name, datetime.date.fromisoformat(day) if day else None)
        self._set_slug(page, parent, record)
        self._set_terms(page, record)
        self._set_tags(page, record.tags)
        for name in STREAM_COLUMNS:
            self._set_stream(page, original, name, getattr(record, name))
        for name in RELATED_COLUMNS:
            self._set_rows(page, original, name, getattr(record, name))
        self._set_files(page, original, record)
        if not item.is_translation:
            self.originals[key] = page
        return page

    def _set_slug(self, page, parent: CityPage, record: CaseRecord) -> None:
        if parent.pk not in self._slugs:
            children = parent.get_children().values_list("slug", flat=True)
            self._slugs[parent.pk] = set(children)
        taken = self._slugs[parent.pk]
        if page.slug and record.slug in ("", page.slug):
            return
        wanted = record.slug or slugify(record.title)[:SLUG_LENGTH].strip("-")
        wanted = wanted or slugify(record.key)[:SLUG_LENGTH] or "case"
        slug, number = wanted, 2
        while slug in taken:
            slug, number = f"{wanted}-{number}", number + 1
        taken.discard(page.slug)
        taken.add(slug)
        page.slug = slug

    def _set_terms(self, page, record: CaseRecord) -> None:
        for name, model in TERM_COLUMNS.items():
            terms = self._terms_of(model)
            value = getattr(record, name)
            if name in LISTS:
                setattr(page, name, [terms[code] for code in value])
            else:
                setattr(page, name, terms[value] if value else None)

    def _terms_of(self, model) -> dict:
        if model not in self._terms:
            attribute = "number" if hasattr(model, "number") else "code"
            whole = int if model.__name__ == "SDG" else str
            self._terms[model] = {
                whole(getattr(term, attribute)): term for term in model.objects.all()
            }
        return self._terms[model]

    def _set_tags(self, page, names: Iterable[str]) -> None:
        present = (
            {row.tag_id: row for row in page.tagged_items.all()} if page.pk else {}
        )
        page.tagged_items = [
            present.get(tag.pk) or CaseTag(tag=tag) for tag in map(self._tag, names)
        ]

    def _tag(self, name: str) -> Tag:
        key = name.lower()
        if key not in self._tags:
            self._tags[key] = Tag.objects.filter(
                name__iexact=name
            ).first() or Tag.objects.create(name=name)
        return self._tags[key]

    def _set_stream(self, page, original, name: str, rows: tuple[dict, ...]) -> None:
        block = CaseStudyPage._meta.get_field(name).stream_block
        (kind,) = block.child_blocks
        ids = _block_ids(page, name) or _block_ids(original, name)
        raw = [
            {
                "type": kind,
                "value": dict(row),
                "id": ids[i] if i < len(ids) else str(uuid.uuid4()),
            }
            for i, row in enumerate(rows)
        ]
        setattr(page, name, StreamValue(block, raw, is_lazy=True))

    def _set_rows(self, page, original, name: str, rows: Iterable[dict]) -> None:
        model: type[CaseRow] = getattr(CaseStudyPage, name).rel.related_model
        own = list(getattr(page, name).all())
        twins = list(getattr(original, name).all()) if original else []
        filled = []
        for position, values in enumerate(rows):
            row = own[position] if position < len(own) else model()
            if position < len(twins):
                row.key = twins[position].key
            for column, value in values.items():
                setattr(row, column, value)
            row.sort_order = position
            filled.append(row)
        setattr(page, name, filled)

    def _set_files(self, page, original, record: CaseRecord) -> None:
        def stored(kind, name, **texts):
            return self.media.store(kind, name, page.city, **texts)

        page.cover = (
            stored("image", record.cover, alt=record.cover_alt, title=record.title)
            if record.cover
            else None
        )
        pictures: list[dict[str, Any]] = [
            {
                "image": stored("image", r["image"], alt=r["alt"], title=r["caption"]),
                "caption": r["caption"],
                "alt": r["alt"],
            }
            for r in record.gallery
        ]
        self._set_rows(page, original, "gallery", pictures)
        papers = [
            {
                "document": stored("document", r["file"], alt="", title=r["title"]),
                "kind": r["kind"],
                "title": r["title"],
            }
            for r in record.documents
        ]
        self._set_rows(page, original, "documents", papers)


def _block_ids(page: CaseStudyPage | None, name: str) -> list[str]:
    return [block.id for block in getattr(page, name)] if page else []
