"""The tree of a query carried out in the same way by every engine, each of which says
only how its own queries are put together."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

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

Q = TypeVar("Q")


class TreeBuilder(ABC, Generic[Q]):
    """`scored`: with scores; without, of words the stems alone, as what matches a word
    exactly also matches its stem. `areas` are those of `search.layout`."""

    def __init__(self, *, scored: bool, areas: Iterable[str] = (ALL, ATTACHED)) -> None:
        self._scored = scored
        self._areas = tuple(areas)

    # What an engine gives

    @abstractmethod
    def sibling(self, *, scored: bool, areas: Iterable[str]) -> TreeBuilder[Q]: ...

    @abstractmethod
    def term(self, field: str, word: str) -> Q: ...

    @abstractmethod
    def phrase(self, field: str, words: tuple[str, ...]) -> Q:
        """At least two words."""

    @abstractmethod
    def prefix(self, field: str, start: str) -> Q: ...

    @abstractmethod
    def codes(self, facet: str, values: tuple[str, ...]) -> Q: ...

    @abstractmethod
    def between(self, name: str, low: float | None, high: float | None) -> Q: ...

    @abstractmethod
    def everything(self) -> Q: ...

    @abstractmethod
    def group(self, required: list[Q], excluded: list[Q]) -> Q:
        """All of `required`, of which there is one at least, and none of `excluded`."""

    @abstractmethod
    def any_of(self, queries: Iterable[Q]) -> Q: ...

    @abstractmethod
    def all_of(self, queries: Iterable[Q]) -> Q: ...

    @abstractmethod
    def best_of(self, queries: Iterable[Q]) -> Q:
        """Any of them; scores as the best."""

    @abstractmethod
    def weighed(self, query: Q, weight: float) -> Q: ...

    @abstractmethod
    def constant(self, query: Q, score: float = 0.0) -> Q: ...

    def every(self, queries: Iterable[Q]) -> Q:
        """All of them where no score is asked for."""
        return self.all_of(queries)

    def weighed_term(self, field: str, word: str, weight: float) -> Q:
        return self.weighed(self.term(field, word), weight)

    # What is the same for all

    def query(self, node: Node) -> Q:
        match node:
            case Concept():
                return self._concept(node)
            case Phrase(words=words):
                return self._everywhere(lambda area: self._phrase(area, words))
            case Prefix(start=start):
                return self._everywhere(
                    lambda area: self.constant(self.prefix(exact_field(area), start), 1)
                )
            case InTitle(node=inner):
                inside = self.sibling(scored=self._scored, areas=(IN_TITLE,))
                return inside.query(inner)
            case Coded(facet=facet, values=values):
                return self.constant(self.codes(facet, values))
            case Between(name=name, low=low, high=high):
                return self.constant(self.between(name, low, high))
            case AnyOf(nodes=nodes):
                return self.any_of(map(self.query, nodes))
            case Group():
                return self._group(node)

    def _group(self, group: Group) -> Q:
        required = [self.query(node) for node in group.required]
        excluded = [self.query(node) for node in group.excluded]
        if group.optional:
            required.append(self._bag(group.optional))
        elif not group.required:
            required.append(self.constant(self.everything()))
        if len(required) == 1 and not excluded:
            return required[0]
        return self.group(required, excluded)

    def _bag(self, nodes: tuple[Concept | Prefix, ...]) -> Q:
        counts = Counter(nodes)
        if not self._scored:
            return self.any_of(map(self.query, counts))
        clauses = [
            self.weighed(self.query(node), count**REPEAT_POWER)
            for node, count in counts.items()
        ]
        words = sum(len(n.words) if isinstance(n, Concept) else 1 for n in counts)
        if 1 < words <= ALL_WORDS_LIMIT:
            unscored = self.sibling(scored=False, areas=(ALL, ATTACHED))
            every = self.every([unscored._complete(node) for node in counts])
            clauses.append(self.constant(every, ALL_WORDS_BONUS))
        elif words == 1:
            clauses += self._own_word_first(next(iter(counts)))
        return self.any_of(clauses)

    def _own_word_first(self, node: Concept | Prefix) -> list[Q]:
        """Of a single word the cases that have it come first, however rare another
        name of the same thing is."""
        if not isinstance(node, Concept) or not node.others:
            return []
        unscored = self.sibling(scored=False, areas=(ALL, ATTACHED))
        return [self.constant(unscored._word(node.words[0]), ALL_WORDS_BONUS)]

    def _complete(self, node: Concept | Prefix) -> Q:
        """What has all the words of a concept, or another name of it."""
        if isinstance(node, Prefix):
            return self.query(node)
        words = self.all_of(self._word(word) for word in node.words)
        return self.any_of([words, *(self.query(other) for other, _ in node.others)])

    def _concept(self, concept: Concept) -> Q:
        own = self.any_of(self._word(word) for word in concept.words)
        if not concept.others:
            return own
        others = [(self.query(node), weight) for node, weight in concept.others]
        if not self._scored:
            return self.any_of([own, *(query for query, _ in others)])
        return self.best_of([own, *(self.weighed(*other) for other in others)])

    def _word(self, word: str) -> Q:
        return self._everywhere(lambda area: self._word_in(area, word))

    def _word_in(self, area: str, word: str) -> Q:
        stems = [
            self.term(stem_field(language, area), stem(word))
            for language, stem in analysis.STEM.items()
        ]
        if not self._scored:
            return self.any_of(stems)
        exact = self.weighed_term(exact_field(area), word, EXACT_WEIGHT)
        return self.any_of([self.best_of(stems), exact])

    def _phrase(self, area: str, words: tuple[str, ...]) -> Q:
        field = exact_field(area)
        return (
            self.term(field, words[0]) if len(words) == 1 else self.phrase(field, words)
        )

    def _everywhere(self, build: Callable[[str], Q]) -> Q:
        return self.any_of(
            self.weighed(build(area), ATTACHED_WEIGHT if area == ATTACHED else 1)
            for area in self._areas
        )
