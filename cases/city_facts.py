"""What the page of a city says of the city itself."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from cases.routing import in_all_languages


def city_context(page, request) -> dict:
    city = page.city
    figures = city.figures_for()
    population = figures.population if figures else None
    density = population / city.area_km2 if population and city.area_km2 else None
    return {
        "city": city,
        "figures": figures,
        "population": grouped(population),
        "area": grouped(city.area_km2),
        "density": grouped(density),
        "website_name": urlsplit(city.website).netloc.removeprefix("www."),
        "crumbs": [
            {"label": _("Browse"), "url": reverse("cases:browse")},
            {"label": _("Cities"), "url": reverse("cases:cities")},
            {"label": page.title},
        ],
        "alternates": in_all_languages(request.path),
    }


def grouped(number: float | None) -> str:
    """Rounded where decimals say nothing, thousands set apart as the language does."""
    if number is None:
        return ""
    places = 1 if number < 100 and number != int(number) else 0
    return number_format(round(number, places), decimal_pos=places, force_grouping=True)
