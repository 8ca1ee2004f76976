"""Search by words and by meaning at once on one commit of the embedded index."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import tantivy

from search import text as analysis
from search.engine import Hit
from search.engines import embedded_queries as queries
from search.engines.embedded_reader import Reader
from search.engines.embedded_schema import key_of
from search.engines.embedded_words import matching, scoring
from search.fusion import (
    BEST,
    SIMILAR_MEANING_WEIGHT,
    Fused,
    fuse,
    highest_score,
    meaning_weight,
)
from search.layout import exact_field, stem_field
from search.meaning import Encoder
from search.nodes import Concept, words_of
from search.query import Query
from search.ranking import ALL_WORDS_BONUS
from search.syntax import parse

if TYPE_CHECKING:
    from search.engines.embedded_vectors import Vectors

# Under filters that leave so few cases, the cosines of these alone are computed.
_NARROW = 2_000
_SIMILAR_BEST = 50
# Cases farther away than most of another subject have nothing to tell.
_SIMILAR_LEAST = 0.4

Keys = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Blend:
    """What meaning adds to one search.

    `near` holds the keys of the cases that belong to the result for their meaning, by
    the facet whose filter was left out when they were chosen; None for no facet. The
    ranking of `fused` is the head of the result, at `addresses`; what it lacks follows
    by words.
    """

    near: Mapping[str | None, Keys]
    fused: Fused
    addresses: Mapping[int, tantivy.DocAddress] = field(repr=False)


def spoken(query: Query) -> str:
    """What the reader says in words that need not occur; empty where there are none.

    Without syntax it is the text as it stands: function words help to tell what a
    sentence is about.
    """
    tree = parse(query.text)
    if not tree.optional:
        return ""
    plain = not (tree.required or tree.excluded) and all(
        isinstance(node, Concept) for node in tree.optional
    )
    return query.text if plain else " ".join(words_of(tree)).replace("*", "")


def other_names(query: Query) -> str:
    """What a glossary or a correction puts beside the words of the reader: in the
    other language, or without a typing error, the encoder may know it better."""
    return " ".join(
        " ".join(words_of(other))
        for node in query.node.optional
        if isinstance(node, Concept)
        for other, _weight in node.others
    )


def blend(
    reader: Reader, vectors: Vectors, encoder: Encoder, query: Query
) -> Blend | None:
    """None where the query is answered by words alone."""
    text = spoken(query) if query.meaning and len(vectors) else ""
    if not text:
        return None
    vector = _unit(
        sum(encoder.of_query(part) for part in (text, other_names(query)) if part)
    )
    selection = _Selection(reader, vectors, encoder, query, vector)
    own = [name for name in query.counted if name in query.filters]
    chosen = selection.near(but=None)
    near: dict[str | None, Keys] = {None: tuple(chosen)}
    for name in own:
        # Those shown are counted even where others without the filter are nearer.
        near[name] = tuple(selection.near(but=name) | chosen)
    scores, addresses = _by_words(reader, query, near[None])
    cosines = vectors.cosines(vector, scores) | chosen
    complete = frozenset(k for k, score in scores.items() if score >= ALL_WORDS_BONUS)
    words = {key: score % ALL_WORDS_BONUS for key, score in scores.items()}
    highest = highest_score(query.node, reader.searcher.num_docs, _frequency(reader))
    weight = meaning_weight(parse(query.text))
    fused = fuse(words, cosines, highest, complete, weight)
    return Blend(near, fused, addresses | selection.addresses)


def _by_words(
    reader: Reader, query: Query, near: Keys
) -> tuple[dict[int, float], dict[int, tantivy.DocAddress]]:
    """Scores of the best by words, and of those of `near` that match at all."""
    asked = scoring(query.node, reader.schema)
    conditions = queries.filters(query, reader.schema)
    best = reader.best(queries.combined(asked, conditions), BEST)
    if near:
        conditions.append(queries.any_key(near, reader.schema))
        best |= reader.best(queries.combined(asked, conditions), len(near))
    return (
        {key: score for key, (score, _) in best.items()},
        {key: address for key, (_, address) in best.items()},
    )


class _Selection:
    """The cases nearest to a query that fulfil everything but its words."""

    def __init__(
        self,
        reader: Reader,
        vectors: Vectors,
        encoder: Encoder,
        query: Query,
        vector,
    ) -> None:
        self._reader = reader
        self._vectors = vectors
        self._vector = vector
        self._least = encoder.threshold
        self._query = query
        rest = replace(query.node, optional=())
        self._rest = matching(rest, reader.schema) if rest else None
        self._everything: list[tuple[int, float]] | None = None
        self.addresses: dict[int, tantivy.DocAddress] = {}

    def near(self, *, but: str | None) -> dict[int, float]:
        """Cosines of at most `BEST`, nearest first, without the filter of `but`."""
        conditions = queries.filters(self._query, self._reader.schema, but=but)
        if self._rest is not None:
            conditions.append(self._rest)
        if self._query.is_narrowed or self._rest is not None:
            asked = queries.combined(None, conditions)
            if self._reader.count(asked) <= _NARROW:
                return self._nearest_of(self._best(conditions, _NARROW))
        if self._everything is None:
            self._everything = self._vectors.nearest(self._vector, self._least)
        return self._filtered(self._everything, conditions)

    def _nearest_of(self, keys: Iterable[int]) -> dict[int, float]:
        cosines = self._vectors.cosines(self._vector, keys).items()
        near = [(key, cosine) for key, cosine in cosines if cosine >= self._least]
        near.sort(key=lambda pair: (-pair[1], pair[0]))
        return dict(near[:BEST])

    def _filtered(
        self,
        nearest: Sequence[tuple[int, float]],
        conditions: Collection[tantivy.Query],
    ) -> dict[int, float]:
        found: dict[int, float] = {}
        start, size = 0, BEST
        while start < len(nearest) and len(found) < BEST:
            some = nearest[start : start + size]
            one_of = queries.any_key((k for k, _ in some), self._reader.schema)
            there = self._best([*conditions, one_of], len(some))
            found |= {key: cosine for key, cosine in some if key in there}
            start, size = start + size, size * 4
        return dict(list(found.items())[:BEST])

    def _best(self, conditions: Collection[tantivy.Query], limit: int) -> Collection:
        found = self._reader.best(queries.combined(None, conditions), limit)
        self.addresses |= {key: address for key, (_, address) in found.items()}
        return found.keys()


def _frequency(reader: Reader):
    def frequency(exact: bool, word: str) -> int:
        if exact:
            return reader.searcher.doc_freq(exact_field(), word)
        return max(
            reader.searcher.doc_freq(stem_field(language), stem(word))
            for language, stem in analysis.STEM.items()
        )

    return frequency


def _unit(vector):
    return vector / max(float((vector @ vector) ** 0.5), 1e-9)


def similar(
    reader: Reader, vectors: Vectors, id: str, n: int, audience: str
) -> tuple[Hit, ...]:
    """Neighbours by their telling words, against those of the case itself, and by the
    meaning of its versions."""
    own = vectors.of(key_of(id))
    if not len(own) or n < 1:
        return reader.similar(id, n, audience)
    middle = _unit(own.mean(axis=0))
    schema, limit = reader.schema, max(n, _SIMILAR_BEST)
    conditions = [
        *queries.filters(Query(audience=audience), schema),
        queries.other_than(id, tantivy.Query.all_query(), schema),
    ]
    # Twice as many, as some may be for members only.
    near = dict(vectors.nearest(middle, _SIMILAR_LEAST)[: 2 * limit])
    one_of = queries.any_key(near, schema)
    there = reader.best(queries.combined(None, [*conditions, one_of]), len(near))
    words: dict[int, float] = {}
    found = dict(there)
    if like := reader.like(id):
        best = reader.best(queries.combined(like, conditions), limit)
        best |= reader.best(queries.combined(like, [*conditions, one_of]), len(near))
        itself = reader.best(queries.combined(like, [reader.itself(id)]), 1)
        highest = max((score for score, _ in itself.values()), default=1.0)
        words = {key: score / highest for key, (score, _) in best.items()}
        found |= best
    cosines = vectors.cosines(middle, found)
    scores = {
        key: words.get(key, 0.0) + SIMILAR_MEANING_WEIGHT * cosines.get(key, 0.0)
        for key in found
    }
    ranking = sorted(scores.items(), key=lambda pair: -pair[1])[:n]
    return tuple(Hit(reader.id_at(found[key][1]), score) for key, score in ranking)
