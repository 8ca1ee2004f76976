"""From `Query` to tantivy's queries: pure functions, tested without an index.

Ranking: every word of the query may match. A word scores as the better of its English
and its Indonesian stem, plus half its exact form; BM25, summed over the words. For
short queries the documents that have all the words come first.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable

import tantivy

from search import text as analysis
from search.engines.embedded_schema import EXACT, stem_field
from search.fields import PUBLIC
from search.query import Node, Query

# Figures: nDCG@10 on Cranfield / CISI / id_facqa, benchmarks/relevance; with these
# settings .366 / .398 / .865. Differences below .01 are noise.
EXACT_WEIGHT = 0.5  # none .361 / .400 / .863, full .360 / .393 / .863
# A word that the query has n times counts n ** this much; 1 gives .364 / .395 / .865,
# ignoring repetitions .363 / .335 / .865.
REPEAT_POWER = 0.85
# Up to so many words a document with all of them comes before any other. People who
# type few words expect that; it changes the three sets by less than .003.
ALL_WORDS_LIMIT = 6
# Above any sum of BM25 scores, below the point where f32 loses their differences.
_ALL_WORDS_BONUS = 1000.0
# For neighbours (judged relevant to one query, Cranfield / CISI): .406 / .466; words
# all alike .374 / .435, 60 words .415 / .472 at twice the time.
SIMILAR_WORDS = 25

_Q = tantivy.Query
_SHOULD, _MUST, _NOT = (
    tantivy.Occur.Should,
    tantivy.Occur.Must,
    tantivy.Occur.MustNot,
)


def matching(node: Node, schema: tantivy.Schema) -> tantivy.Query | None:
    """The documents that `node` finds, without scores; None for all.

    Stems alone: what matches a word exactly also matches its stem.
    """
    terms = dict.fromkeys(t for word in node.words for t in _stem_terms(word))
    if not terms:
        return None
    return _any(_term(schema, *term) for term in terms)


def scoring(node: Node, schema: tantivy.Schema) -> tantivy.Query | None:
    """The same documents with scores."""
    counts = Counter(node.words)
    if not counts:
        return None
    clauses = []
    for word, count in counts.items():
        weight = count**REPEAT_POWER
        stems = [_term(schema, *term) for term in _stem_terms(word)]
        best = stems[0] if len(stems) == 1 else _Q.disjunction_max_query(stems)
        clauses.append(best if weight == 1 else _Q.boost_query(best, weight))
        exact = _term(schema, EXACT, word)
        clauses.append(_Q.boost_query(exact, EXACT_WEIGHT * weight))
    if 1 < len(counts) <= ALL_WORDS_LIMIT:
        every = _all(
            _any(_term(schema, *term) for term in _stem_terms(word)) for word in counts
        )
        clauses.append(_Q.const_score_query(every, _ALL_WORDS_BONUS))
    return _any(clauses)


def filters(
    query: Query, schema: tantivy.Schema, *, but: str | None = None
) -> list[tantivy.Query]:
    """What must hold beside the words, without the filter of the facet `but`."""
    clauses = []
    if query.audience == PUBLIC:
        clauses.append(_term(schema, "audience", PUBLIC))
    for facet, values in query.filters.items():
        if facet != but:
            clauses.append(_any(_term(schema, facet, value) for value in values))
    return clauses


def combined(
    words: tantivy.Query | None, conditions: Iterable[tantivy.Query]
) -> tantivy.Query:
    """`words` under `conditions`, which add nothing to the score."""
    clauses = [(_MUST, _Q.const_score_query(c, 0.0)) for c in conditions]
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
    """The documents that share the most telling words of `bag`.

    `frequency` gives the number of documents with a word in a field. Words of one
    document only can find no other.
    """
    weighed = []
    for field, word, count in bag:
        found = frequency(field, word)
        if found > 1:
            idf = math.log(1 + (document_count - found + 0.5) / (found + 0.5))
            weighed.append((count * idf, field, word))
    best = sorted(weighed, reverse=True)[:SIMILAR_WORDS]
    if not best:
        return None
    return _any(
        _Q.boost_query(_term(schema, field, word), (weight / best[0][0]) ** 0.5)
        for weight, field, word in best
    )


def other_than(id: str, query: tantivy.Query, schema: tantivy.Schema) -> tantivy.Query:
    return _Q.boolean_query([(_MUST, query), (_NOT, _term(schema, "id", id))])


def _stem_terms(word: str) -> tuple[tuple[str, str], ...]:
    return tuple((stem_field(lang), stem(word)) for lang, stem in analysis.STEM.items())


def _term(schema: tantivy.Schema, field: str, value: str) -> tantivy.Query:
    return _Q.term_query(schema, field, value, "freq")


def _any(queries: Iterable[tantivy.Query]) -> tantivy.Query:
    found = list(queries)
    if len(found) == 1:
        return found[0]
    return _Q.boolean_query([(_SHOULD, q) for q in found])


def _all(queries: Iterable[tantivy.Query]) -> tantivy.Query:
    return _Q.boolean_query([(_MUST, q) for q in queries])
