"""The tantivy schema that follows from `search.fields` and `search.layout`."""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple
from importlib.metadata import version
from pathlib import Path

import tantivy

from search import text as analysis
from search.fields import FIELDS, LANGUAGES, Analysis, Document
from search.layout import (
    AREAS,
    LAYOUT_VERSION,
    exact_field,
    laid_out,
    stem_field,
    title_field,
)


def schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    keyword = {"tokenizer_name": "raw", "index_option": "basic"}
    builder.add_text_field("id", stored=True, **keyword)
    builder.add_unsigned_field("key", indexed=True, fast=True)
    builder.add_bytes_field("fingerprint", stored=True)
    builder.add_bytes_field("bag", stored=True)
    for area in AREAS:
        builder.add_text_field(exact_field(area), tokenizer_name="whitespace")
        for language in analysis.STEM:
            builder.add_text_field(
                stem_field(language, area),
                tokenizer_name="whitespace",
                index_option="freq",
            )
    for language in LANGUAGES:
        builder.add_text_field(title_field(language), fast=True, **keyword)
    for f in FIELDS:
        if f.analysis is Analysis.KEYWORD:
            builder.add_text_field(f.name, fast=True, **keyword)
        elif f.analysis is Analysis.NUMBER:
            builder.add_unsigned_field(f.name, fast=True)
        elif f.analysis is Analysis.DEGREES:
            builder.add_float_field(f.name, fast=True)
    return builder.build()


def key_of(id: str) -> int:
    """A number for an id: many of them are read in no time, and found again."""
    digest = hashlib.blake2b(id.encode("utf-8", "surrogatepass"), digest_size=8)
    return int.from_bytes(digest.digest()) >> 1


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
    values = laid_out(document) | {"key": key_of(document.id)}
    for name in ("bag", "fingerprint"):
        values[name] = values[name].encode()
    return tantivy.Document.from_dict(values, schema)
