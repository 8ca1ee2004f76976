"""The results by city, as a list and as points of a map."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import get_language, gettext, ngettext

from members.profiles import city_profiles
from search import presentation
from search.engine import Results
from search.presentation import Names, address
from search.query import LIST, MAP, Query


@dataclass(frozen=True, slots=True)
class Place:
    """A city with results. `url` leads to these, `city_url` to the city's page.

    Degrees are texts with a point in every language; empty where they are unknown.
    """

    name: str
    country: str
    total: int
    url: str
    city_url: str
    latitude: str = ""
    longitude: str = ""

    @property
    def count(self) -> str:
        return presentation.count_in_words(self.total)


def views(query: Query) -> list[dict[str, Any]]:
    labels = {LIST: gettext("List"), MAP: gettext("Map")}
    return [
        {
            "name": name,
            "label": label,
            "url": address(query.with_view(name)),
            "current": name == query.view,
        }
        for name, label in labels.items()
    ]


def places(query: Query, found: Results, names: Names) -> list[Place]:
    """Cities by number of results; none where `found` did not count cities.

    A facet is counted as if nothing of it were chosen, so that cities not chosen are
    left out here.
    """
    chosen = query.filters.get("city", ())
    profiles = city_profiles()
    rows = []
    for code, total in found.facets.get("city", ()):
        if not total or (chosen and code not in chosen):
            continue
        profile = profiles.get(code)
        point = (profile and profile.point) or ("", "")
        own = replace(query, filters={**query.filters, "city": (code,)}, page=1)
        rows.append(
            Place(
                names.of("city", code),
                names.of("country", profile.country) if profile else "",
                total,
                address(own.with_view(LIST)),
                f"/{get_language()}/{code}/" if profile else "",
                *map(str, point),
            )
        )
    return sorted(rows, key=lambda place: (-place.total, place.name.casefold()))


def context(query: Query, found: Results, names: Names) -> dict[str, Any]:
    """What templates/search/_map.html needs, nothing where the list is asked for."""
    if query.view != MAP:
        return {}
    by_city = places(query, found, names)
    number = {"number": len(by_city)}
    cities = ngettext("in %(number)s city", "in %(number)s cities", len(by_city))
    unplaced = sum(not place.latitude for place in by_city)
    return {
        "places": by_city,
        "in_cities": cities % number,
        "unplaced": ngettext(
            "%(number)s city has no known place and is in the list only.",
            "%(number)s cities have no known place and are in the list only.",
            unplaced,
        )
        % {"number": unplaced}
        if unplaced
        else "",
    }
