"""The results by city: the list that the map is made of, and its shapes."""

from __future__ import annotations

import gzip
import json
import re
from html import unescape

import pytest
from django.contrib.staticfiles import finders

from search import result_map
from search.engine import FacetCount, Results
from search.presentation import Names
from search.query import Query
from tests.factories import CityFactory, make_case

pytestmark = pytest.mark.django_db
URL = "/en/search/"
KUPANG = {"latitude": -10.17, "longitude": 123.58}


@pytest.fixture
def cities():
    CityFactory(slug="kupang", **KUPANG)
    CityFactory(slug="bandung", names={"en": "Bandung", "id": "Kota Bandung"})


@pytest.fixture
def cases(cities, indexed):
    kupang, bandung = CityFactory(slug="kupang"), CityFactory(slug="bandung")
    make_case(city=kupang, title="Waste banks")
    make_case(city=kupang, title="Waste walks")
    make_case(city=bandung, title="Waste trucks")
    indexed()


def places(query, **counts):
    counted = tuple(FacetCount(code, number) for code, number in counts.items())
    found = Results(9, (), {"city": counted})
    return result_map.places(query, found, Names("en"))


def page(client, query, **headers):
    return unescape(client.get(URL + query, **headers).content.decode())


def test_a_place_has_its_city_country_number_and_point(cities):
    (place,) = places(Query("waste"), kupang=2)
    assert (place.name, place.country, place.count) == (
        "Kupang", "Indonesia", "2 practices",
    )  # fmt: skip
    assert (place.latitude, place.longitude) == ("-10.17", "123.58")


def test_a_place_leads_to_the_list_of_its_results_and_to_its_city(cities):
    query = Query("waste", filters={"city": ("bandung", "kupang")}, view="map", page=2)
    (place,) = places(query, kupang=2)
    assert place.url == "/en/search/?q=waste&city=kupang"
    assert place.city_url == "/en/kupang/"


def test_cities_that_are_not_chosen_are_left_out(cities):
    query = Query(filters={"city": ("kupang",)})
    assert [p.name for p in places(query, kupang=2, bandung=5)] == ["Kupang"]


def test_a_chosen_city_without_results_is_no_place(cities):
    assert places(Query(filters={"city": ("kupang",)}), kupang=0) == []


def test_a_city_without_a_point_is_in_the_list_only(cities):
    (place,) = places(Query(), bandung=1)
    assert (place.latitude, place.longitude) == ("", "")


def test_an_unknown_city_is_its_code_and_has_no_page(cities):
    (place,) = places(Query(), atlantis=1)
    assert (place.name, place.country, place.city_url) == ("atlantis", "", "")


def test_a_place_on_the_equator_and_the_first_meridian_has_a_point(cities):
    CityFactory(slug="null-island", latitude=0.0, longitude=0.0)
    (place,) = places(Query(), **{"null-island": 1})
    assert (place.latitude, place.longitude) == ("0.0", "0.0")


def test_the_map_is_a_list_of_places_without_scripts(client, cases):
    html = page(client, "?q=waste&view=map")
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))
    assert "3 practices in 2 cities" in text
    assert "Kupang , Indonesia 2 practices" in text
    assert "1 city has no known place and is in the list only." in text
    assert '<li data-latitude="-10.17" data-longitude="123.58" data-total="2"' in html


def test_points_have_no_decimal_comma(client, cases):
    html = client.get("/id/search/?view=map").content.decode()
    assert 'data-latitude="-10.17"' in html


def test_a_change_by_htmx_stays_on_the_map(client, cases):
    html = page(client, "?q=waste&view=map&city=kupang", HTTP_HX_REQUEST="true")
    assert "2 practices in 1 city" in html
    assert '<input type="hidden" name="view" value="map" form="filters">' in html


def test_the_script_of_the_map_is_asked_for_on_the_map_only(client, cases):
    assert "js/map.js" in page(client, "?view=map")
    assert "js/map.js" not in page(client, "")


def test_nothing_is_loaded_from_leaflet_by_the_page_itself(client, cases):
    assert not re.search(r"<(script|link)[^>]*leaflet", page(client, "?view=map"))


def test_the_chosen_part_of_the_map_survives_a_change_of_filters(client, cases):
    box = "?box=120%2C-12%2C130%2C0"
    for view in ("", "&view=map"):
        fields = re.findall(r'<input[^>]*name="box"[^>]*>', page(client, box + view))
        assert len(fields) == 1
        assert 'value="120,-12,130,0" form="filters"' in fields[0]


def test_a_map_without_results_says_so(client, cases):
    html = page(client, "?q=zebra&view=map")
    assert "No practice found" in html
    assert 'id="map"' not in html


@pytest.mark.parametrize("typing", [True, False])
def test_fields_are_not_replaced_while_their_reader_types(client, cases, typing):
    headers = {"HTTP_HX_REQUEST": "true"}
    headers["HTTP_HX_TRIGGER"] = "filters" if typing else "chip-1-1"
    html = page(client, "?budget_min=5", **headers)
    assert ('id="narrowing" hx-swap-oob="true"' in html) is not typing


def shapes():
    with open(finders.find("vendor/natural-earth/countries.json"), "rb") as file:
        return file.read()


def test_the_shapes_of_the_countries_are_small():
    assert len(gzip.compress(shapes(), 9)) <= 90_000


def test_the_shapes_are_closed_rings_that_do_not_jump():
    rings = [
        ring
        for feature in json.loads(shapes())["features"]
        for polygon in feature["geometry"]["coordinates"]
        for ring in polygon
    ]
    assert len(rings) > 500
    assert all(ring[0] == ring[-1] and len(ring) >= 4 for ring in rings)
    assert all(
        abs(ring[n][0] - ring[n + 1][0]) < 90
        for ring in rings
        for n in range(len(ring) - 1)
    )
