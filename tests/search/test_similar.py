from __future__ import annotations

import re

import pytest

from search.engine import SearchUnavailable
from tests.factories import make_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases(indexed):
    waste = "Households sort plastic at the kampung depot."
    found = {
        "own": make_case(title="Depot one", summary=waste),
        "near": make_case(title="Depot two", summary=waste),
        "closed": make_case(title="Depot three", summary=waste, visibility="members"),
        "far": make_case(title="Trams", summary="Rails through a boulevard."),
    }
    indexed()
    return found


def url(case, language="en"):
    return f"/{language}/search/similar/{case.identity.public_id}/"


def titles(response):
    return [card["title"] for card in response.context["cards"]]


def test_the_nearest_cases_are_shown_without_itself(client, cases):
    response = client.get(url(cases["own"]))
    assert titles(response)[0] == "Depot two"
    assert not {"Depot one", "Depot three"} & set(titles(response))


def test_a_page_without_scripts_and_a_part_of_a_page_with(client, cases):
    assert b"<html" in client.get(url(cases["own"])).content
    part = client.get(url(cases["own"]), headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    assert "HX-Request" in part["Vary"]


def test_what_like_is_asked_of_must_be_visible(client, cases):
    assert client.get(url(cases["closed"])).status_code == 404
    assert client.get("/en/search/similar/nothing/").status_code == 404


def test_without_the_engine_nothing_is_similar(client, cases, monkeypatch):
    def down(*args, **given):
        raise SearchUnavailable("down")

    monkeypatch.setattr("search.engines.embedded.EmbeddedEngine.similar", down)
    response = client.get(url(cases["own"], "id"))
    assert response.status_code == 200
    assert titles(response) == []


def test_the_page_of_a_case_leads_there(client, cases):
    html = client.get(cases["own"].url).content.decode()
    assert re.search(rf'hx-get="{url(cases["own"])}"', html)
    assert f'<a href="{url(cases["own"])}">' in html
