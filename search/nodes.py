"""The tree of a query, which every engine carries out in the same way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Concept:
    """Words that stand for one thing, and other names of it with their weight.

    Matches where any of the words or any of the other names does. Scores as the best
    of the words together and each other name times its weight.
    """

    words: tuple[str, ...]
    others: tuple[tuple[Node, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Phrase:
    """These words in a row, in their exact forms. One word: that form alone."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prefix:
    """Any word that begins so."""

    start: str


@dataclass(frozen=True, slots=True)
class InTitle:
    node: Concept | Phrase | Prefix


@dataclass(frozen=True, slots=True)
class Coded:
    """Any of these values of a facet. As parsed they are what the reader wrote;
    `search.understanding` puts the codes in their place."""

    facet: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """A number of the case, both ends included; None leaves an end open."""

    name: str
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class AnyOf:
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """All of `required`, none of `excluded`, and where there are `optional` ones at
    least one of these. Repetitions of an optional one add weight. The empty group
    matches everything."""

    optional: tuple[Concept | Prefix, ...] = ()
    required: tuple[Node, ...] = ()
    excluded: tuple[Node, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.optional or self.required or self.excluded)


Node = Concept | Phrase | Prefix | InTitle | Coded | Between | AnyOf | Group


def concepts(node: Node) -> Iterator[Concept | Phrase | Prefix]:
    """What of `node` asks for words, in order; nothing that is excluded."""
    match node:
        case Concept() | Phrase() | Prefix():
            yield node
        case InTitle(node=inner):
            yield inner
        case AnyOf(nodes=nodes):
            for inner in nodes:
                yield from concepts(inner)
        case Group(optional=optional, required=required):
            for inner in (*optional, *required):
                yield from concepts(inner)


def words_of(node: Node) -> tuple[str, ...]:
    """Every word that stands for `node`, other names included."""
    match node:
        case Concept(words=words, others=others):
            more = (word for other, _weight in others for word in words_of(other))
            return tuple(dict.fromkeys((*words, *more)))
        case Phrase(words=words):
            return words
        case Prefix(start=start):
            return (f"{start}*",)
    return tuple(word for inner in concepts(node) for word in words_of(inner))
