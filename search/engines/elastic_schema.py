"""The index that follows from `search.fields` and `search.layout` on a search server.

Words come ready from `search.text`: the server parts them at blanks and does nothing
else, so that every engine finds and ranks alike.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import astuple
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from search import text as analysis
from search.engines.elastic_address import ELASTICSEARCH, OPENSEARCH
from search.fields import FIELDS, LANGUAGES, Analysis
from search.layout import AREAS, LAYOUT_VERSION, exact_field, stem_field, title_field
from search.query import MAX_PAGE, PAGE_SIZE

# Raise it when the index is made differently from the same layout.
MAPPING_VERSION = 1

# What both products call the BM25 that counts a word as the embedded engine does; the
# other one of OpenSearch 3 leaves out a factor, and what is weighed against words,
# such as a prefix, would weigh more.
_BM25 = {ELASTICSEARCH: "BM25", OPENSEARCH: "LegacyBM25"}
_K1, _B = 1.2, 0.75
_KEYWORD: dict[str, Any] = {"type": "keyword"}
_TYPES = {
    Analysis.KEYWORD: _KEYWORD,
    Analysis.NUMBER: {"type": "long"},
    Analysis.DEGREES: {"type": "double"},
}
_NAME_CHARS = 12


def definition(product: str) -> dict[str, Any]:
    """Settings and mapping of a new index."""
    similarity = {"type": _BM25[product], "k1": _K1, "b": _B}
    return {
        "settings": {
            "index": {
                # Counts and word frequencies are those of one shard: with several,
                # facets and ranking would be approximate.
                "number_of_shards": 1,
                "auto_expand_replicas": "0-1",
                "max_result_window": MAX_PAGE * PAGE_SIZE,
                # A writer that slept so long can't bring back what was deleted.
                "gc_deletes": "1h",
                "similarity": {"default": similarity},
            }
        },
        "mappings": {
            "dynamic": "strict",
            "_meta": {"fingerprint": fingerprint()},
            # Texts are shown from the database, never from here.
            "_source": {"includes": ["bag"]},
            "properties": _properties(),
        },
    }


def _properties() -> dict[str, Any]:
    unsearched = {"type": "keyword", "index": False}
    properties: dict[str, Any] = {
        "id": _KEYWORD,
        "fingerprint": unsearched,
        "bag": unsearched | {"doc_values": False},
    }
    for area in AREAS:
        properties[exact_field(area)] = {"type": "text", "analyzer": "whitespace"}
        for language in analysis.STEM:
            properties[stem_field(language, area)] = {
                "type": "text",
                "analyzer": "whitespace",
                "index_options": "freqs",
            }
    properties |= {title_field(language): _KEYWORD for language in LANGUAGES}
    properties |= {f.name: _TYPES[f.analysis] for f in FIELDS if f.analysis in _TYPES}
    return properties


def state_definition() -> dict[str, Any]:
    """Settings and mapping of the index of leases and journal, which stays the same."""
    settings = {"number_of_shards": 1, "auto_expand_replicas": "0-1"}
    properties = {"journal": _KEYWORD, "case": _KEYWORD, "token": {"type": "long"}}
    return {
        "settings": {"index": settings},
        "mappings": {"dynamic": False, "properties": properties},
    }


def fingerprint() -> str:
    """Changes whenever an index made by this code would come out differently."""
    parts = {
        "fields": [[str(value) for value in astuple(f)] for f in FIELDS],
        "languages": [LANGUAGES, sorted(analysis.STEMMERS.items())],
        "versions": [analysis.ANALYSIS_VERSION, LAYOUT_VERSION, MAPPING_VERSION],
        "libraries": [version("snowballstemmer")],
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def new_name(prefix: str) -> str:
    """PREFIX-FINGERPRINT-TIME, so that names tell version and age."""
    now = datetime.now(UTC)
    return f"{prefix}-{fingerprint()[:_NAME_CHARS]}-{now:%Y%m%d%H%M%S%f}"


def ours(prefix: str, names: Iterable[str]) -> list[str]:
    """Those of `names` that `new_name` may have made, oldest first."""
    name = re.compile(rf"{re.escape(prefix)}-[0-9a-f]{{{_NAME_CHARS}}}-(\d{{20}})")
    found = {match[0]: match[1] for match in map(name.fullmatch, names) if match}
    return sorted(found, key=found.__getitem__)


def is_present(name: str) -> bool:
    """Whether an index of this name was made by the present code."""
    return name.split("-")[-2] == fingerprint()[:_NAME_CHARS]
