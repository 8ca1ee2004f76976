"""Filters that are no facets, as their reader sees them: numbers and dates from and to,
places, and cities like another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext, gettext_lazy, ngettext

from cases.case_facts import day_text
from members.profiles import CityProfile, cities_like, city_profiles
from members.roles import cities_of
from search import presentation
from search.presentation import Chip, Condition, Names, address
from search.query import WITHIN_KM, Query
from search.ranges import PARAMETERS, end_as_text

# Kilometres: a trip before noon, a day, a province, a neighbouring country.
DISTANCES = (25, 50, 100, 250, 500)
# Two lists of so many cities are 15 kB of a page, 3 compressed. CityNet has some 170
# members; of more, the largest are offered and any code works in an address.
MOST_CITIES = 300
# Names of a chip; the others are counted.
MOST_NAMES = 4

RANGE_LABELS = {
    "budget": gettext_lazy("Budget"),
    "population": gettext_lazy("People in the city"),
    "date": gettext_lazy("Start"),
}
UNITS = {
    "budget": gettext_lazy("US dollars"),
    "population": gettext_lazy("people"),
    "date": gettext_lazy("year or date, such as 2019 or 2019-06"),
}


@dataclass(frozen=True, slots=True)
class RangeField:
    """Two inputs. `low` and `high` are (parameter, text)."""

    name: str
    label: str
    unit: str
    low: tuple[str, str]
    high: tuple[str, str]

    @property
    def chosen(self) -> bool:
        return bool(self.low[1] or self.high[1])


@dataclass(frozen=True, slots=True)
class Option:
    code: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class CityField:
    """A list of cities. `own` are those of the reader, which it begins with."""

    own: tuple[Option, ...]
    others: tuple[Option, ...]
    chosen: bool


@dataclass(frozen=True, slots=True)
class Form:
    ranges: tuple[RangeField, ...]
    near: CityField
    within: tuple[Option, ...]
    like: CityField


def form(query: Query, names: Names, own: Iterable[str] = ()) -> Form:
    """What the reader has put into each field, and what can be chosen."""
    profiles = city_profiles()
    pointed = {code: p for code, p in profiles.items() if p.point}
    chosen = query.within if query.near else WITHIN_KM
    return Form(
        ranges=tuple(_range_fields(query)),
        near=_city_field(query.near, pointed, own, names),
        within=tuple(
            Option(str(km), gettext("%(km)s km") % {"km": _number(km)}, km == chosen)
            for km in sorted({*DISTANCES, chosen})
        ),
        like=_city_field(query.like, profiles, own, names),
    )


def own_cities(user) -> list[str]:
    """Codes of the cities that `user` belongs to; none for whoever is not signed in."""
    if not user.is_authenticated:
        return []
    found = cities_of(user).filter(archived=False).order_by("slug")
    return list(found.values_list("slug", flat=True))


def conditions(query: Query, names: Names) -> list[Condition]:
    """All that leaves cases out but the words: facets, numbers and places."""
    return [
        *presentation.conditions(query, names),
        *(condition for _name, condition in range_conditions(query)),
        *(condition for _name, condition in place_conditions(query, names)),
    ]


def range_conditions(query: Query) -> Iterator[tuple[str, Condition]]:
    """(name of the range, condition) of each range."""
    for name in query.ranges:
        chip = Chip(_range_text(query, name), address(query.without_range(name)))
        yield name, Condition(str(RANGE_LABELS[name]), (chip,))


def place_conditions(query: Query, names: Names) -> Iterator[tuple[str, Condition]]:
    """(near, box or like, condition) of each that is asked for."""
    texts = {}
    if query.near:
        place = {"km": _number(query.within), "city": names.of("city", query.near)}
        within = gettext("at most %(km)s km from %(city)s") % place
        texts["near"] = (gettext("Distance"), within)
    if query.box:
        texts["box"] = (gettext("On the map"), gettext("the chosen part"))
    if query.like:
        city = {"city": names.of("city", query.like)}
        label = gettext("Cities like %(city)s") % city
        texts["like"] = (label, _listed(cities_like(query.like), names))
    for name, (label, text) in texts.items():
        yield name, Condition(label, (Chip(text, address(query.without_place(name))),))


def _range_fields(query: Query) -> Iterator[RangeField]:
    for name, parameters in PARAMETERS.items():
        ends = query.ranges.get(name, (None, None))
        low, high = (
            (parameter, "" if end is None else end_as_text(name, end))
            for parameter, end in zip(parameters, ends, strict=True)
        )
        yield RangeField(name, str(RANGE_LABELS[name]), str(UNITS[name]), low, high)


def _range_text(query: Query, name: str) -> str:
    low, high = (None if end is None else _end(name, end) for end in query.ranges[name])
    values = {"low": low, "high": high}
    if name == "date":
        if low == high:
            return str(low)
        if high is None:
            return gettext("%(low)s or later") % values
        if low is None:
            return gettext("%(high)s or earlier") % values
        return gettext("%(low)s to %(high)s") % values
    values["unit"] = UNITS[name]
    if high is None:
        return gettext("at least %(low)s %(unit)s") % values
    if low is None:
        return gettext("at most %(high)s %(unit)s") % values
    return gettext("%(low)s to %(high)s %(unit)s") % values


def _end(name: str, number: int) -> str:
    if name != "date":
        return _number(number)
    text = end_as_text(name, number)
    try:
        return day_text(text)
    except ValueError:
        # A day that its month does not have, or the year 0: as the reader wrote it.
        return text


def _number(number: int) -> str:
    return number_format(number, use_l10n=True, force_grouping=True)


def _listed(codes: tuple[str, ...], names: Names) -> str:
    """Some names, and how many others there are."""
    if not codes:
        return gettext("none")
    shown = ", ".join(names.of("city", code) for code in codes[:MOST_NAMES])
    left = len(codes) - MOST_NAMES
    if left <= 0:
        return shown
    more = ngettext(
        "%(names)s and %(number)s other", "%(names)s and %(number)s others", left
    )
    return more % {"names": shown, "number": left}


def _city_field(
    chosen: str, profiles: Mapping[str, CityProfile], own: Iterable[str], names: Names
) -> CityField:
    """Cities by name, of very many the largest; and what an address has chosen."""
    mine = [code for code in own if code in profiles]
    largest = sorted(profiles, key=lambda code: -(profiles[code].population or 0))
    offered = {*largest[:MOST_CITIES], *filter(None, [chosen])} - set(mine)

    def options(codes: Iterable[str]) -> tuple[Option, ...]:
        found = (Option(c, names.of("city", c), c == chosen) for c in codes)
        return tuple(sorted(found, key=lambda option: option.label.casefold()))

    return CityField(options(mine), options(offered), bool(chosen))
