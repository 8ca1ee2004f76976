"""From the tree of a query to those of a search server: pure functions, tested without
one. The embedded engine is what they are measured against."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from elasticsearch.dsl import query as q

from search import text as analysis
from search.fields import ATTACHED_WEIGHT
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


def matching(node: Node) -> q.Query | None:
    """The documents that `node` finds, without scores; None for all.

    Of words the stems alone: what matches a word exactly also matches its stem.
    """
    return None if node == Group() else _Builder(scored=False).query(node)


def scoring(node: Node) -> q.Query | None:
    """The same documents with scores; None for all."""
    return None if node == Group() else _Builder(scored=True).query(node)


class _Builder:
    def __init__(self, *, scored: bool, areas: Iterable[str] = (ALL, ATTACHED)) -> None:
        self._scored = scored
        self._areas = tuple(areas)

    def query(self, node: Node) -> q.Query:
        match node:
            case Concept():
                return self._concept(node)
            case Phrase(words=words):
                return self._everywhere(lambda area: _phrase(area, words))
            case Prefix(start=start):
                return self._everywhere(
                    lambda area: constant(q.Prefix(**{exact_field(area): start}), 1)
                )
            case InTitle(node=inner):
                inside = _Builder(scored=self._scored, areas=(IN_TITLE,))
                return inside.query(inner)
            case Coded(facet=facet, values=values):
                return constant(q.Terms(**{facet: list(values)}))
            case Between(name=name, low=low, high=high):
                return constant(between(name, low, high))
            case AnyOf(nodes=nodes):
                return any_of(map(self.query, nodes))
            case Group():
                return self._group(node)

    def _group(self, group: Group) -> q.Query:
        required = [self.query(node) for node in group.required]
        excluded = [self.query(node) for node in group.excluded]
        if group.optional:
            required.append(self._bag(group.optional))
        elif not group.required:
            required.append(constant(q.MatchAll()))
        if len(required) == 1 and not excluded:
            return required[0]
        return q.Bool(must=required, must_not=excluded)

    def _bag(self, nodes: tuple[Concept | Prefix, ...]) -> q.Query:
        counts = Counter(nodes)
        if not self._scored:
            return any_of(map(self.query, counts))
        clauses = [
            weighed(self.query(node), count**REPEAT_POWER)
            for node, count in counts.items()
        ]
        words = sum(len(n.words) if isinstance(n, Concept) else 1 for n in counts)
        if 1 < words <= ALL_WORDS_LIMIT:
            unscored = _Builder(scored=False)
            every = q.Bool(filter=[unscored.complete(node) for node in counts])
            clauses.append(constant(every, ALL_WORDS_BONUS))
        return any_of(clauses)

    def complete(self, node: Concept | Prefix) -> q.Query:
        """What has all the words of a concept, or another name of it."""
        if isinstance(node, Prefix):
            return self.query(node)
        words = all_of(self._word(word) for word in node.words)
        return any_of([words, *(self.query(other) for other, _ in node.others)])

    def _concept(self, concept: Concept) -> q.Query:
        own = any_of(self._word(word) for word in concept.words)
        if not concept.others:
            return own
        others = [(self.query(node), weight) for node, weight in concept.others]
        if not self._scored:
            return any_of([own, *(query for query, _ in others)])
        return q.DisMax(queries=[own, *(weighed(*other) for other in others)])

    def _word(self, word: str) -> q.Query:
        return self._everywhere(lambda area: self._word_in(area, word))

    def _word_in(self, area: str, word: str) -> q.Query:
        stems = [
            term(stem_field(language, area), stem(word))
            for language, stem in analysis.STEM.items()
        ]
        if not self._scored:
            return any_of(stems)
        exact = term(exact_field(area), word, EXACT_WEIGHT)
        return any_of([q.DisMax(queries=stems), exact])

    def _everywhere(self, build: Callable[[str], q.Query]) -> q.Query:
        return any_of(
            weighed(build(area), ATTACHED_WEIGHT if area == ATTACHED else 1)
            for area in self._areas
        )


def _phrase(area: str, words: tuple[str, ...]) -> q.Query:
    field = exact_field(area)
    if len(words) == 1:
        return term(field, words[0])
    # The field's analyser parts them again where they were joined.
    return q.MatchPhrase(**{field: " ".join(words)})


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
