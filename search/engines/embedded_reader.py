"""One commit of the embedded index, opened for searching."""

from __future__ import annotations

from pathlib import Path

import tantivy

from search.engine import FacetCount, Hit
from search.engines import embedded_queries as queries
from search.engines.embedded_vocabulary import Vocabulary
from search.engines.embedded_words import matching, scoring
from search.fields import NEWEST, RELEVANCE, VALUES
from search.layout import title_field, unpack_bag
from search.query import Query

# More than any facet has values. A segment that left one out would count it wrongly.
_EVERY_VALUE = 20_000

# Number of hits, and each facet's values.
Counts = tuple[int, dict[str, tuple[FacetCount, ...]]]


class Reader:
    """One commit of one generation, opened; safe to use from several threads."""

    def __init__(self, generation: Path, state: bytes) -> None:
        self.generation = generation
        self.state = state
        index = tantivy.Index.open(str(generation))
        # No watching thread: the engine itself compares `state`.
        index.config_reader("manual", 0)
        index.reload()
        self.schema = index.schema
        self.searcher = index.searcher()
        self.vocabulary = Vocabulary(self.searcher, self.schema)
        self._everything: dict[tuple, Counts] = {}

    def counts(self, query: Query) -> Counts:
        """Number of hits and the facets. Kept for the page without words or filters."""
        if not query.is_empty:
            return self._counts(query)
        key = (query.audience, query.counted)
        if key not in self._everything:
            self._everything[key] = self._counts(query)
        return self._everything[key]

    def _counts(self, query: Query) -> Counts:
        words = matching(query.node, self.schema)
        own = [name for name in query.counted if name in query.filters]
        others = [name for name in query.counted if name not in query.filters]
        request = {name: _terms(name, VALUES[name]) for name in others}
        request["total"] = {"value_count": {"field": "date"}}
        conditions = queries.filters(query, self.schema)
        answer = self._aggregate(words, conditions, request)
        total = int(answer["total"]["value"])
        for name in own:
            conditions = queries.filters(query, self.schema, but=name)
            request = {name: _terms(name, _EVERY_VALUE)}
            answer |= self._aggregate(words, conditions, request)
        facets = {
            name: _facet(answer[name], VALUES[name], query.filters.get(name, ()))
            for name in query.counted
        }
        return total, facets

    def _aggregate(
        self,
        words: tantivy.Query | None,
        conditions: list[tantivy.Query],
        request: dict,
    ) -> dict:
        return self.searcher.aggregate(queries.combined(words, conditions), request)

    def hits(self, query: Query, page: int) -> tuple[Hit, ...]:
        words = scoring(query.node, self.schema)
        by_score = query.sort == RELEVANCE and words is not None
        if not by_score:
            words = matching(query.node, self.schema)
        request = queries.combined(words, queries.filters(query, self.schema))
        order: dict = {}
        if not by_score:
            # Without words all cases are equally relevant: the newest come first.
            newest = query.sort in (NEWEST, RELEVANCE)
            order["order_by_field"] = "date" if newest else title_field(query.language)
            order["order"] = tantivy.Order.Desc if newest else tantivy.Order.Asc
        found = self.searcher.search(
            request, query.size, count=False, offset=(page - 1) * query.size, **order
        )
        return tuple(
            Hit(self._stored(address, "id"), score if by_score else 0.0)
            for score, address in found.hits
        )

    def similar(self, id: str, n: int, audience: str) -> tuple[Hit, ...]:
        own = tantivy.Query.term_query(self.schema, "id", id, "basic")
        found = self.searcher.search(own, 1, count=False).hits
        if not found or n < 1:
            return ()
        like = queries.similar(
            unpack_bag(self._stored(found[0][1], "bag")),
            self.searcher.num_docs,
            self.searcher.doc_freq,
            self.schema,
        )
        if like is None:
            return ()
        conditions = queries.filters(Query(audience=audience), self.schema)
        request = queries.combined(
            queries.other_than(id, like, self.schema), conditions
        )
        best = self.searcher.search(request, n, count=False).hits
        return tuple(Hit(self._stored(address, "id"), score) for score, address in best)

    def complete(self, text: str, n: int, audience: str) -> tuple[Hit, ...]:
        titles = self.vocabulary.titles(text)
        if titles is None or n < 1:
            return ()
        conditions = queries.filters(Query(audience=audience), self.schema)
        request = queries.combined(titles, conditions)
        best = self.searcher.search(request, n, count=False).hits
        return tuple(Hit(self._stored(address, "id"), score) for score, address in best)

    def fingerprints(self) -> dict[str, str]:
        everything = self.searcher.search(
            tantivy.Query.all_query(), max(1, self.searcher.num_docs), count=False
        )
        pairs = {}
        for _, address in everything.hits:
            stored = self.searcher.doc(address)
            fingerprint = bytes(stored.get_first("fingerprint")).decode()
            pairs[stored.get_first("id")] = fingerprint
        return pairs

    def _stored(self, address: tantivy.DocAddress, name: str) -> str:
        value = self.searcher.doc(address).get_first(name)
        return value if isinstance(value, str) else bytes(value).decode()


def _terms(facet: str, values: int) -> dict:
    return {
        "terms": {"field": facet, "size": values, "segment_size": _EVERY_VALUE},
    }


def _facet(
    answer: dict, values: int, wanted: tuple[str, ...]
) -> tuple[FacetCount, ...]:
    counts = [FacetCount(b["key"], b["doc_count"]) for b in answer["buckets"]]
    counts.sort(key=lambda count: (-count.count, count.value))
    return (
        *counts[:values],
        *(count for count in counts[values:] if count.value in wanted),
    )
