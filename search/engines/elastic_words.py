"""From the tree of a query to those of a search server: pure functions, tested without
one. The embedded engine is what they are measured against."""

from __future__ import annotations

from collections.abc import Iterable

from elasticsearch.dsl import query as q

from search.engines.tree import TreeBuilder
from search.nodes import Group, Node


def matching(node: Node) -> q.Query | None:
    """The documents that `node` finds, without scores; None for all.

    Of words the stems alone: what matches a word exactly also matches its stem.
    """
    return None if node == Group() else _Builder(scored=False).query(node)


def scoring(node: Node) -> q.Query | None:
    """The same documents with scores; None for all."""
    return None if node == Group() else _Builder(scored=True).query(node)


class _Builder(TreeBuilder[q.Query]):
    def sibling(self, *, scored: bool, areas: Iterable[str]) -> _Builder:
        return _Builder(scored=scored, areas=areas)

    def term(self, field: str, word: str) -> q.Query:
        return term(field, word)

    def weighed_term(self, field: str, word: str, weight: float) -> q.Query:
        return term(field, word, weight)

    def phrase(self, field: str, words: tuple[str, ...]) -> q.Query:
        # The field's analyser parts them again where they were joined.
        return q.MatchPhrase(**{field: " ".join(words)})

    def prefix(self, field: str, start: str) -> q.Query:
        return q.Prefix(**{field: start})

    def codes(self, facet: str, values: tuple[str, ...]) -> q.Query:
        return q.Terms(**{facet: list(values)})

    def between(self, name: str, low: float | None, high: float | None) -> q.Query:
        return between(name, low, high)

    def everything(self) -> q.Query:
        return q.MatchAll()

    def group(self, required: list[q.Query], excluded: list[q.Query]) -> q.Query:
        return q.Bool(must=required, must_not=excluded)

    def any_of(self, queries: Iterable[q.Query]) -> q.Query:
        return any_of(queries)

    def all_of(self, queries: Iterable[q.Query]) -> q.Query:
        return all_of(queries)

    def every(self, queries: Iterable[q.Query]) -> q.Query:
        return q.Bool(filter=list(queries))

    def best_of(self, queries: Iterable[q.Query]) -> q.Query:
        return q.DisMax(queries=list(queries))

    def weighed(self, query: q.Query, weight: float) -> q.Query:
        return weighed(query, weight)

    def constant(self, query: q.Query, score: float = 0.0) -> q.Query:
        return constant(query, score)


def term(field: str, word: str, weight: float = 1) -> q.Query:
    """A word of a text."""
    return q.Term(**{field: {"value": word, "boost": round(weight, 9)}})


def between(name: str, low: float | None, high: float | None) -> q.Query:
    ends = {"gte": low, "lte": high}
    return q.Range(**{name: {k: end for k, end in ends.items() if end is not None}})


def constant(query: q.Query, score: float = 0) -> q.Query:
    return q.ConstantScore(filter=query, boost=score)


def weighed(query: q.Query, weight: float) -> q.Query:
    return query if weight == 1 else q.Bool(must=[query], boost=round(weight, 9))


def any_of(queries: Iterable[q.Query]) -> q.Query:
    found = list(queries)
    return found[0] if len(found) == 1 else q.Bool(should=found, minimum_should_match=1)


def all_of(queries: Iterable[q.Query]) -> q.Query:
    found = list(queries)
    return found[0] if len(found) == 1 else q.Bool(must=found)
