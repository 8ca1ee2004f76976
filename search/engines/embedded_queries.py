"""Conditions beside the words of a query, and neighbours, as tantivy's queries: pure
functions, tested without an index."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import tantivy

from search.engines.embedded_words import all_of, any_of, between, constant
from search.fields import PUBLIC
from search.places import Box
from search.query import Query
from search.ranking import telling_words

_Q = tantivy.Query
_MUST, _NOT = tantivy.Occur.Must, tantivy.Occur.MustNot


def filters(
    query: Query, schema: tantivy.Schema, *, but: str | None = None
) -> list[tantivy.Query]:
    """What must hold beside the words, without the filter of the facet `but`."""
    clauses = []
    if query.audience == PUBLIC:
        clauses.append(_term(schema, "audience", PUBLIC))
    for facet, values in query.filters.items():
        if facet != but:
            clauses.append(any_of(_term(schema, facet, value) for value in values))
    for name, (low, high) in query.ranges.items():
        # A case of no date has the number 0.
        least = 1 if low is None and name == "date" else low
        clauses.append(between(schema, name, least, high))
    if query.boxes is not None:
        clauses.append(_any_or_none(_inside(schema, box) for box in query.boxes))
    if query.cities is not None:
        cities = (_term(schema, "city", code) for code in query.cities)
        clauses.append(_any_or_none(cities))
    return clauses


def combined(
    words: tantivy.Query | None, conditions: Iterable[tantivy.Query]
) -> tantivy.Query:
    """`words` under `conditions`, which add nothing to the score."""
    clauses = [(_MUST, constant(condition)) for condition in conditions]
    if words is not None:
        clauses.append((_MUST, words))
    if not clauses:
        return _Q.all_query()
    return clauses[0][1] if len(clauses) == 1 else _Q.boolean_query(clauses)


def similar(
    bag: Iterable[tuple[str, str, int]],
    document_count: int,
    frequency: Callable[[str, str], int],
    schema: tantivy.Schema,
) -> tantivy.Query | None:
    """The documents that share the most telling words of `bag`."""
    best = telling_words(bag, document_count, frequency)
    if not best:
        return None
    return any_of(
        _Q.boost_query(_term(schema, field, word), weight)
        for field, word, weight in best
    )


def any_key(keys: Iterable[int], schema: tantivy.Schema) -> tantivy.Query:
    found = list(keys)
    return _Q.term_set_query(schema, "key", found) if found else _Q.empty_query()


def none_of(
    keys: Iterable[int], query: tantivy.Query, schema: tantivy.Schema
) -> tantivy.Query:
    return _Q.boolean_query([(_MUST, query), (_NOT, any_key(keys, schema))])


def other_than(id: str, query: tantivy.Query, schema: tantivy.Schema) -> tantivy.Query:
    return _Q.boolean_query([(_MUST, query), (_NOT, _term(schema, "id", id))])


def _inside(schema: tantivy.Schema, box: Box) -> tantivy.Query:
    return any_of(
        all_of(
            (
                between(schema, "latitude", part.south, part.north),
                between(schema, "longitude", part.west, part.east),
            )
        )
        for part in box.parts()
    )


def _any_or_none(queries: Iterable[tantivy.Query]) -> tantivy.Query:
    found = list(queries)
    return any_of(found) if found else _Q.empty_query()


def _term(schema: tantivy.Schema, field: str, value: str) -> tantivy.Query:
    return _Q.term_query(schema, field, value, "freq")
