"""Which condition to leave out where little is found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cases.models import Sector
from search import relaxation
from search.presentation import Names
from search.query import Query
from search.understanding import find
from tests.factories import CityFactory, make_case

pytestmark = pytest.mark.django_db
HERE = {"latitude": -10.2, "longitude": 123.6}


@pytest.fixture
def cases(indexed):
    """Four of waste in Kupang, from 2015 to 2018, and one of buses in Bandung."""
    kupang = CityFactory(slug="kupang", **HERE)
    for year in range(2015, 2019):
        make_case(city=kupang, title=f"Waste {year}", start=str(year))
    make_case(
        city=CityFactory(slug="bandung"),
        title="Buses",
        summary="Late.",
        sector=Sector.objects.get(code="transport"),
        start="2018",
    )
    indexed()


def ways(total=0, **values):
    found = relaxation.ways_out(Query(**values), Names("en"), total)
    return [(way.label, way.total) for way in found]


def test_each_condition_is_left_out_in_turn_and_most_comes_first(cases):
    found = ways(text="waste", filters={"year": ("2018",), "city": ("bandung",)})
    assert found == [
        ("Without the filter “City: Bandung”", 1),
        ("Leave out the words “waste”", 1),
    ]
    found = ways(text="waste", filters={"year": ("2015", "2018"), "city": ("bandung",)})
    assert found == [
        ("Without the filter “City: Bandung”", 2),
        ("Leave out the words “waste”", 1),
    ]


def test_ranges_and_places_are_left_out_too(cases):
    found = ways(text="waste", ranges={"date": (20190000, None)}, near="kupang")
    assert found == [("Without the filter “Start: 2019 or later”", 4)]
    found = ways(text="buses", near="kupang")
    assert found == [
        ("Leave out the words “buses”", 4),
        ("Without the filter “Distance: at most 100 km from Kupang”", 1),
    ]


def test_where_no_single_condition_is_the_reason_the_words_alone_are_tried(cases):
    found = ways(text="waste", ranges={"date": (20250000, None)}, near="atlantis")
    assert found == [("Search for “waste” without filters", 4)]


def test_all_cases_there_are_is_no_way_out(cases):
    assert ways(near="atlantis") == []


def test_a_way_leads_to_what_it_says(cases):
    query = Query("waste", filters={"city": ("bandung",)}, page=3, sort="title")
    (first, _second) = relaxation.ways_out(query, Names("en"))
    assert first.url == "/en/search/?q=waste&sort=title"
    assert first.count == "4 practices"


def test_few_results_are_told_only_what_gives_more(cases):
    assert ways(1, text="waste", filters={"year": ("2015",)}) == [
        ("Without the filter “Start year: 2015”", 4)
    ]


def test_only_so_many_searches_are_made(cases, monkeypatch):
    calls = []
    monkeypatch.setattr(
        relaxation, "find", lambda query: calls.append(query) or find(query)
    )
    facets = ("pillar", "sdg", "stage", "tag", "year", "kind", "scale", "cluster")
    ways(text="waste", filters=dict.fromkeys(facets, ("x",)))
    assert len(calls) == relaxation.MOST + 1
    assert {(query.size, query.counted) for query in calls} == {(1, ())}


def test_the_reader_keeps_to_what_the_reader_may_see(indexed):
    make_case(city=CityFactory(slug="kupang"), title="Inside", visibility="members")
    indexed()
    query = Query("inside", filters={"stage": ("pilot",)})
    assert relaxation.ways_out(query, Names("en")) == []
    member = replace(query, audience="members")
    assert [way.total for way in relaxation.ways_out(member, Names("en"))] == [1]
