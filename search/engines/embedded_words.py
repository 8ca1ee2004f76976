"""From the tree of a query to tantivy's: pure functions, tested without an index."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import tantivy

from search.engines.tree import TreeBuilder
from search.fields import FIELDS, Analysis
from search.nodes import Group, Node

_Q = tantivy.Query
_SHOULD, _MUST, _NOT = (
    tantivy.Occur.Should,
    tantivy.Occur.Must,
    tantivy.Occur.MustNot,
)
_BOUNDS = {
    Analysis.NUMBER: tantivy.FieldType.Unsigned,
    Analysis.DEGREES: tantivy.FieldType.Float,
}
_ANALYSIS = {f.name: f.analysis for f in FIELDS}


def matching(node: Node, schema: tantivy.Schema) -> tantivy.Query | None:
    """The documents that `node` finds, without scores; None for all.

    Of words the stems alone: what matches a word exactly also matches its stem.
    """
    if node == Group():
        return None
    return _Builder(schema, scored=False).query(node)


def scoring(node: Node, schema: tantivy.Schema) -> tantivy.Query | None:
    """The same documents with scores; None where nothing in `node` can score."""
    if node == Group():
        return None
    return _Builder(schema, scored=True).query(node)


class _Builder(TreeBuilder[tantivy.Query]):
    def __init__(self, schema: tantivy.Schema, **given: Any) -> None:
        super().__init__(**given)
        self._schema = schema

    def sibling(self, *, scored: bool, areas: Iterable[str]) -> _Builder:
        return _Builder(self._schema, scored=scored, areas=areas)

    def term(self, field: str, word: str) -> tantivy.Query:
        return _Q.term_query(self._schema, field, word, "freq")

    def phrase(self, field: str, words: tuple[str, ...]) -> tantivy.Query:
        return _Q.phrase_query(self._schema, field, list(words))

    def prefix(self, field: str, start: str) -> tantivy.Query:
        # Words are letters and digits only: nothing in them means anything here.
        return _Q.regex_query(self._schema, field, f"{start}.*")

    def codes(self, facet: str, values: tuple[str, ...]) -> tantivy.Query:
        return any_of(self.term(facet, value) for value in values)

    def between(
        self, name: str, low: float | None, high: float | None
    ) -> tantivy.Query:
        return between(self._schema, name, low, high)

    def everything(self) -> tantivy.Query:
        return _Q.all_query()

    def group(
        self, required: list[tantivy.Query], excluded: list[tantivy.Query]
    ) -> tantivy.Query:
        return _Q.boolean_query(
            [(_MUST, query) for query in required]
            + [(_NOT, query) for query in excluded]
        )

    def any_of(self, queries: Iterable[tantivy.Query]) -> tantivy.Query:
        return any_of(queries)

    def all_of(self, queries: Iterable[tantivy.Query]) -> tantivy.Query:
        return all_of(queries)

    def best_of(self, queries: Iterable[tantivy.Query]) -> tantivy.Query:
        return _Q.disjunction_max_query(list(queries))

    def weighed(self, query: tantivy.Query, weight: float) -> tantivy.Query:
        return weighed(query, weight)

    def constant(self, query: tantivy.Query, score: float = 0.0) -> tantivy.Query:
        return constant(query, score)


def between(
    schema: tantivy.Schema, name: str, low: float | None, high: float | None
) -> tantivy.Query:
    kind = _BOUNDS[_ANALYSIS[name]]
    return _Q.range_query(schema, name, kind, low, high)


def constant(query: tantivy.Query, score: float = 0.0) -> tantivy.Query:
    return _Q.const_score_query(query, score)


def weighed(query: tantivy.Query, weight: float) -> tantivy.Query:
    return query if weight == 1 else _Q.boost_query(query, weight)


def any_of(queries: Iterable[tantivy.Query]) -> tantivy.Query:
    found = list(queries)
    if len(found) == 1:
        return found[0]
    return _Q.boolean_query([(_SHOULD, q) for q in found])


def all_of(queries: Iterable[tantivy.Query]) -> tantivy.Query:
    found = list(queries)
    if len(found) == 1:
        return found[0]
    return _Q.boolean_query([(_MUST, q) for q in found])
