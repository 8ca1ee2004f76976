"""Readers of single values: from what a file has to what a record has.

Each takes the value and whether it stands in a loose cell, and raises Wrong.
"""

from __future__ import annotations

import datetime
import json
import math
import re
from decimal import Decimal, InvalidOperation
from typing import Any

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
SURROGATE = re.compile(r"[\ud800-\udfff]")
YES = {"true", "yes", "ya", "1", "x"}
NO = {"false", "no", "tidak", "0", ""}


class Wrong(ValueError):
    """The value cannot be taken; the text is a sentence."""


def text(value: Any, loose: bool) -> str:
    if value is None:
        return ""
    if loose and isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise Wrong(f"This must be text, not {kind_of(value)}.")
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
        raise Wrong(f"This must be a number, not {kind_of(value)}.")
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
    raise Wrong(f"This must be true or false, not {kind_of(value)}.")


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
        raise Wrong(f"This must be a list, not {kind_of(value)}.")
    return value


def kind_of(value: Any) -> str:
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
