"""What a reader asked for, as a value and as URL parameters.

`Query` is all that an engine is given. Reading it from a URL never fails: whatever
arrives is cut to size, and what can't be understood is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from search import text as analysis
from search.fields import FACETS, PUBLIC, RELEVANCE, SORTS

PAGE_SIZE = 20
# Someone may search with a whole paragraph: the questions of the CISI test set have
# up to 2,023 characters and 110 different words.
MAX_TEXT_CHARS = 2_000
MAX_WORDS = 64
MAX_VALUES = 20
MAX_VALUE_CHARS = 100
# Engines give the last page for any page past it.
MAX_PAGE = 10_000

_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Words:
    """A bag of folded words, any of which may occur. Repetitions add weight."""

    words: tuple[str, ...] = ()


# What `parse` can give. Phrases, fields and exclusion will be further nodes.
Node = Words


def parse(text: str) -> Node:
    """The words that `text` asks for; no words where it has none. Never fails."""
    kept: list[str] = []
    distinct: set[str] = set()
    for word in analysis.content_words(text[:MAX_TEXT_CHARS]):
        if word in distinct or len(distinct) < MAX_WORDS:
            distinct.add(word)
            kept.append(word)
    return Words(tuple(kept))


@dataclass(frozen=True)
class Query:
    """One search. `filters` holds values by facet: any of a facet's, all facets.

    `language` is that of the reader's interface and decides the order by title.
    `audience` is what the reader may see and is never read from a URL. `counted` are
    the facets to count.
    """

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    sort: str = RELEVANCE
    page: int = 1
    size: int = PAGE_SIZE
    language: str = "en"
    audience: str = PUBLIC
    counted: tuple[str, ...] = FACETS

    def __post_init__(self) -> None:
        known = {f: tuple(self.filters[f]) for f in FACETS if self.filters.get(f)}
        object.__setattr__(self, "filters", MappingProxyType(known))

    @classmethod
    def from_params(
        cls, params: Any, *, language: str = "en", audience: str = PUBLIC
    ) -> Query:
        """From a request's `GET`, or a dict of strings or lists of strings."""
        sort = _last(params, "sort")
        return cls(
            text=_tidy(_last(params, "q"), MAX_TEXT_CHARS),
            filters={name: _values(_list(params, name)) for name in FACETS},
            sort=sort if sort in SORTS else RELEVANCE,
            page=_page(_last(params, "page")),
            language=language,
            audience=audience,
        )

    def to_params(self) -> list[tuple[str, str]]:
        """The parameters that give this query again, defaults left out."""
        params = [("q", self.text)] if self.text else []
        params += [(f, value) for f, values in self.filters.items() for value in values]
        if self.sort != RELEVANCE:
            params.append(("sort", self.sort))
        if self.page != 1:
            params.append(("page", str(self.page)))
        return params

    @property
    def querystring(self) -> str:
        return urlencode(self.to_params())

    @property
    def node(self) -> Node:
        return parse(self.text)

    @property
    def words(self) -> tuple[str, ...]:
        """The folded words that a highlighter marks."""
        return self.node.words

    @property
    def is_empty(self) -> bool:
        """Whether every case that the reader may see is a result."""
        return not self.filters and not self.words

    def has(self, facet: str, value: str) -> bool:
        return value in self.filters.get(facet, ())

    def with_filter(self, facet: str, value: str) -> Query:
        """This query with one more value, on its first page."""
        if self.has(facet, value):
            return replace(self, page=1)
        return self._filtered(facet, (*self.filters.get(facet, ()), value))

    def without_filter(self, facet: str, value: str | None = None) -> Query:
        """Without one value of a facet, or without any; on its first page."""
        values = self.filters.get(facet, ())
        kept = () if value is None else tuple(v for v in values if v != value)
        return self._filtered(facet, kept)

    def toggled(self, facet: str, value: str) -> Query:
        change = self.without_filter if self.has(facet, value) else self.with_filter
        return change(facet, value)

    def without_filters(self) -> Query:
        return replace(self, filters={}, page=1)

    def with_page(self, page: int) -> Query:
        return replace(self, page=page)

    def with_sort(self, sort: str) -> Query:
        return replace(self, sort=sort, page=1)

    def _filtered(self, facet: str, values: tuple[str, ...]) -> Query:
        return replace(self, filters={**self.filters, facet: values}, page=1)


def _list(params: Any, name: str) -> list[str]:
    getlist = getattr(params, "getlist", None)
    found = getlist(name) if getlist else params.get(name, ())
    return [found] if isinstance(found, str) else list(found)


def _last(params: Any, name: str) -> str:
    found = _list(params, name)
    return str(found[-1]) if found else ""


def _tidy(text: str, limit: int) -> str:
    return _BLANKS.sub(" ", analysis.clean(text)).strip()[:limit].strip()


def _values(raw: Iterable[str]) -> tuple[str, ...]:
    tidied = (_tidy(str(value), MAX_VALUE_CHARS) for value in raw)
    return tuple(dict.fromkeys(value for value in tidied if value))[:MAX_VALUES]


def _page(raw: str) -> int:
    digits = raw.strip()
    if not digits.isdecimal():
        return 1
    return MAX_PAGE if len(digits) > 9 else min(max(int(digits), 1), MAX_PAGE)
