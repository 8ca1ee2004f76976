"""How a case is laid out in the fields of an index, the same in every engine.

All running text goes into one catch-all, once as exact words with positions and once
in stems for each language that has a stemmer, whatever the language of the text: a
word is then equally rare and a document equally long for readers of both. A weight
is the number of times that a text is put in. The title has the same fields for itself,
and so have the attached documents, which the catch-all leaves out.

Engines index these texts by their blanks and nothing else: `search.text` has made words
of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from search import text as analysis
from search.fields import FACETS, LANGUAGES, TEXTS, Document

# Raise it when documents are put together differently from the same fields.
LAYOUT_VERSION = 3

EXACT = "exact"
# Prefixes of fields: everything, the title alone, the attached documents.
ALL, IN_TITLE, ATTACHED = "", "title_", "attached_"
AREAS = (ALL, IN_TITLE, ATTACHED)
# What `similar` may choose from: 128 would do for abstracts, cases are longer.
_BAG_WORDS = 256


def exact_field(area: str = ALL) -> str:
    return f"{area}{EXACT}"


def stem_field(language: str, area: str = ALL) -> str:
    return f"{area}stem_{language}"


def title_field(language: str) -> str:
    """The field to sort titles by in an interface in `language`."""
    return f"title_{language if language in LANGUAGES else LANGUAGES[0]}"


def laid_out(document: Document) -> dict[str, Any]:
    """The values of every field: a text, a number, or a list of texts."""
    texts = [
        (words, field.weight, language)
        for field in TEXTS
        for language, text in document.texts(field.name)
        if (words := analysis.words(text))
    ]
    titles = [analysis.words(title) for title in document.titles.values()]
    attached = [analysis.words(text) for text in document.attachments]
    bag: Counter[str] = Counter()
    for words, weight, language in texts:
        _fill(bag, words, language, weight)
    values = {
        "id": document.id,
        "fingerprint": document.fingerprint,
        "bag": _pack(bag),
        "audience": document.audience,
        "date": document.day,
        **document.numbers,
        **_in_words(ALL, [(words, weight) for words, weight, _language in texts]),
        **_in_words(IN_TITLE, [(words, 1) for words in titles]),
        **_in_words(ATTACHED, [(words, 1) for words in attached]),
    }
    for language in LANGUAGES:
        title = " ".join(analysis.words(document.title_for(language)))
        values[title_field(language)] = title[:200]
    for name in FACETS:
        # Twice the same code would count its case twice.
        values[name] = list(dict.fromkeys(document.facets.get(name, ())))
    return values


def _in_words(
    area: str, texts: Iterable[tuple[list[str], int]]
) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {exact_field(area): []}
    fields |= {stem_field(language, area): [] for language in analysis.STEM}
    for words, weight in texts:
        fields[exact_field(area)] += [" ".join(words)] * weight
        for language, stem in analysis.STEM.items():
            fields[stem_field(language, area)] += [" ".join(map(stem, words))] * weight
    return fields


def _fill(bag: Counter[str], words: list[str], language: str, weight: int) -> None:
    stem = analysis.STEM.get(language)
    field = stem_field(language) if stem else EXACT
    for word, count in Counter(words).items():
        if len(word) > 1 and word not in analysis.STOP_WORDS and not word.isdigit():
            bag[f"{field}:{stem(word) if stem else word}"] += weight * count


def _pack(bag: Counter[str]) -> str:
    return "\n".join(f"{n} {key}" for key, n in bag.most_common(_BAG_WORDS))


def unpack_bag(packed: str) -> list[tuple[str, str, int]]:
    """(field, word, weighted frequency) of a document's most frequent words."""
    rows = []
    for line in packed.splitlines():
        count, _, key = line.partition(" ")
        field, _, word = key.partition(":")
        rows.append((field, word, int(count)))
    return rows
