"""What someone who is typing may want: practices by their title, cities, topics and
tags. Only what the reader may see, and only terms that have cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from rapidfuzz.distance import OSA

from cases.browsing import term_counts
from cases.listing import cards_for
from members.roles import is_member
from search import text as analysis
from search.engine import SearchUnavailable, get_engine
from search.fields import MEMBERS, PUBLIC
from search.highlight import Highlighter
from search.presentation import Names, address
from search.query import Query
from search.snippets import marked
from search.spelling import MIN_CHARS

MIN_TEXT_CHARS = 2
MAX_TEXT_CHARS = 100
TITLES, TERMS = 5, 3
# Each group of terms, from one facet or more.
GROUPS = {
    gettext_lazy("Cities"): ("city",),
    gettext_lazy("Topics"): ("sector", "pillar", "sdg"),
    gettext_lazy("Tags"): ("tag",),
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    label: SafeString
    url: str
    count: int | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    label: str
    suggestions: tuple[Suggestion, ...] = field(default_factory=tuple)


def suggestions(text: str, language: str, user) -> list[Group]:
    """Groups that have any, practices first. Without the search engine, terms only."""
    typed = analysis.words(text[:MAX_TEXT_CHARS])
    if len(text.strip()) < MIN_TEXT_CHARS or not typed:
        return []
    marks = Highlighter([*typed[:-1], f"{typed[-1]}*"])
    groups = [
        Group(str(gettext_lazy("Practices")), _titles(text, language, user, marks))
    ]
    rows = _rows(user, Names(language))
    # Near ones are for a typing error: not beside what begins so.
    like = _begun if any(_matching(group, typed, _begun) for group in rows) else _near
    for label, group in zip(GROUPS, rows, strict=True):
        found = [
            Suggestion(
                marked(marks.whole(name)),
                address(Query(filters={facet: (code,)})),
                number,
            )
            for name, number, facet, code in _matching(group, typed, like)
        ]
        groups.append(Group(str(label), tuple(found)))
    return [group for group in groups if group.suggestions]


def _titles(
    text: str, language: str, user, marks: Highlighter
) -> tuple[Suggestion, ...]:
    audience = MEMBERS if is_member(user) else PUBLIC
    try:
        hits = get_engine().complete(text[:MAX_TEXT_CHARS], TITLES, audience=audience)
    except SearchUnavailable:
        return ()
    cards = cards_for([hit.id for hit in hits], language, user)
    return tuple(
        Suggestion(
            marked(marks.whole(card["title"])), card["url"], language=card["language"]
        )
        for card in cards
    )


# Name, number of cases, facet, code.
Row = tuple[str, int, str, str]


def _rows(user, names: Names) -> list[list[Row]]:
    """The terms of each group that have cases."""
    counts = term_counts(user)
    return [
        [
            (names.of(facet, code), number, facet, code)
            for facet in facets
            for code, number in counts.get(facet, {}).items()
            if number
        ]
        for facets in GROUPS.values()
    ]


def _matching(
    rows: Iterable[Row], typed: list[str], like: Callable[[str, list[str]], bool]
) -> list[Row]:
    """The most frequent of those with every typed word."""
    parted = [(row, analysis.words(row[0])) for row in rows]
    found = [row for row, words in parted if all(like(word, words) for word in typed)]
    return sorted(found, key=lambda row: (-row[1], row[0]))[:TERMS]


def _begun(word: str, words: list[str]) -> bool:
    return any(other.startswith(word) for other in words)


def _near(word: str, words: list[str]) -> bool:
    if _begun(word, words):
        return True
    return len(word) >= MIN_CHARS and any(
        OSA.distance(word, begun) <= 1
        for other in words
        for begun in _starts(other, word)
    )


def _starts(other: str, word: str) -> Iterator[str]:
    """Beginnings of a word that are about as long as what was typed."""
    for length in (len(word) - 1, len(word), len(word) + 1):
        yield other[:length]
