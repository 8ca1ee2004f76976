from __future__ import annotations

import pytest

from members.models import CityYear
from members.profiles import MOST_ALIKE, cities_like, city_profiles
from tests.factories import CityFactory

pytestmark = pytest.mark.django_db


def city(slug, people=None, *, budget=None, **facts):
    made = CityFactory(slug=slug, **facts)
    if people:
        currency = "IDR" if budget else ""
        CityYear.objects.create(
            city=made, year=2020, population=people, budget=budget,
            budget_currency=currency,
        )  # fmt: skip
    return made


def test_a_profile_has_the_latest_figures():
    made = city("kupang", 400_000)
    CityYear.objects.create(city=made, year=2021, population=440_000)
    CityYear.objects.create(city=made, year=2022)
    assert city_profiles()["kupang"].population == 440_000


def test_a_change_is_known_at_once(django_capture_on_commit_callbacks):
    made = city("kupang", 400_000)
    assert city_profiles()["kupang"].geography == ""
    with django_capture_on_commit_callbacks(execute=True):
        made.geography = "coastal"
        made.save()
    assert city_profiles()["kupang"].geography == "coastal"


def test_an_archived_city_is_like_no_other():
    city("own", 400_000)
    city("other", 400_000, archived=True)
    assert cities_like("own") == ()


def test_nearest_in_size_and_kind_come_first():
    city("own", 400_000, geography="coastal", income_group="high")
    city("twin", 410_000, geography="coastal", income_group="high")
    city("inland", 410_000, geography="inland", income_group="high")
    city("double", 800_000, geography="coastal", income_group="high")
    city("poorer", 820_000, geography="coastal", income_group="low")
    city("huge", 30_000_000, geography="coastal", income_group="high")
    assert cities_like("own") == ("twin", "double", "inland", "poorer")


def test_budgets_are_compared_in_one_currency():
    city("own", 400_000, budget=100)
    city("richer", 400_000, budget=800)
    city("same", 400_000, budget=100)
    assert cities_like("own") == ("same", "richer")


def test_there_are_not_too_many():
    for n in range(MOST_ALIKE + 5):
        city(f"city{n}", 400_000)
    assert len(cities_like("city0")) == MOST_ALIKE


def test_an_unknown_city_is_like_none():
    assert cities_like("nowhere") == ()
