"""What each column of a row may hold, derived from the record and its model."""

from __future__ import annotations

import datetime
import json
import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.contrib.taggit import ClusterTaggableManager
from wagtail.blocks import FieldBlock
from wagtail.fields import StreamField

from cases.fields import PartialDateField, validate_partial_date
from cases.models import CaseRow, CaseStudyPage
from cases.models.panels import ROWS
from cases.records import DERIVED, RELATED_COLUMNS, STREAM_COLUMNS, WRITTEN

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
SURROGATE = re.compile(r"[\ud800-\udfff]")
YES = {"true", "yes", "ya", "1", "x"}
NO = {"false", "no", "tidak", "0", ""}
MAX_TERMS = 50
TAG_MAX_LENGTH = 100
FILE_COLUMNS = {
    "gallery": ("image", "caption", "alt"),
    "documents": ("file", "kind", "title"),
}
IGNORED = frozenset({*DERIVED, "_row", "_errors", "_line"})


class Wrong(ValueError):
    """The value cannot be taken; the text is a sentence."""


@dataclass(frozen=True)
class Column:
    """`read` turns a value of the file into that of the record or raises Wrong;
    `parts` are the columns of a list of rows."""

    name: str
    read: Callable[[Any, bool], Any]
    empty: Any = ""
    parts: tuple[str, ...] = ()


def text(value: Any, loose: bool) -> str:
    if value is None:
        return ""
    if loose and isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise Wrong(f"This must be text, not {_kind(value)}.")
    if SURROGATE.search(value):
        raise Wrong(_broken_encoding(value))
    found = CONTROL.search(value)
    if found:
        raise Wrong(f"This holds the control character U+{ord(found[0]):04X}.")
    return value if not value.isspace() else ""


def word(value: Any, loose: bool) -> str:
    """A code or short text in which blanks around mean nothing."""
    return text(value, loose).strip()


def year_or_date(value: Any, loose: bool) -> str:
    """A year may be written as the number that it is."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return word(str(value) if is_number else value, loose)


def number(value: Any, loose: bool) -> Decimal | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, str)):
        raise Wrong(f"This must be a number, not {_kind(value)}.")
    try:
        result = Decimal(value.strip() if isinstance(value, str) else value)
    except InvalidOperation:
        raise Wrong(f"This is not a number: {_short(value)}.") from None
    if not result.is_finite():
        raise Wrong(f"This is not a number: {_short(value)}.")
    return result


def whole(value: Any, loose: bool) -> int | None:
    result = number(value, loose)
    if result is None:
        return None
    if abs(result) > 10**18 or result != int(result):
        raise Wrong(f"This is not a whole number: {_short(value)}.")
    return int(result)


def real(value: Any, loose: bool) -> float | None:
    result = number(value, loose)
    if result is None:
        return None
    if not math.isfinite(float(result)):
        raise Wrong("This number is too large.")
    return float(result)


def truth(value: Any, loose: bool) -> bool:
    if value is None:
        return False
    if isinstance(value, bool):
        return value
    if loose:
        answer = text(value, loose).strip().lower()
        if answer in YES:
            return True
        if answer in NO:
            return False
        raise Wrong(f"This must be yes or no: {_short(value)}.")
    raise Wrong(f"This must be true or false, not {_kind(value)}.")


def day(value: Any, loose: bool) -> str:
    written = word(value, loose)
    try:
        return datetime.date.fromisoformat(written).isoformat() if written else ""
    except ValueError:
        raise Wrong(f"This is not a day such as 2019-10-16: {_short(value)}.") from None


def listed(value: Any, loose: bool) -> list:
    """A list; a cell may hold it as JSON, or short texts parted by semicolons."""
    if loose and isinstance(value, str):
        if value.lstrip().startswith("["):
            try:
                value = json.loads(value, parse_float=Decimal)
            except (ValueError, RecursionError):
                raise Wrong("This list is not JSON.") from None
        else:
            value = [part for part in value.split(";") if part.strip()]
    elif loose and isinstance(value, int):
        value = [value]
    if value is None:
        return []
    if not isinstance(value, list):
        raise Wrong(f"This must be a list, not {_kind(value)}.")
    return value


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
        raise Wrong(f"Entry {position} must be an object, not {_kind(item)}.")
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


def is_stream(name: str) -> bool:
    return isinstance(CaseStudyPage._meta.get_field(name), StreamField)


def _kind(value: Any) -> str:
    kinds = {dict: "an object", list: "a list", bool: "true or false", str: "text"}
    return kinds.get(type(value), "a number")


def _short(value: Any) -> str:
    written = str(value).encode("utf-8", "replace").decode()
    return written if len(written) <= 40 else f"{written[:40]}…"


def _broken_encoding(value: str) -> str:
    found = SURROGATE.search(value)
    code = ord(found[0])
    if 0xDC80 <= code <= 0xDCFF:
        return (
            f"Byte {code - 0xDC00:02X} at character {found.start() + 1} is not UTF-8."
        )
    return f"Half a surrogate pair at character {found.start() + 1}."
