"""The one schema of the search: what of a case is searched, counted and sorted by.

Both engines derive their mapping from `FIELDS`, the result page its filters and
`search.query` the URL parameters. A new facet is one line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

# The languages that a case is written in and that titles are sorted by.
LANGUAGES = ("en", "id")

PUBLIC = "public"
MEMBERS = "members"


class Analysis(Enum):
    WORDS = "words"  # running text: folded, stemmed, ranked
    KEYWORD = "keyword"  # a code or name, compared as a whole
    NUMBER = "number"  # a whole number from 0
    DEGREES = "degrees"  # a latitude or longitude


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that the index knows of a case.

    `weight` is how many times a word in this field counts against the same word in
    the body. `facet` fields are counted and filtered by, in the order given here, and
    results give at most their `values` most frequent values.
    """

    name: str
    analysis: Analysis
    weight: int = 0
    facet: bool = False
    values: int = 1_000


# Weights by benchmarks/relevance: against title x3, x2 loses .005 nDCG@10 on
# Cranfield and x4 loses .007 on CISI.
FIELDS: tuple[Field, ...] = (
    Field("title", Analysis.WORDS, weight=3),
    Field("summary", Analysis.WORDS, weight=2),
    Field("terms", Analysis.WORDS, weight=2),
    Field("body", Analysis.WORDS, weight=1),
    Field("pillar", Analysis.KEYWORD, facet=True),
    Field("sub_dimension", Analysis.KEYWORD, facet=True),
    Field("sector", Analysis.KEYWORD, facet=True),
    Field("sdg", Analysis.KEYWORD, facet=True),
    Field("country", Analysis.KEYWORD, facet=True),
    Field("city", Analysis.KEYWORD, facet=True),
    Field("stage", Analysis.KEYWORD, facet=True),
    Field("year", Analysis.KEYWORD, facet=True),
    Field("language", Analysis.KEYWORD, facet=True),
    Field("evidence_level", Analysis.KEYWORD, facet=True),
    Field("cost_band", Analysis.KEYWORD, facet=True),
    Field("tag", Analysis.KEYWORD, facet=True, values=100),
    Field("kind", Analysis.KEYWORD, facet=True),
    Field("cluster", Analysis.KEYWORD, facet=True),
    Field("scale", Analysis.KEYWORD, facet=True),
    Field("target_group", Analysis.KEYWORD, facet=True),
    Field("quick_win", Analysis.KEYWORD, facet=True),
    Field("audience", Analysis.KEYWORD),
    Field("date", Analysis.NUMBER),  # yyyymmdd
    Field("budget", Analysis.NUMBER),  # US dollars
    Field("population", Analysis.NUMBER),
    Field("latitude", Analysis.DEGREES),
    Field("longitude", Analysis.DEGREES),
)
# What a word in an attached document counts against the same word in the body.
ATTACHED_WEIGHT = 0.4

TEXTS = tuple(f for f in FIELDS if f.analysis is Analysis.WORDS)
VALUES = {f.name: f.values for f in FIELDS if f.facet}
FACETS = tuple(f.name for f in FIELDS if f.facet)
RANGES = ("budget", "population", "date")

RELEVANCE, NEWEST, TITLE = "relevance", "date", "title"
SORTS = (RELEVANCE, NEWEST, TITLE)


@dataclass(frozen=True, slots=True)
class Document:
    """One case as the index sees it: all its language versions together.

    Texts are by language code; a language without a stemmer is found in exact form.
    `terms` are short texts that name the case: its tags, city and country, and the
    labels of its controlled terms in every language. `attachments` are the texts of
    its documents. `facets` holds codes by facet name, `numbers` the other fields that
    are no words or codes, but for `date`: a year, month or day in ISO form, or empty.
    `fingerprint` changes whenever anything else here does; the reconcile compares it.
    """

    id: str
    titles: Mapping[str, str]
    summaries: Mapping[str, str] = field(default_factory=dict)
    bodies: Mapping[str, str] = field(default_factory=dict)
    terms: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)
    date: str = ""
    audience: str = PUBLIC
    fingerprint: str = ""

    def texts(self, name: str) -> tuple[tuple[str, str], ...]:
        """(language, text) pairs of one field of `TEXTS`; terms are of no language."""
        if name == "terms":
            return tuple(("", term) for term in self.terms)
        by_language = {
            "title": self.titles,
            "summary": self.summaries,
            "body": self.bodies,
        }[name]
        return tuple((language, text) for language, text in by_language.items() if text)

    def title_for(self, language: str) -> str:
        """The title in `language`, or else in the case's own first language."""
        return self.titles.get(language) or next(iter(self.titles.values()), "")

    @property
    def day(self) -> int:
        """`date` as yyyymmdd for sorting, missing parts 0; 0 without a date."""
        digits = self.date.replace("-", "")
        return int(digits.ljust(8, "0")[:8]) if digits.isdecimal() else 0
