"""The name of every code that is counted or filtered, in every language.

One cached table, thrown away when a term, city or country is saved, so that a page
with a dozen facets asks the database nothing.
"""

from __future__ import annotations

from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db.models import F, QuerySet, Value
from django.utils import translation

from cases.choices import CostBand, EvidenceLevel, Form, Kind, Scale, Stage
from members.models import City, Country, Region

CACHE_KEY = "vocabulary"
CACHE_SECONDS = 24 * 3600

CHOICES = {
    "stage": Stage,
    "evidence_level": EvidenceLevel,
    "cost_band": CostBand,
    "kind": Kind,
    "scale": Scale,
    "form": Form,
    "region": Region,
}
TERMS = {
    "pillar": "Pillar",
    "sub_dimension": "SubDimension",
    "sector": "Sector",
    "sdg": "SDG",
    "cluster": "Cluster",
    "target_group": "TargetGroup",
}
Labels = dict[str, dict[str, dict[str, str]]]


def labels() -> Labels:
    """{facet: {code: {language: name}}}, codes in the order of the vocabulary."""
    table = cache.get(CACHE_KEY)
    if table is None:
        table = _read()
        cache.set(CACHE_KEY, table, CACHE_SECONDS)
    return table


def label(facet: str, code: str, language: str | None = None) -> str:
    """The name of `code` in `language`, else in English, else the code itself."""
    names = labels().get(facet, {}).get(code, {})
    language = (language or translation.get_language() or "en")[:2]
    return names.get(language) or names.get("en") or code


def forget() -> None:
    cache.delete(CACHE_KEY)


def _read() -> Labels:
    table: Labels = {}
    for facet, choices in CHOICES.items():
        table[facet] = {choice.value: _translations(choice) for choice in choices}
    table["language"] = {code: _translations(name) for code, name in settings.LANGUAGES}
    for facet in (*TERMS, "city", "country"):
        table[facet] = {}
    for facet, code, _position, names in sorted(_rows(), key=lambda row: row[:3:2]):
        table[facet][code] = names
    numbered = table["sdg"].items()
    table["sdg"] = {
        code: {lang: f"{code}. {name}" for lang, name in names.items()}
        for code, names in numbered
    }
    return table


def _rows() -> QuerySet:
    """(facet, code, position, names) of all terms and places, in one query."""
    sources = [
        (facet, apps.get_model("cases", model), "code", F("position"))
        for facet, model in TERMS.items()
    ]
    sources += [
        ("city", City, "slug", Value(0)),
        ("country", Country, "code", Value(0)),
    ]
    first, *others = [
        model.objects.order_by()
        .annotate(facet=Value(facet), sorting=position)
        .values_list("facet", code, "sorting", "names")
        for facet, model, code, position in sources
    ]
    return first.union(*others, all=True)


def _translations(choice) -> dict[str, str]:
    names = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            names[language] = str(getattr(choice, "label", choice))
    return names
