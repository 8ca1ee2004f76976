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
from search.fields import FACETS, PUBLIC, RANGES, RELEVANCE, SORTS
from search.meaning import OFF
from search.nodes import Concept, Group, concepts, words_of
from search.places import Box
from search.ranges import Range, any_end, read_ranges, write_ranges
from search.syntax import parse

PAGE_SIZE = 20
# Someone may search with a whole paragraph: the questions of the CISI test set have
# up to 2,023 characters.
MAX_TEXT_CHARS = 2_000
MAX_VALUES = 20
MAX_VALUE_CHARS = 100
# Kilometres: what one goes to see in a day, unless the reader says another number.
WITHIN_KM = 100
MAX_WITHIN_KM = 20_000
# Engines give the last page for any page past it.
MAX_PAGE = 10_000
# How results are shown; no engine looks at it.
LIST, MAP = "list", "map"

_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True)
class Query:
    """One search.

    `filters` holds values by facet: any of a facet's, all facets. `ranges` holds the
    lowest and highest number of those in `RANGES`, both included. `near` and `like`
    are codes of cities: cases at most `within` km away, and those of cities like it.
    Without `meaning` a case must have words of the text.
    `language` is that of the reader's interface and decides the order by title.
    `view` is how the results are shown: as a list or on a map. `audience` is what the
    reader may see and is never read from a URL. `counted` are the facets to count.

    The last three are what `search.understanding` made of the above, never read from
    a URL: the tree to search in place of the one in `text`, boxes and codes of cities
    any of which a case must be in, unless None.
    """

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    ranges: Mapping[str, Range] = field(default_factory=dict, hash=False)
    near: str = ""
    within: int = WITHIN_KM
    box: Box | None = None
    like: str = ""
    meaning: bool = True
    sort: str = RELEVANCE
    page: int = 1
    view: str = LIST
    size: int = PAGE_SIZE
    language: str = "en"
    audience: str = PUBLIC
    counted: tuple[str, ...] = FACETS
    tree: Group | None = None
    boxes: tuple[Box, ...] | None = None
    cities: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        known = {f: tuple(self.filters[f]) for f in FACETS if self.filters.get(f)}
        object.__setattr__(self, "filters", MappingProxyType(known))
        ranges = {r: self.ranges[r] for r in RANGES if any_end(self.ranges.get(r))}
        object.__setattr__(self, "ranges", MappingProxyType(ranges))

    @classmethod
    def from_params(
        cls, params: Any, *, language: str = "en", audience: str = PUBLIC
    ) -> Query:
        """From a request's `GET`, or a dict of strings or lists of strings."""
        sort = _last(params, "sort")
        near = _tidy(_last(params, "near"), MAX_VALUE_CHARS)
        return cls(
            text=_tidy(_last(params, "q"), MAX_TEXT_CHARS),
            filters={name: _values(_list(params, name)) for name in FACETS},
            ranges=read_ranges(lambda name: _last(params, name)),
            near=near,
            within=_kilometres(_last(params, "within")) if near else WITHIN_KM,
            box=Box.parse(_last(params, "box")[:MAX_VALUE_CHARS]),
            like=_tidy(_last(params, "like"), MAX_VALUE_CHARS),
            meaning=_last(params, "meaning") != OFF,
            sort=sort if sort in SORTS else RELEVANCE,
            page=_page(_last(params, "page")),
            view=MAP if _last(params, "view") == MAP else LIST,
            language=language,
            audience=audience,
        )

    def to_params(self) -> list[tuple[str, str]]:
        """The parameters that give this query again, defaults left out."""
        params = [("q", self.text)] if self.text else []
        params += [(f, value) for f, values in self.filters.items() for value in values]
        params += write_ranges(self.ranges)
        if self.near:
            params.append(("near", self.near))
            if self.within != WITHIN_KM:
                params.append(("within", str(self.within)))
        if self.box:
            params.append(("box", str(self.box)))
        if self.like:
            params.append(("like", self.like))
        if not self.meaning:
            params.append(("meaning", OFF))
        if self.sort != RELEVANCE:
            params.append(("sort", self.sort))
        if self.page != 1:
            params.append(("page", str(self.page)))
        if self.view != LIST:
            params.append(("view", self.view))
        return params

    @property
    def querystring(self) -> str:
        return urlencode(self.to_params())

    @property
    def node(self) -> Group:
        return parse(self.text) if self.tree is None else self.tree

    @property
    def marks(self) -> tuple[tuple[str, ...], ...]:
        """For each thing that is asked for, the folded words that a highlighter marks:
        its own and those of its other names. A prefix ends in an asterisk."""
        return tuple(dict.fromkeys(map(words_of, concepts(self.node))))

    @property
    def words(self) -> tuple[str, ...]:
        """All words of `marks`."""
        return tuple(dict.fromkeys(word for words in self.marks for word in words))

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but words leaves cases out."""
        return bool(self.filters or self.ranges or self.near or self.box or self.like)

    @property
    def is_bag(self) -> bool:
        """Whether the text asks for words and nothing else: no phrase, field, prefix,
        choice or exclusion."""
        group = self.node
        plain = all(isinstance(node, Concept) for node in group.optional)
        return bool(group.optional and plain) and not (group.required or group.excluded)

    @property
    def is_empty(self) -> bool:
        """Whether every case that the reader may see is a result."""
        return not self.is_narrowed and not self.node

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
        return replace(
            self, filters={}, ranges={}, near="", within=WITHIN_KM, box=None, like="",
            page=1,
        )  # fmt: skip

    def without_range(self, name: str) -> Query:
        kept = {other: ends for other, ends in self.ranges.items() if other != name}
        return replace(self, ranges=kept, page=1)

    def without_place(self, name: str) -> Query:
        """Without `near` (and its distance), `box` or `like`."""
        change = {"near": "", "box": None, "like": ""}
        within = WITHIN_KM if name == "near" else self.within
        return replace(self, **{name: change[name], "within": within, "page": 1})

    def with_page(self, page: int) -> Query:
        return replace(self, page=page)

    def with_sort(self, sort: str) -> Query:
        return replace(self, sort=sort, page=1)

    def with_view(self, view: str) -> Query:
        return replace(self, view=view, page=1)

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


def _kilometres(raw: str) -> int:
    digits = raw.strip()
    if not digits.isdecimal() or len(digits) > 9 or not int(digits):
        return WITHIN_KM
    return min(int(digits), MAX_WITHIN_KM)
