"""The search turned round: which of many queries find this one case.

The tree of each query is carried out on the words of the case itself, so that it is the
same with every engine and needs none. Agrees with the engines, except that words are
not put right here and nothing is found by meaning: a test compares them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, TypeVar

from search import text as analysis
from search.fields import FACETS, PUBLIC, Document
from search.layout import ALL, ATTACHED, IN_TITLE, exact_field, laid_out, stem_field
from search.nodes import (
    AnyOf,
    Between,
    Coded,
    Concept,
    Group,
    InTitle,
    Node,
    Phrase,
    Prefix,
)
from search.query import Query

Key = TypeVar("Key")


def percolate(
    document: Document, queries: Iterable[tuple[Key, Query]]
) -> Iterator[Key]:
    """Keys of the queries that find `document`, in their order. A query is best one
    that `search.understanding` prepared: names of terms are then codes."""
    case = _Case(document)
    return (key for key, query in queries if case.is_found_by(query))


class _Case:
    def __init__(self, document: Document) -> None:
        self._values: dict[str, Any] = laid_out(document)
        self._words: dict[str, frozenset[str]] = {}

    def is_found_by(self, query: Query) -> bool:
        if query.audience == PUBLIC and self._values["audience"] != PUBLIC:
            return False
        return (
            all(self._has_code(facet, codes) for facet, codes in query.filters.items())
            and all(
                self._is_in_range(name, *ends) for name, ends in query.ranges.items()
            )
            and (query.boxes is None or self._is_inside(query.boxes))
            and (query.cities is None or self._has_code("city", query.cities))
            and self._matches(query.node, self._everywhere)
        )

    _everywhere = (ALL, ATTACHED)

    def _matches(self, node: Node, areas: tuple[str, ...]) -> bool:
        match node:
            case Concept(words=words, others=others):
                return any(self._has_stem(word, areas) for word in words) or any(
                    self._matches(other, areas) for other, _weight in others
                )
            case Phrase(words=words):
                return any(self._has_phrase(words, area) for area in areas)
            case Prefix(start=start):
                return any(
                    word.startswith(start)
                    for area in areas
                    for word in self._set(exact_field(area))
                )
            case InTitle(node=inner):
                return self._matches(inner, (IN_TITLE,))
            case Coded(facet=facet, values=codes):
                return self._has_code(facet, codes)
            case Between(name=name, low=low, high=high):
                return self._is_in_range(name, low, high)
            case AnyOf(nodes=nodes):
                return any(self._matches(inner, areas) for inner in nodes)
            case Group(optional=optional, required=required, excluded=excluded):
                return (
                    all(self._matches(inner, areas) for inner in required)
                    and not any(self._matches(inner, areas) for inner in excluded)
                    and (
                        not optional
                        or any(self._matches(inner, areas) for inner in optional)
                    )
                )

    def _set(self, field: str) -> frozenset[str]:
        if field not in self._words:
            texts = self._values[field]
            self._words[field] = frozenset(w for text in texts for w in text.split())
        return self._words[field]

    def _has_stem(self, word: str, areas: tuple[str, ...]) -> bool:
        return any(
            stem(word) in self._set(stem_field(language, area))
            for language, stem in analysis.STEM.items()
            for area in areas
        )

    def _has_phrase(self, words: tuple[str, ...], area: str) -> bool:
        field = exact_field(area)
        if not self._set(field).issuperset(words):
            return False
        wanted = f" {' '.join(words)} "
        return any(wanted in f" {text} " for text in self._values[field])

    def _has_code(self, facet: str, codes: Iterable[str]) -> bool:
        return any(code in self._codes[facet] for code in codes)

    @cached_property
    def _codes(self) -> dict[str, frozenset[str]]:
        return {facet: frozenset(self._values[facet]) for facet in FACETS}

    def _is_in_range(self, name: str, low: float | None, high: float | None) -> bool:
        value = self._values.get(name)
        # A case of no date has the number 0.
        if value is None or (name == "date" and not value):
            return False
        return (low is None or value >= low) and (high is None or value <= high)

    def _is_inside(self, boxes) -> bool:
        latitude, longitude = map(self._values.get, ("latitude", "longitude"))
        if latitude is None or longitude is None:
            return False
        return any(
            part.south <= latitude <= part.north and part.west <= longitude <= part.east
            for box in boxes
            for part in box.parts()
        )
