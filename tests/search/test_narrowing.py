"""Ranges and places as fields of the form and as conditions."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation

from members.models import City, CityYear
from members.roles import grant_role
from search import narrowing
from search.places import Box
from search.presentation import Names
from search.query import Query
from tests.factories import CityFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cities():
    """Kupang and Ambon have a point, Kupang and Nadi are alike."""
    for slug, latitude, people in (
        ("kupang", -10.2, 400_000),
        ("ambon", -3.7, 40_000_000),
        ("nadi", None, 500_000),
    ):
        longitude = None if latitude is None else 125.0
        city = CityFactory(slug=slug, latitude=latitude, longitude=longitude)
        CityYear.objects.create(city=city, year=2020, population=people)


@pytest.fixture
def names(cities):
    return Names("en")


def said(query, names):
    return [str(condition) for condition in narrowing.conditions(query, names)]


def labels(field):
    return [option.label for option in field.others]


@pytest.mark.parametrize(
    ("name", "ends", "text"),
    [
        ("budget", (100_000, None), "Budget: at least 100,000 US dollars"),
        ("budget", (None, 5_000), "Budget: at most 5,000 US dollars"),
        ("population", (0, 9_999), "People in the city: 0 to 9,999 people"),
        ("date", (20180000, None), "Start: 2018 or later"),
        ("date", (None, 20190699), "Start: June 2019 or earlier"),
        ("date", (20180501, 20189999), "Start: 1 May 2018 to 2018"),
        ("date", (20180000, 20189999), "Start: 2018"),
        ("date", (20190231, None), "Start: 2019-02-31 or later"),
        ("date", (None, 9999), "Start: 0000 or earlier"),
    ],
)
def test_a_range_is_said_in_words(names, name, ends, text):
    assert said(Query(ranges={name: ends}), names) == [text]


def test_numbers_are_written_as_the_reader_writes_them(names):
    with translation.override("id"):
        (text,) = said(Query(ranges={"budget": (1_000_000, None)}), names)
    assert text == "Anggaran: paling sedikit 1.000.000 dolar AS"


def test_a_chip_takes_away_one_range_only(names):
    query = Query("bus", ranges={"budget": (1, None), "date": (None, 20199999)}, page=2)
    chips = [c.chips[0].url for c in narrowing.conditions(query, names)]
    assert chips == [
        "/en/search/?q=bus&to=2019",
        "/en/search/?q=bus&budget_min=1",
    ]


def test_places_are_said_in_words(names):
    query = Query(near="kupang", within=250, box=Box(1, 2, 3, 4), like="kupang")
    assert said(query, names) == [
        "Distance: at most 250 km from Kupang",
        "On the map: the chosen part",
        "Cities like Kupang: Nadi",
    ]


def test_a_chip_takes_away_one_place_only(names):
    query = Query(near="kupang", within=250, like="kupang", view="map")
    assert [c.chips[0].url for c in narrowing.conditions(query, names)] == [
        "/en/search/?like=kupang&view=map",
        "/en/search/?near=kupang&within=250&view=map",
    ]


def test_of_many_cities_alike_some_are_named_and_the_others_counted(names):
    for number in range(8):
        city = CityFactory(slug=f"town-{number}")
        CityYear.objects.create(city=city, year=2020, population=400_000)
    (text,) = said(Query(like="kupang"), Names("en"))
    assert text.endswith("Town 3 and 5 others")


def test_an_unknown_city_is_named_by_its_code(names):
    assert said(Query(near="atlantis", like="<b>"), names) == [
        "Distance: at most 100 km from atlantis",
        "Cities like <b>: none",
    ]


def test_facets_come_before_ranges_and_places(names):
    query = Query(filters={"year": ("2019",)}, near="kupang")
    assert said(query, names)[0] == "Start year: 2019"


def test_fields_hold_what_the_reader_asked_for(names):
    ranges = {"budget": (5, None), "date": (20190000, 20190699)}
    fields = {f.name: f for f in narrowing.form(Query(ranges=ranges), names).ranges}
    assert fields["budget"].low == ("budget_min", "5")
    assert fields["budget"].high == ("budget_max", "")
    assert fields["date"].low == ("from", "2019")
    assert fields["date"].high == ("to", "2019-06")
    assert [name for name, f in fields.items() if f.chosen] == ["budget", "date"]


def test_a_distance_is_measured_from_cities_with_a_point_only(names):
    form = narrowing.form(Query(), names)
    assert labels(form.near) == ["Ambon", "Kupang"]
    assert labels(form.like) == ["Ambon", "Kupang", "Nadi"]


def test_a_city_without_a_point_can_be_taken_back(names):
    form = narrowing.form(Query(near="nadi"), names)
    assert [o.code for o in form.near.others if o.chosen] == ["nadi"]


def test_another_distance_of_the_address_is_among_the_choices(names):
    within = narrowing.form(Query(near="kupang", within=70), names).within
    assert [o.code for o in within] == ["25", "50", "70", "100", "250", "500"]
    assert [o.label for o in within if o.chosen] == ["70 km"]


def test_the_cities_of_the_reader_come_first(names):
    form = narrowing.form(Query(like="kupang"), names, ["kupang", "archived"])
    assert [(o.code, o.chosen) for o in form.like.own] == [("kupang", True)]
    assert labels(form.like) == ["Ambon", "Nadi"]


def test_of_very_many_cities_the_largest_are_offered(names, monkeypatch):
    monkeypatch.setattr(narrowing, "MOST_CITIES", 2)
    assert labels(narrowing.form(Query(), names).like) == ["Ambon", "Nadi"]


def test_own_cities_are_those_of_the_memberships(cities):
    user = UserFactory()
    grant_role(user=user, city=City.objects.get(slug="kupang"), role="lead")
    gone = CityFactory(slug="gone")
    grant_role(user=user, city=gone, role="lead")
    City.objects.filter(slug="gone").update(archived=True)
    assert narrowing.own_cities(user) == ["kupang"]


def test_whoever_is_not_signed_in_has_no_own_city(cities):
    assert narrowing.own_cities(AnonymousUser()) == []
