"""From the tree of a query to tantivy's: pure functions, tested without an index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import tantivy

from search import text as analysis
from search.fields import ATTACHED_WEIGHT, FIELDS, Analysis
from search.layout import ALL, ATTACHED, IN_TITLE, exact_field, stem_field
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
from search.ranking import (
    ALL_WORDS_BONUS,
    ALL_WORDS_LIMIT,
    EXACT_WEIGHT,
    REPEAT_POWER,
)

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


class _Builder:
    def __init__(
        self,
        schema: tantivy.Schema,
        *,
        scored: bool,
        areas: Iterable[str] = (ALL, ATTACHED),
    ) -> None:
        self._schema = schema
        self._scored = scored
        self._areas = tuple(areas)

    def query(self, node: Node) -> tantivy.Query:
        match node:
            case Concept():
                return self._concept(node)
            case Phrase(words=words):
                return self._everywhere(lambda area: self._phrase(area, words))
            case Prefix(start=start):
                return self._everywhere(lambda area: self._prefix(area, start))
            case InTitle(node=inner):
                return _Builder(
                    self._schema, scored=self._scored, areas=(IN_TITLE,)
                ).query(inner)
            case Coded(facet=facet, values=values):
                return constant(any_of(self.term(facet, v) for v in values))
            case Between(name=name, low=low, high=high):
                return constant(between(self._schema, name, low, high))
            case AnyOf(nodes=nodes):
                return any_of(map(self.query, nodes))
            case Group():
                return self._group(node)

    def term(self, field: str, value: str) -> tantivy.Query:
        return _Q.term_query(self._schema, field, value, "freq")

    def _group(self, group: Group) -> tantivy.Query:
        clauses = [(_MUST, self.query(node)) for node in group.required]
        clauses += [(_NOT, self.query(node)) for node in group.excluded]
        if group.optional:
            clauses.append((_MUST, self._bag(group.optional)))
        elif not group.required:
            clauses.append((_MUST, constant(_Q.all_query())))
        return clauses[0][1] if len(clauses) == 1 else _Q.boolean_query(clauses)

    def _bag(self, nodes: tuple[Concept | Prefix, ...]) -> tantivy.Query:
        counts = Counter(nodes)
        if not self._scored:
            return any_of(map(self.query, counts))
        clauses = [
            weighed(self.query(node), count**REPEAT_POWER)
            for node, count in counts.items()
        ]
        words = sum(len(n.words) if isinstance(n, Concept) else 1 for n in counts)
        if 1 < words <= ALL_WORDS_LIMIT:
            unscored = _Builder(self._schema, scored=False)
            every = all_of(unscored.complete(node) for node in counts)
            clauses.append(_Q.const_score_query(every, ALL_WORDS_BONUS))
        return any_of(clauses)

    def complete(self, node: Concept | Prefix) -> tantivy.Query:
        """What has all the words of a concept, or another name of it."""
        if isinstance(node, Prefix):
            return self.query(node)
        words = all_of(self._word(word) for word in node.words)
        return any_of([words, *(self.query(other) for other, _ in node.others)])

    def _concept(self, concept: Concept) -> tantivy.Query:
        own = any_of(self._word(word) for word in concept.words)
        if not concept.others:
            return own
        others = [(self.query(node), weight) for node, weight in concept.others]
        if not self._scored:
            return any_of([own, *(query for query, _ in others)])
        return _Q.disjunction_max_query([own, *(weighed(*other) for other in others)])

    def _word(self, word: str) -> tantivy.Query:
        return self._everywhere(lambda area: self._word_in(area, word))

    def _word_in(self, area: str, word: str) -> tantivy.Query:
        stems = [
            self.term(stem_field(language, area), stem(word))
            for language, stem in analysis.STEM.items()
        ]
        if not self._scored:
            return any_of(stems)
        exact = weighed(self.term(exact_field(area), word), EXACT_WEIGHT)
        return any_of([_Q.disjunction_max_query(stems), exact])

    def _phrase(self, area: str, words: tuple[str, ...]) -> tantivy.Query:
        if len(words) == 1:
            return self.term(exact_field(area), words[0])
        return _Q.phrase_query(self._schema, exact_field(area), list(words))

    def _prefix(self, area: str, start: str) -> tantivy.Query:
        # Words are letters and digits only: nothing in them means anything here.
        return constant(
            _Q.regex_query(self._schema, exact_field(area), f"{start}.*"), 1
        )

    def _everywhere(self, build) -> tantivy.Query:
        parts = [
            weighed(build(area), ATTACHED_WEIGHT if area == ATTACHED else 1)
            for area in self._areas
        ]
        return any_of(parts)


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
