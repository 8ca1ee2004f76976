"""Numbers and dates from and to, as URL parameters.

A budget is in US dollars. A date is a year, month or day; as a number it is yyyymmdd,
so that the beginning of 2018 is 20180000 and its end 20189999.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from search.fields import RANGES

# The lowest and the highest number, both included; None leaves an end open.
Range = tuple[int | None, int | None]

PARAMETERS = {
    "budget": ("budget_min", "budget_max"),
    "population": ("population_min", "population_max"),
    "date": ("from", "to"),
}
# Above any city's people and any project's cost, below what an index can hold.
MAX_NUMBER = 10**13
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
# Digits in groups, as people copy them: 1.000.000 and 1,000,000 and 1 000 000.
_GROUPED = re.compile(r"\d{1,3}(?:([., \u00a0\u202f])\d{3})(?:\1\d{3})*|\d+")


def any_end(given: Range | None) -> bool:
    return given is not None and given != (None, None)


def read_ranges(last: Callable[[str], str]) -> dict[str, Range]:
    """From `last`, which gives a parameter's text. What is no number is left out; ends
    the wrong way round are turned."""
    found = {}
    for name in RANGES:
        texts = map(last, PARAMETERS[name])
        low, high = (
            _date(text, end) if name == "date" else _number(text)
            for end, text in enumerate(texts)
        )
        if low is not None and high is not None and low > high:
            low, high = _turned(low, high) if name == "date" else (high, low)
        found[name] = (low, high)
    return {name: ends for name, ends in found.items() if any_end(ends)}


def write_ranges(ranges: Mapping[str, Range]) -> Iterator[tuple[str, str]]:
    for name, ends in ranges.items():
        for parameter, number in zip(PARAMETERS[name], ends, strict=True):
            if number is not None:
                yield parameter, end_as_text(name, number)


def end_as_text(name: str, number: int) -> str:
    """As it is read again: a date in ISO form, without the parts that were left out."""
    if name != "date":
        return str(number)
    year, month, day = number // 10_000, number // 100 % 100, number % 100
    parts = [f"{year:04}"]
    if month in range(1, 13):
        parts.append(f"{month:02}")
        if day in range(1, 32):
            parts.append(f"{day:02}")
    return "-".join(parts)


def _number(text: str) -> int | None:
    found = _GROUPED.fullmatch(text.strip())
    if not found:
        return None
    digits = "".join(c for c in found[0] if c.isdecimal())
    return min(int(digits[:20]), MAX_NUMBER)


def _date(text: str, end: int) -> int | None:
    """The first (`end` 0) or last (1) moment of a year, month or day."""
    found = _DATE.fullmatch(text.strip())
    if not found:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    missing = 99 if end else 0
    if month is not None and not 1 <= month <= 12:
        month = day = None
    if day is not None and not 1 <= day <= 31:
        day = None
    return year * 10_000 + (month or missing) * 100 + (day or missing)


def _turned(low: int, high: int) -> Range:
    """The ends of a range of dates given backwards: each keeps its precision."""
    return (
        _date(end_as_text("date", high), 0),
        _date(end_as_text("date", low), 1),
    )
