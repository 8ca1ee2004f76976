"""One commit of the embedded index, opened for searching."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import tantivy

from search.engine import FacetCount, Hit, most_frequent
from search.engines import embedded_queries as queries
from search.engines.embedded_schema import key_of
from search.engines.embedded_vocabulary import Vocabulary
from search.engines.embedded_words import any_of, constant, matching, scoring
from search.fields import NEWEST, RELEVANCE, VALUES
from search.layout import title_field, unpack_bag
from search.query import Query

if TYPE_CHECKING:
    from search.engines.embedded_hybrid import Blend

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

    def counts(self, query: Query, blend: Blend | None = None) -> Counts:
        """Number of hits and the facets. Kept for the page without words or filters."""
        if not query.is_empty:
            return self._counts(query, blend)
        key = (query.audience, query.counted)
        if key not in self._everything:
            self._everything[key] = self._counts(query, None)
        return self._everything[key]

    def _counts(self, query: Query, blend: Blend | None) -> Counts:
        words = self._matching(query, blend)
        own = [name for name in query.counted if name in query.filters]
        others = [name for name in query.counted if name not in query.filters]
        request = {name: _terms(name, VALUES[name]) for name in others}
        request["total"] = {"value_count": {"field": "date"}}
        conditions = queries.filters(query, self.schema)
        answer = self._aggregate(words, conditions, request)
        total = int(answer["total"]["value"])
        for name in own:
            conditions = queries.filters(query, self.schema, but=name)
            words = self._matching(query, blend, but=name)
            request = {name: _terms(name, _EVERY_VALUE)}
            answer |= self._aggregate(words, conditions, request)
        facets = {
            name: most_frequent(
                ((b["key"], b["doc_count"]) for b in answer[name]["buckets"]),
                VALUES[name],
                query.filters.get(name, ()),
            )
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

    def _matching(
        self, query: Query, blend: Blend | None, *, but: str | None = None
    ) -> tantivy.Query | None:
        """What the words find, and what `blend` adds for its meaning."""
        words = matching(query.node, self.schema)
        if blend is None or words is None:
            return words
        near = constant(queries.any_key(blend.near[but], self.schema))
        return any_of((words, near))

    def hits(
        self, query: Query, page: int, blend: Blend | None = None
    ) -> tuple[Hit, ...]:
        start = (page - 1) * query.size
        words = scoring(query.node, self.schema)
        if query.sort != RELEVANCE or words is None:
            return self._in_order(query, start, blend)
        if blend is None:
            return self._by_words(query, words, query.size, start)
        head = blend.fused.ranking
        hits = [
            Hit(self.id_at(blend.addresses[key]), score, key in blend.fused.by_meaning)
            for key, score in head[start : start + query.size]
        ]
        if room := query.size - len(hits):
            # Whatever the head has is out of the way, wherever words would put it.
            others = queries.none_of((key for key, _ in head), words, self.schema)
            offset = max(0, start - len(head))
            hits += self._by_words(query, others, room, offset)
        return tuple(hits)

    def _by_words(
        self, query: Query, words: tantivy.Query, size: int, offset: int
    ) -> tuple[Hit, ...]:
        request = queries.combined(words, queries.filters(query, self.schema))
        found = self.searcher.search(request, size, count=False, offset=offset)
        return tuple(Hit(self.id_at(address), score) for score, address in found.hits)

    def _in_order(
        self, query: Query, start: int, blend: Blend | None
    ) -> tuple[Hit, ...]:
        """By date or title. Without words all cases are equally relevant: the newest
        come first."""
        newest = query.sort in (NEWEST, RELEVANCE)
        found = self.searcher.search(
            queries.combined(
                self._matching(query, blend), queries.filters(query, self.schema)
            ),
            query.size,
            count=False,
            offset=start,
            order_by_field="date" if newest else title_field(query.language),
            order=tantivy.Order.Desc if newest else tantivy.Order.Asc,
        )
        addresses = [address for _, address in found.hits]
        by_meaning = blend.fused.by_meaning if blend else frozenset()
        return tuple(
            Hit(self.id_at(address), 0.0, key in by_meaning)
            for address, key in zip(addresses, self._keys(addresses), strict=True)
        )

    def best(
        self, request: tantivy.Query, limit: int
    ) -> dict[int, tuple[float, tantivy.DocAddress]]:
        """Score and address by key of the documents that fit best, in order."""
        found = self.searcher.search(request, max(1, limit), count=False).hits[:limit]
        keys = self._keys([address for _, address in found])
        return dict(zip(keys, found, strict=True))

    def count(self, request: tantivy.Query) -> int:
        return self.searcher.search(request, 1, count=True).count

    def _keys(self, addresses: list[tantivy.DocAddress]) -> list[int]:
        return self.searcher.fast_field_values("key", addresses)

    def id_at(self, address: tantivy.DocAddress) -> str:
        return self._stored(address, "id")

    def similar(self, id: str, n: int, audience: str) -> tuple[Hit, ...]:
        like = self.like(id)
        if like is None or n < 1:
            return ()
        conditions = queries.filters(Query(audience=audience), self.schema)
        request = queries.combined(
            queries.other_than(id, like, self.schema), conditions
        )
        found = self.searcher.search(request, n, count=False).hits
        return tuple(Hit(self.id_at(address), score) for score, address in found)

    def like(self, id: str) -> tantivy.Query | None:
        """What has the telling words of a case; None where it or they are unknown."""
        address = self._address(id)
        if address is None:
            return None
        return queries.similar(
            unpack_bag(self._stored(address, "bag")),
            self.searcher.num_docs,
            self.searcher.doc_freq,
            self.schema,
        )

    def fingerprint(self, id: str) -> str | None:
        """None for a document that is not there."""
        address = self._address(id)
        return None if address is None else self._stored(address, "fingerprint")

    def itself(self, id: str) -> tantivy.Query:
        return queries.any_key((key_of(id),), self.schema)

    def _address(self, id: str) -> tantivy.DocAddress | None:
        found = self.searcher.search(self.itself(id), 1, count=False).hits
        return found[0][1] if found else None

    def complete(self, text: str, n: int, audience: str) -> tuple[Hit, ...]:
        titles = self.vocabulary.titles(text)
        if titles is None or n < 1:
            return ()
        conditions = queries.filters(Query(audience=audience), self.schema)
        request = queries.combined(titles, conditions)
        best = self.searcher.search(request, n, count=False).hits
        return tuple(Hit(self.id_at(address), score) for score, address in best)

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
