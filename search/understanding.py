"""What a reader means: the tree of a query with the words put right that nobody has,
other names of things beside the words, codes for names, and places for cities.

`find` is the one call that makes a search, for the page and for measurements alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cases.vocabulary import labels
from members.profiles import cities_like, city_profiles
from search import glossary
from search import text as analysis
from search.engine import Engine, Results, get_engine
from search.nodes import (
    AnyOf,
    Coded,
    Concept,
    Group,
    InTitle,
    Node,
    Phrase,
    Prefix,
)
from search.places import circle
from search.query import Query
from search.spelling import corrected
from search.syntax import parse

# Against the word itself: of a near word for one that no case has, and of another
# name of the same thing. Figures: docs/search.md.
TYPO_WEIGHT = 0.7
# Each further near word counts so much of the one before: a rare one would else come
# first, and "bnak" be taken for anak before bank.
LESS_LIKELY = 0.5
SYNONYM_WEIGHT = 0.8
# Few enough to look whether another spelling was meant.
FEW = 2
# A whole paragraph names its things in many ways itself.
MOST_WORDS = 12

# (first word, one past the last, other names as words) of each term among the words.
Expansions = Callable[[Sequence[str]], Iterable[tuple[int, int, Sequence]]]


@dataclass(frozen=True, slots=True)
class Understanding:
    """`query` is ready for an engine. `corrections` has the likeliest word for each
    of the reader's words that no case has."""

    query: Query
    corrections: Mapping[str, str] = field(default_factory=dict)


def find(
    query: Query,
    *,
    engine: Engine | None = None,
    expansions: Expansions | None = glossary.expansions,
) -> tuple[Results, Understanding]:
    """Raises SearchUnavailable like the engine."""
    engine = engine or get_engine()
    understood = understand(query, engine, expansions)
    return engine.search(understood.query), understood


def suggestion(understood: Understanding, total: int) -> str:
    """The reader's text with likelier words, or "" where there are none: for words
    that no case has, and where little was found for rare ones."""
    query, best = understood.query, dict(understood.corrections)
    if total <= FEW:
        words = [
            word for node in _concepts_of(parse(query.text)) for word in node.words
        ]
        near = get_engine().corrections(words, audience=query.audience, known=True)
        best = {word: others[0] for word, others in near.items()} | best
    return corrected(query.text, best) if best else ""


def understand(
    query: Query, engine: Engine, expansions: Expansions | None = None
) -> Understanding:
    tree = _coded(query.node)
    words = [word for node in _concepts_of(tree) for word in node.words]
    near: Mapping[str, tuple[str, ...]] = {}
    if doubtful := _without_terms(words, expansions):
        near = engine.corrections(doubtful, audience=query.audience)
    tree = _rewritten(tree, near, expansions)
    return Understanding(
        replace(query, tree=tree, boxes=_boxes(query), cities=_cities(query)),
        {word: others[0] for word, others in near.items()},
    )


def _without_terms(words: Sequence[str], expansions: Expansions | None) -> list[str]:
    """The different words that are in no term: a term is no typing error, even where
    all cases write it in the other language."""
    terms = _terms(words, {}, expansions)
    named = {w for start, (end, _names) in terms.items() for w in words[start:end]}
    return [word for word in dict.fromkeys(words) if word not in named]


def _concepts_of(node: Node) -> list[Concept]:
    match node:
        case Concept():
            return [node]
        case AnyOf(nodes=nodes):
            return [c for inner in nodes for c in _concepts_of(inner)]
        case InTitle(node=inner):
            return _concepts_of(inner)
        case Group(optional=optional, required=required):
            return [c for inner in (*optional, *required) for c in _concepts_of(inner)]
    return []


def _rewritten(
    node: Node, near: Mapping[str, tuple[str, ...]], expansions: Expansions | None
) -> Node:
    match node:
        case Concept():
            return _concept(node, near, expansions)
        case AnyOf(nodes=nodes):
            return AnyOf(tuple(_rewritten(n, near, expansions) for n in nodes))
        case Group(optional=optional, required=required, excluded=excluded):
            return Group(
                _bag(optional, near, expansions),
                tuple(_rewritten(n, near, expansions) for n in required),
                excluded,
            )
        case InTitle(node=Concept() as inner):
            return InTitle(_concept(inner, near, None))
    return node


def _bag(
    nodes: tuple[Concept | Prefix, ...],
    near: Mapping[str, tuple[str, ...]],
    expansions: Expansions | None,
) -> tuple[Concept | Prefix, ...]:
    """Words that are one term together become one concept, with its other names."""
    words = [node.words[0] if isinstance(node, Concept) else "" for node in nodes]
    terms = _terms(words, near, expansions)
    found: list[Concept | Prefix] = []
    at = 0
    while at < len(nodes):
        end, names = terms.get(at, (at + 1, ()))
        node = nodes[at]
        if isinstance(node, Concept):
            own = tuple(words[at:end])
            node = Concept(own, (*_corrected(own, near), *_other_names(names)))
        found.append(node)
        at = end
    return tuple(found)


def _concept(
    concept: Concept,
    near: Mapping[str, tuple[str, ...]],
    expansions: Expansions | None,
) -> Concept:
    _end, names = _terms(concept.words, near, expansions).get(0, (0, ()))
    others = (*_corrected(concept.words, near), *_other_names(names))
    return Concept(concept.words, others)


def _terms(
    words: Sequence[str],
    near: Mapping[str, tuple[str, ...]],
    expansions: Expansions | None,
) -> dict[int, tuple[int, Sequence]]:
    if expansions is None or len(words) > MOST_WORDS:
        return {}
    right = [near[word][0] if word in near else word for word in words]
    return {start: (end, names) for start, end, names in expansions(right)}


def _corrected(
    words: tuple[str, ...], near: Mapping[str, tuple[str, ...]]
) -> tuple[tuple[Node, float], ...]:
    return tuple(
        (Concept((other,)), TYPO_WEIGHT * LESS_LIKELY**place)
        for word in words
        for place, other in enumerate(near.get(word, ()))
    )


def _other_names(names: Sequence) -> tuple[tuple[Node, float], ...]:
    return tuple(
        (Concept(name) if len(name) == 1 else Phrase(name), SYNONYM_WEIGHT)
        for name in map(tuple, names)
    )


def _coded(node: Node) -> Node:
    """Codes in the place of names that readers write after a field's name."""
    match node:
        case Coded(facet=facet, values=values):
            codes = (code for value in values for code in codes_of(facet, value))
            return Coded(facet, tuple(dict.fromkeys(codes)))
        case AnyOf(nodes=nodes):
            return AnyOf(tuple(map(_coded, nodes)))
        case Group(optional=optional, required=required, excluded=excluded):
            return Group(
                optional, tuple(map(_coded, required)), tuple(map(_coded, excluded))
            )
    return node


def codes_of(facet: str, value: str) -> tuple[str, ...]:
    """Codes of what `value` names: a code, else a whole name, else words of a name, in
    any language; `value` itself where nothing is called so."""
    table = labels().get(facet, {})
    for code in (value, value.upper(), value.replace(" ", "-")):
        if code in table:
            return (code,)
    wanted = analysis.words(value)
    names = [
        (code, analysis.words(name))
        for code, by_language in table.items()
        for name in by_language.values()
    ]
    same = tuple(code for code, words in names if words == wanted)
    part = tuple(code for code, words in names if wanted and set(wanted) <= set(words))
    return tuple(dict.fromkeys(same or part)) or (value,)


def _boxes(query: Query):
    if not query.near:
        return (query.box,) if query.box else None
    place = city_profiles().get(query.near)
    if place is None or place.latitude is None or place.longitude is None:
        return ()
    return circle(place.latitude, place.longitude, query.within)


def _cities(query: Query):
    return cities_like(query.like) if query.like else None
