"""What cities can be compared by, read once and kept; and which are alike."""

from __future__ import annotations

import math
from dataclasses import dataclass

from django.core.cache import cache

from members.models import City, CityYear

CACHE_KEY = "city-profiles"
CACHE_SECONDS = 24 * 3600
# So many cities are like another: enough for a page of cases, few enough to be alike.
MOST_ALIKE = 10
# Above it they have little in common: sixteen times the people, or four times and
# another income group and geography.
_MOST_DIFFERENT = 4.0
_UNKNOWN = 0.5


@dataclass(frozen=True, slots=True)
class CityProfile:
    """`population` and `budget`, in `currency`, are of the latest year that has one."""

    slug: str
    country: str
    latitude: float | None
    longitude: float | None
    geography: str
    income_group: str
    population: int | None
    budget: float | None
    currency: str

    @property
    def point(self) -> tuple[float, float] | None:
        """(latitude, longitude) in degrees, where both are known."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude


def city_profiles() -> dict[str, CityProfile]:
    """Every city that is not archived, by its slug."""
    profiles = cache.get(CACHE_KEY)
    if profiles is None:
        profiles = _read()
        cache.set(CACHE_KEY, profiles, CACHE_SECONDS)
    return profiles


def forget() -> None:
    cache.delete(CACHE_KEY)


def cities_like(slug: str) -> tuple[str, ...]:
    """Slugs of the cities most alike, nearest first, itself left out; none for a city
    that is not known."""
    profiles = city_profiles()
    own = profiles.get(slug)
    if own is None:
        return ()
    others = ((_difference(own, p), p.slug) for p in profiles.values() if p != own)
    near = sorted(pair for pair in others if pair[0] <= _MOST_DIFFERENT)
    return tuple(slug for _difference, slug in near[:MOST_ALIKE])


def _difference(one: CityProfile, other: CityProfile) -> float:
    """Doublings of population and (in one currency) of budget, and one for another
    income group or geography."""
    parts = [_doublings(one.population, other.population)]
    if one.currency and one.currency == other.currency:
        parts.append(_doublings(one.budget, other.budget) / 2)
    for name in ("income_group", "geography"):
        pair = {getattr(one, name), getattr(other, name)}
        parts.append(_UNKNOWN if "" in pair else float(len(pair) - 1))
    return sum(parts)


def _doublings(one: float | None, other: float | None) -> float:
    if not one or not other:
        return 4 * _UNKNOWN
    return abs(math.log2(one / other))


def _read() -> dict[str, CityProfile]:
    figures: dict[int, dict] = {}
    for row in CityYear.objects.order_by("year").values():
        known = figures.setdefault(row["city_id"], {})
        if row["population"] is not None:
            known["population"] = row["population"]
        if row["budget"] is not None:
            known["budget"] = float(row["budget"])
            known["currency"] = row["budget_currency"]
    profiles = {}
    for city in City.objects.filter(archived=False).order_by("slug"):
        known = figures.get(city.pk, {})
        profiles[city.slug] = CityProfile(
            city.slug,
            city.country_id,
            city.latitude,
            city.longitude,
            city.geography,
            city.income_group,
            known.get("population"),
            known.get("budget"),
            known.get("currency", ""),
        )
    return profiles
