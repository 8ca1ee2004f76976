"""The search as its reader sees it: filters with names and numbers, what was asked in
words, ways to sort and to leaf through. Plain values for the templates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import (
    gettext,
    gettext_lazy,
    ngettext,
    pgettext,
)

from cases.routing import in_all_languages
from cases.vocabulary import labels
from search.engine import FacetCount, Results
from search.fields import FACETS
from search.query import Query

# So many values of a long facet are shown at once, the others on request.
FIRST = 8
# Nobody reads on past these; a further filter or the search box leads to the rest.
MOST = 200

FACET_LABELS = {
    "pillar": gettext_lazy("Pillar"),
    "sub_dimension": gettext_lazy("Sub-dimension"),
    "sector": gettext_lazy("Topic"),
    "sdg": gettext_lazy("Sustainable Development Goal"),
    "country": gettext_lazy("Country"),
    "city": gettext_lazy("City"),
    "stage": gettext_lazy("Stage"),
    "year": gettext_lazy("Start year"),
    "language": gettext_lazy("Language"),
    "evidence_level": gettext_lazy("Evidence"),
    "cost_band": gettext_lazy("Cost"),
    "tag": gettext_lazy("Tag"),
    "kind": gettext_lazy("Kind of practice"),
    "cluster": gettext_lazy("Cluster"),
    "scale": gettext_lazy("Scale"),
    "target_group": gettext_lazy("For whom"),
    "quick_win": gettext_lazy("Quick win"),
}
# The others are shown where an address has chosen one of their values.
ALWAYS_SHOWN = (
    "pillar", "sector", "sdg", "country", "city", "stage", "year", "language",
    "evidence_level", "cost_band", "tag",
)  # fmt: skip
# Steps of a scale: their own order says more than their frequency.
IN_ORDER = ("stage", "evidence_level", "cost_band", "scale")
LONG = (
    "sub_dimension", "sector", "sdg", "country", "city", "year", "tag", "target_group",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Value:
    facet: str
    code: str
    label: str
    count: int
    chosen: bool
    style: str = ""

    @property
    def id(self) -> str:
        """The same in every answer, so that htmx finds the focus again; no blanks."""
        return f"choice-{self.facet}-{quote(self.code)}"


@dataclass(frozen=True, slots=True)
class Facet:
    """`first` are the values to show, `more` those behind a further click. Without
    any values it keeps its place on the page, which fills with the next answer."""

    name: str
    label: str
    first: tuple[Value, ...] = ()
    more: tuple[Value, ...] = ()

    @property
    def chosen(self) -> bool:
        return any(value.chosen for value in self.first)

    @property
    def long(self) -> bool:
        return self.name in LONG


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Condition:
    """The chosen values of one facet, any of which is enough."""

    label: str
    chips: tuple[Chip, ...]

    def __str__(self) -> str:
        values = pgettext("between values", " or ").join(c.label for c in self.chips)
        return f"{self.label}: {values}"


class Names:
    """The names of codes in one language; the table is read once."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._table = labels()
        self._positions: dict[str, dict[str, int]] = {}

    def of(self, facet: str, code: str) -> str:
        """The name, or the code itself where nobody knows it."""
        if facet == "quick_win" and code == "yes":
            return gettext("Yes")
        names = self._table.get(facet, {}).get(code, {})
        return names.get(self._language) or names.get("en") or code

    def knows(self, facet: str, code: str) -> bool:
        return code in self._table.get(facet, {})

    def position(self, facet: str, code: str) -> int:
        """The place of a code in its vocabulary; unknown ones come last."""
        if facet not in self._positions:
            codes = self._table.get(facet, {})
            self._positions[facet] = {code: n for n, code in enumerate(codes)}
        return self._positions[facet].get(code, len(self._positions[facet]))


def address(query: Query) -> str:
    querystring = query.querystring
    return reverse("search:results") + (f"?{querystring}" if querystring else "")


def addresses(query: Query) -> dict[str, str]:
    """This search in every language of the site."""
    path, mark, querystring = address(query).partition("?")
    return {
        language: f"{url}{mark}{querystring}"
        for language, url in in_all_languages(path).items()
    }


def shown_facets(query: Query) -> tuple[str, ...]:
    return tuple(f for f in FACETS if f in ALWAYS_SHOWN or f in query.filters)


def facets(query: Query, results: Results, names: Names) -> list[Facet]:
    """Every facet of the schema, empty where none of its values is to be shown."""
    return [_facet(name, query, results.facets.get(name, ()), names) for name in FACETS]


def conditions(query: Query, names: Names) -> list[Condition]:
    """What the cases are filtered by. All of it must hold."""
    return [
        Condition(
            str(FACET_LABELS[facet]),
            tuple(
                Chip(names.of(facet, v), address(query.without_filter(facet, v)))
                for v in values
            ),
        )
        for facet, values in query.filters.items()
    ]


def count_in_words(total: int, recommended: int = 0) -> str:
    """`recommended` cases are told only where nothing else was found."""
    if not total and recommended:
        text = ngettext(
            "%(number)s recommended practice",
            "%(number)s recommended practices",
            recommended,
        )
        return text % {"number": recommended}
    if not total:
        return gettext("No practice found")
    return ngettext("%(number)s practice", "%(number)s practices", total) % {
        "number": total
    }


def in_words(found: Iterable[Condition]) -> str:
    return pgettext("between filters", " - and - ").join(map(str, found))


def title(query: Query, found: Iterable[Condition]) -> str:
    return query.text or in_words(found) or gettext("All practices")


def _facet(
    name: str, query: Query, counts: Iterable[FacetCount], names: Names
) -> Facet:
    found = {count.value: count.count for count in counts}
    # A chosen value that finds nothing stays, so that it can be taken back.
    found |= {value: 0 for value in query.filters.get(name, ()) if value not in found}
    values = [
        Value(
            name,
            code,
            names.of(name, code),
            number,
            query.has(name, code),
            _style(name, code, names),
        )
        for code, number in found.items()
    ]
    if name in IN_ORDER:
        values.sort(key=lambda value: names.position(name, value.code))
    elif name == "year":
        values.sort(key=lambda value: value.code, reverse=True)
    first, more = _split(values) if name in LONG else (values, [])
    if name in ("city", "country", "tag"):
        more.sort(key=lambda value: value.label.casefold())
    elif name != "year":
        more.sort(key=lambda value: names.position(name, value.code))
    return Facet(name, str(FACET_LABELS[name]), tuple(first), tuple(more))


def _split(values: list[Value]) -> tuple[list[Value], list[Value]]:
    """The chosen and the most frequent values, and the others."""
    room = max(0, FIRST - sum(value.chosen for value in values))
    first, more = [], []
    for value in values:
        if value.chosen:
            first.append(value)
        elif room:
            first.append(value)
            room -= 1
        else:
            more.append(value)
    # One more line takes less room than the button to see it.
    return (values, []) if len(more) == 1 else (first, more[:MOST])


def _style(facet: str, code: str, names: Names) -> str:
    """Classes for a square in the colour of a pillar or goal beside its name."""
    if not names.knows(facet, code):
        return ""
    return {
        "pillar": f"pillar-label pillar-{code}",
        "sdg": f"sdg sdg-{code}",
    }.get(facet, "")
