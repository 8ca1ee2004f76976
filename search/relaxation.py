"""Wider searches for whoever found nothing, or little: the same without one of its
conditions, with the number of cases that it then finds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.text import Truncator
from django.utils.translation import gettext

from search import presentation
from search.narrowing import place_conditions, range_conditions
from search.presentation import Names, address
from search.query import Query
from search.understanding import find

# One search each, a millisecond or two.
MOST = 6
# Up to so many results, the reader is told what more there is.
FEW = 2


@dataclass(frozen=True, slots=True)
class Way:
    label: str
    url: str
    total: int

    @property
    def count(self) -> str:
        return presentation.count_in_words(self.total)


def ways_out(query: Query, names: Names, total: int = 0) -> list[Way]:
    """Those that find more than `total`, most first. Where no single condition is the
    reason, the words alone are tried. Raises SearchUnavailable like the engine."""
    candidates = list(_without_one(query, names))[: MOST - bool(query.node)]
    if query.node:
        label = gettext("Leave out the words “%(words)s”")
        label %= {"words": _short(query.text)}
        candidates.append((label, replace(query, text="", page=1)))
    found = _tried(candidates, total)
    if not found and not total and query.node:
        words = {"words": _short(query.text)}
        label = gettext("Search for “%(words)s” without filters") % words
        found = _tried([(label, query.without_filters())], total)
    return sorted(found, key=lambda way: -way.total)


def _tried(candidates: list[tuple[str, Query]], total: int) -> list[Way]:
    ways = []
    for label, wider in candidates:
        # All cases there are is no answer to a question.
        if wider.is_empty:
            continue
        found, _ = find(replace(wider, counted=(), size=1, page=1))
        if found.total > total:
            ways.append(Way(label, address(wider), found.total))
    return ways


def _without_one(query: Query, names: Names) -> Iterator[tuple[str, Query]]:
    """(label, query without one filter). First what narrows most often by mistake,
    because only so many are tried."""
    conditions = [
        *((c, query.without_place(name)) for name, c in place_conditions(query, names)),
        *((c, query.without_range(name)) for name, c in range_conditions(query)),
        *zip(
            presentation.conditions(query, names),
            map(query.without_filter, query.filters),
            strict=True,
        ),
    ]
    for condition, wider in conditions:
        label = gettext("Without the filter “%(condition)s”")
        yield label % {"condition": _short(str(condition))}, wider


def _short(text: str) -> str:
    return Truncator(text).chars(100)
