"""What each column of a row may hold, derived from the record and its model."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.contrib.taggit import ClusterTaggableManager
from wagtail.blocks import FieldBlock

from cases.fields import PartialDateField, validate_partial_date
from cases.models import CaseRow, CaseStudyPage
from cases.models.panels import ROWS
from cases.records import DERIVED, RELATED_COLUMNS, STREAM_COLUMNS, WRITTEN
from cases.transfer.values import (
    Wrong,
    day,
    kind_of,
    listed,
    number,
    real,
    text,
    truth,
    whole,
    word,
    year_or_date,
)

MAX_TERMS = 50
TAG_MAX_LENGTH = 100
FILE_COLUMNS = {
    "gallery": ("image", "caption", "alt"),
    "documents": ("file", "kind", "title"),
}
IGNORED = frozenset({*DERIVED, "_row", "_errors", "_line"})


@dataclass(frozen=True)
class Column:
    """`read` turns a value of the file into that of the record or raises Wrong;
    `parts` are the columns of a list of rows."""

    name: str
    read: Callable[[Any, bool], Any]
    empty: Any = ""
    parts: tuple[str, ...] = ()


def _list_of(read) -> Callable[[Any, bool], tuple]:
    def read_list(value: Any, loose: bool) -> tuple:
        items = listed(value, loose)
        if len(items) > MAX_TERMS:
            raise Wrong(f"This list has more than {MAX_TERMS} entries.")
        found = [read(item, loose) for item in items]
        return tuple(sorted({item for item in found if item not in ("", None)}))

    return read_list


def _tags(value: Any, loose: bool) -> tuple:
    found = {tag.lower(): tag for tag in reversed(_list_of(word)(value, loose))}
    for tag in found.values():
        if len(tag) > TAG_MAX_LENGTH:
            raise Wrong(f"A tag has at most {TAG_MAX_LENGTH} characters.")
    return tuple(sorted(found.values()))


def _checked(read, clean) -> Callable[[Any, bool], Any]:
    """`read`, then the validators of the model or block field."""

    def read_and_clean(value: Any, loose: bool) -> Any:
        result = read(value, loose)
        try:
            clean(result)
        except ValidationError as error:
            raise Wrong(" ".join(str(m) for m in error.messages)) from None
        return result

    return read_and_clean


def _of_field(field: models.Field) -> Callable[[Any, bool], Any]:
    readers = (
        (models.BooleanField, truth),
        (models.DateField, day),
        (models.DecimalField, number),
        (models.FloatField, real),
        (models.IntegerField, whole),
        (PartialDateField, year_or_date),
        (models.EmailField, word),
        (models.URLField, word),
        (models.CharField, word if field.choices else text),
        (models.TextField, text),
    )
    read = next(read for kind, read in readers if isinstance(field, kind))
    if isinstance(field, models.DecimalField):
        read = _in_places(field.decimal_places)

    def clean(value):
        if isinstance(field, models.DateField):
            value = value or None
        field.clean(value, None)

    return _checked(read, clean)


def _in_places(places: int) -> Callable[[Any, bool], Decimal | None]:
    """Numbers as the database gives them: 50.00, not 50. Further digits stay, to be
    refused by the field."""
    unit = Decimal(1).scaleb(-places)

    def read(value: Any, loose: bool) -> Decimal | None:
        result = number(value, loose)
        if result is None or result.adjusted() > 20:
            return result
        exact = result.quantize(unit)
        return exact if exact == result else result

    return read


def _of_block(block: FieldBlock) -> Callable[[Any, bool], Any]:
    required = block.required
    dated = validate_partial_date in block.field.validators

    def clean(value):
        if value or required:
            block.clean(value)

    return _checked(year_or_date if dated else text, clean)


def _default_of(field: models.Field) -> Any:
    if isinstance(field, models.DateField):
        return ""
    if field.has_default():
        return field.get_default()
    return None if field.null else ""


def _rows(name: str, parts: dict[str, Column], limit: int) -> Column:
    def read(value: Any, loose: bool) -> tuple:
        items = listed(value, loose)
        if len(items) > limit:
            raise Wrong(f"This list has more than {limit} entries.")
        return tuple(
            _read_row(item, position, parts) for position, item in enumerate(items, 1)
        )

    return Column(name, read, (), tuple(parts))


def _read_row(item: Any, position: int, parts: dict[str, Column]) -> dict:
    if not isinstance(item, dict):
        raise Wrong(f"Entry {position} must be an object, not {kind_of(item)}.")
    unknown = sorted(str(key) for key in item.keys() - parts.keys())
    if unknown:
        raise Wrong(f"Entry {position} has unknown parts: {', '.join(unknown)[:200]}.")
    row = {}
    for name, part in parts.items():
        try:
            value = item.get(name)
            row[name] = part.read(part.empty if value is None else value, False)
        except Wrong as error:
            raise Wrong(f"Entry {position}, {name}: {error}") from None
    return row


def _stream_column(name: str) -> Column:
    block = CaseStudyPage._meta.get_field(name).stream_block
    (child,) = block.child_blocks.values()
    parts = {
        part: Column(part, _of_block(child.child_blocks[part]))
        for part in STREAM_COLUMNS[name]
    }
    return _rows(name, parts, block.meta.max_num)


def _related_column(name: str, names: Iterable[str]) -> Column:
    model: type[CaseRow] = getattr(CaseStudyPage, name).rel.related_model
    parts = {}
    for part in names:
        if part in ("image", "file"):
            parts[part] = Column(part, _required_word)
        else:
            field = model._meta.get_field(part)
            parts[part] = Column(part, _of_field(field), _default_of(field))
    return _rows(name, parts, ROWS[name])


def _required_word(value: Any, loose: bool) -> str:
    name = word(value, loose)
    if not name:
        raise Wrong("The name of the file is missing.")
    return name


def _column(name: str) -> Column:
    if name in STREAM_COLUMNS:
        return _stream_column(name)
    if name in RELATED_COLUMNS:
        return _related_column(name, RELATED_COLUMNS[name])
    if name in FILE_COLUMNS:
        return _related_column(name, FILE_COLUMNS[name])
    if name in ("key", "language", "city", "cover"):
        return Column(name, word)
    field = CaseStudyPage._meta.get_field(name)
    if isinstance(field, ClusterTaggableManager):
        return Column(name, _tags, ())
    if field.many_to_many:
        return Column(name, _list_of(whole if name == "sdgs" else word), ())
    if field.many_to_one:
        numbered = name == "primary_sdg"
        return Column(name, whole if numbered else word, None if numbered else "")
    if name == "slug":
        return Column(name, word)
    return Column(name, _of_field(field), _default_of(field))


def all_columns() -> dict[str, Column]:
    """By name, in the order of export."""
    return {name: _column(name) for name in WRITTEN}
