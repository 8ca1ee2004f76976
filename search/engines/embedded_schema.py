"""The tantivy schema that follows from `search.fields`, and a document in it.

All running text goes into one catch-all, once as exact words with positions and once
in stems for each language that has a stemmer, whatever the language of the text: a
word is then equally rare and a document equally long for readers of both. A weight
is the number of times that a text is put in.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import astuple
from importlib.metadata import version
from pathlib import Path

import tantivy

from search import text as analysis
from search.fields import FACETS, FIELDS, LANGUAGES, TEXTS, Analysis, Document

# Raise it when documents are put together differently from the same fields.
LAYOUT_VERSION = 1

EXACT = "exact"
# What `similar` may choose from: 128 would do for abstracts, cases are longer.
_BAG_WORDS = 256


def stem_field(language: str) -> str:
    return f"stem_{language}"


def title_field(language: str) -> str:
    """The field to sort titles by in an interface in `language`."""
    return f"title_{language if language in LANGUAGES else LANGUAGES[0]}"


def schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    keyword = {"tokenizer_name": "raw", "index_option": "basic"}
    builder.add_text_field("id", stored=True, **keyword)
    builder.add_bytes_field("fingerprint", stored=True)
    builder.add_bytes_field("bag", stored=True)
    builder.add_text_field(EXACT, tokenizer_name="whitespace")
    for language in analysis.STEM:
        builder.add_text_field(
            stem_field(language), tokenizer_name="whitespace", index_option="freq"
        )
    for language in LANGUAGES:
        builder.add_text_field(title_field(language), fast=True, **keyword)
    for f in FIELDS:
        if f.analysis is Analysis.KEYWORD:
            builder.add_text_field(f.name, fast=True, **keyword)
        elif f.analysis is Analysis.NUMBER:
            builder.add_unsigned_field(f.name, fast=True)
    return builder.build()


def fingerprint() -> str:
    """Changes whenever an index made by this code would come out differently."""
    parts = {
        "fields": [[str(value) for value in astuple(f)] for f in FIELDS],
        "languages": [LANGUAGES, sorted(analysis.STEMMERS.items())],
        "versions": [analysis.ANALYSIS_VERSION, LAYOUT_VERSION],
        "libraries": [version("tantivy"), version("snowballstemmer")],
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def write_fingerprint(generation: Path) -> None:
    (generation / "fingerprint").write_text(fingerprint(), "ascii")


def read_fingerprint(generation: Path) -> str:
    """Empty where there is none."""
    try:
        return (generation / "fingerprint").read_bytes().decode("ascii", "replace")
    except OSError:
        return ""


def to_tantivy(document: Document, schema: tantivy.Schema) -> tantivy.Document:
    exact: list[str] = []
    stems: dict[str, list[str]] = {language: [] for language in analysis.STEM}
    bag: Counter[str] = Counter()
    for field in TEXTS:
        for language, text in document.texts(field.name):
            words = analysis.words(text)
            exact += [" ".join(words)] * field.weight
            for stemmed, values in stems.items():
                stem = analysis.STEM[stemmed]
                values += [" ".join(map(stem, words))] * field.weight
            _fill(bag, words, language, field.weight)
    values = {
        "id": document.id,
        "fingerprint": document.fingerprint.encode(),
        "bag": _pack(bag),
        EXACT: exact,
        "audience": document.audience,
        "date": document.day,
    }
    for language, texts in stems.items():
        values[stem_field(language)] = texts
    for language in LANGUAGES:
        title = " ".join(analysis.words(document.title_for(language)))
        values[title_field(language)] = title[:200]
    for name in FACETS:
        # Twice the same code would count its case twice.
        values[name] = list(dict.fromkeys(document.facets.get(name, ())))
    return tantivy.Document.from_dict(values, schema)


def _fill(bag: Counter[str], words: list[str], language: str, weight: int) -> None:
    stem = analysis.STEM.get(language)
    field = stem_field(language) if stem else EXACT
    for word, count in Counter(words).items():
        if len(word) > 1 and word not in analysis.STOP_WORDS and not word.isdigit():
            bag[f"{field}:{stem(word) if stem else word}"] += weight * count


def _pack(bag: Counter[str]) -> bytes:
    return "\n".join(f"{n} {key}" for key, n in bag.most_common(_BAG_WORDS)).encode()


def unpack_bag(packed: bytes) -> list[tuple[str, str, int]]:
    """(field, word, weighted frequency) of a document's most frequent words."""
    rows = []
    for line in packed.decode().splitlines():
        count, _, key = line.partition(" ")
        field, _, word = key.partition(":")
        rows.append((field, word, int(count)))
    return rows
