"""Other names of the same thing: the secretariat's bilingual glossary, as a table that
finds its terms among the words of a query.

Matching is pure (`compiled`, `Table`). `expansions` asks the table of the database's
entries, which each process keeps compiled for as long as a version in the cache is the
one it compiled: a search costs one read of the cache and no query, and an edit takes
effect with the next search of every process.
"""

from __future__ import annotations

import csv
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, zip_longest
from pathlib import Path
from typing import NamedTuple

from django.apps import apps
from django.core.cache import cache

from search import text as analysis

CACHE_KEY = "glossary"
CACHE_SECONDS = 24 * 3600
# What the glossary starts with; loaded once, by a migration.
FILE = Path(__file__).with_name("glossary.csv")

# Names beside the reader's own for one term: each is a clause of the engine's query.
MOST_ALTERNATIVES = 8
# What an entry may hold, so that one entry can't slow all searches down.
MAX_TERMS = 10
MAX_TERM_CHARS = 80
MAX_TERM_WORDS = 8
# Shorter words are not taken for a plural.
_MIN_SINGULAR_CHARS = 3

# Words that mean one thing in English and another in Indonesian, where they stand for
# water, fire, tyre, refraction, alley, hour, river, long, tidal flood, afternoon, bin.
FALSE_FRIENDS = frozenset(
    ("air", "api", "ban", "bias", "gang", "jam", "kali", "lama", "rob", "sore", "tong")
)

Words = tuple[str, ...]


class Entry(NamedTuple):
    """The names of one thing, each as written, the usual one first."""

    english: Words
    indonesian: Words
    abbreviations: Words


class Expansion(NamedTuple):
    """words[start:end] is a term; `alternatives` are other names of the same thing,
    each as folded words in order, stop words included. At most MOST_ALTERNATIVES."""

    start: int
    end: int
    alternatives: tuple[Words, ...]


Names = Mapping[Words, tuple[Words, ...]]


@dataclass(frozen=True, slots=True)
class Table:
    """Alternatives by the words of a term: as written, and in looser forms. Of single
    words only the plural is such a form, because stems bring too much together
    (parking and park); words in a row may differ in their endings."""

    exact: Names = field(default_factory=dict)
    singular: Names = field(default_factory=dict)
    stems: Mapping[str, Names] = field(default_factory=dict)
    longest: int = 0

    def expansions(self, words: Sequence[str]) -> tuple[Expansion, ...]:
        """The terms among `words`, folded and without stop words, in order of place.
        None overlap; longer ones go before shorter, then earlier before later."""
        found = sorted(
            self._candidates(words), key=lambda e: (e.start - e.end, e.start)
        )
        taken: set[int] = set()
        chosen = []
        for expansion in found:
            places = range(expansion.start, expansion.end)
            if taken.isdisjoint(places):
                taken.update(places)
                chosen.append(expansion)
        return tuple(sorted(chosen))

    def _candidates(self, words: Sequence[str]) -> Iterator[Expansion]:
        single = [_singular(word) for word in words]
        stems = {
            language: [analysis.STEM[language](word) for word in words]
            for language in self.stems
        }
        for start in range(len(words)):
            for end in range(start + 1, min(start + self.longest, len(words)) + 1):
                names = self.exact.get(tuple(words[start:end]))
                if names is None and end == start + 1:
                    names = self.singular.get((single[start],))
                elif names is None:
                    names = next(
                        (
                            found
                            for language, forms in stems.items()
                            if (
                                found := self.stems[language].get(
                                    _cut(forms, start, end)
                                )
                            )
                        ),
                        None,
                    )
                if names:
                    yield Expansion(start, end, names)


def _cut(forms: list[str], start: int, end: int) -> Words:
    return tuple(forms[start:end])


def compiled(rows: Iterable[Entry]) -> Table:
    """The table of `rows`. A name that several of them have brings what all bring."""
    exact: dict[Words, list[list[Words]]] = {}
    singular: dict[Words, list[list[Words]]] = {}
    stems: dict[str, dict[Words, list[list[Words]]]] = {"en": {}, "id": {}}
    for entry in rows:
        forms = _forms(entry)
        for language, name in ((code, name) for code in forms for name in forms[code]):
            key = _without_stop_words(name)
            others = _others(forms, language, name)
            exact.setdefault(key, []).append(others)
            if len(key) > 1 and language:
                stemmed = tuple(analysis.STEM[language](word) for word in key)
                stems[language].setdefault(stemmed, []).append(others)
            elif len(key) == 1 and language != "id":
                singular.setdefault((_singular(key[0]),), []).append(others)
    return Table(
        _merged(exact),
        _merged(singular),
        {language: _merged(names) for language, names in stems.items()},
        max(map(len, exact), default=0),
    )


def _forms(entry: Entry) -> dict[str, list[Words]]:
    """The names as folded words, by language; an abbreviation is of none."""
    return {
        language: [form for name in names if (form := tuple(analysis.words(name)))]
        for language, names in zip(("en", "id", ""), entry, strict=True)
    }


def _without_stop_words(words: Words) -> Words:
    return tuple(w for w in words if w not in analysis.STOP_WORDS) or words


def _others(forms: Mapping[str, list[Words]], language: str, own: Words) -> list[Words]:
    """The names but `own`, those that help most first: by turns one of the other
    language, an abbreviation, and one of the same language."""
    order = {"en": ("id", "", "en"), "id": ("en", "", "id"), "": ("en", "id", "")}
    turns = _by_turns(forms[code] for code in order[language])
    plurals = filter(None, map(_plural_form, forms["en"]))
    mine = {own, _plural_form(own)}
    return [name for name in (*turns, *plurals) if name not in mine]


def _plural_form(words: Words) -> Words:
    """Several words become a phrase, which an engine finds in exactly this form, and
    English phrases have another one in the plural."""
    plural = _plural(words[-1]) if len(words) > 1 else ""
    return (*words[:-1], plural) if plural else ()


def _merged(found: Mapping[Words, list[list[Words]]]) -> Names:
    merged = {}
    for key, lists in found.items():
        others = [
            name
            for name in dict.fromkeys(_by_turns(lists))
            if _without_stop_words(name) != key
        ]
        if others:
            merged[key] = tuple(others[:MOST_ALTERNATIVES])
    return merged


def _by_turns(lists: Iterable[Iterable[Words]]) -> list[Words]:
    return [item for item in chain.from_iterable(zip_longest(*lists)) if item]


def _singular(word: str) -> str:
    """An English word without the ending of the plural; words that have none as is."""
    if len(word) <= _MIN_SINGULAR_CHARS or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word.removesuffix("s")


def _plural(word: str) -> str:
    """The regular plural; "" for what seems to be one, or to have none."""
    if word.endswith(("s", "ing")) or not word.isalpha():
        return ""
    if word.endswith("y") and word[-2:-1] not in tuple("aeiou"):
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("x", "ch", "sh")) else "s")


def entries_of_file(path: Path = FILE) -> Iterator[Entry]:
    """The entries as shipped, without a database; terms are separated by "|"."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Entry(
                *(tuple(filter(None, row[n].split("|"))) for n in Entry._fields)
            )


def expansions(words: Sequence[str]) -> tuple[Expansion, ...]:
    """The terms of the glossary in use among `words`, as `Table.expansions`."""
    return _table().expansions(words)


# The version that this process has compiled, and its table.
_latest: tuple[str, Table] = ("", Table())


def _table() -> Table:
    """A version is named before the rows are read and never again once an edit has
    thrown it away, so that nobody keeps rows from before an edit."""
    global _latest
    version = cache.get_or_set(CACHE_KEY, _new_version, CACHE_SECONDS)
    known, table = _latest
    if version != known:
        table = compiled(_entries())
        _latest = (version, table)
    return table


def _new_version() -> str:
    return uuid.uuid4().hex


def _entries() -> list[Entry]:
    rows = apps.get_model("search", "GlossaryEntry").objects.filter(live=True)
    columns = rows.order_by("pk").values_list(*Entry._fields)
    return [Entry(*(tuple(text.splitlines()) for text in row)) for row in columns]


def forget() -> None:
    cache.delete(CACHE_KEY)
