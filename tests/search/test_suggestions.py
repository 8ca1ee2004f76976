from __future__ import annotations

import re
from html import unescape

import pytest

from cases.models import Sector
from search import suggestions as module
from search.engine import SearchUnavailable
from tests.factories import CityFactory, make_case

pytestmark = pytest.mark.django_db
URL = "/en/search/suggestions/"


@pytest.fixture
def cases(indexed):
    kupang = CityFactory(slug="kupang", names={"en": "Kupang", "id": "Kota Kupang"})
    surabaya = CityFactory(slug="surabaya", names={"en": "Surabaya"})
    waste = Sector.objects.get(code="waste")
    found = [
        make_case(city=kupang, title="Waste banks", sector=waste, tags=["Compost"]),
        make_case(city=surabaya, title="Waste at night", tags=["compost", "rob"]),
        make_case(city=surabaya, title="Members' waste", visibility="members",
                  tags=["secret"]),
    ]  # fmt: skip
    indexed()
    return found


def ask(client, text, url=URL):
    """{group: [(label, address, count)]}"""
    html = client.get(url, {"q": text}).content.decode()
    groups = {}
    for part in html.split('<div role="group"')[1:]:
        head = re.search(r'class="suggestions-head"[^>]*>([^<]*)<', part)[1]
        rows = re.findall(r'<a role="option"[^>]*href="([^"]*)"[^>]*>(.*?)</a>', part)
        groups[head] = [
            (re.sub(r'<span class="count.*|<[^>]*>', "", label), unescape(address))
            for address, label in rows
        ]
    return groups


def test_practices_cities_topics_and_tags_that_begin_so(client, cases):
    assert sorted(ask(client, "was")["Practices"]) == [
        ("Waste at night", "/en/surabaya/waste-at-night/"),
        ("Waste banks", "/en/kupang/waste-banks/"),
    ]
    assert ask(client, "sur")["Cities"] == [("Surabaya", "/en/search/?city=surabaya")]
    assert ask(client, "comp")["Tags"] == [("compost", "/en/search/?tag=compost")]
    assert "/en/search/?sector=waste" in dict(
        map(reversed, ask(client, "was")["Topics"])
    )


def test_the_typed_part_is_marked(client, cases):
    html = client.get(URL, {"q": "waste ban"}).content.decode()
    assert "<mark>Waste</mark> <mark>banks</mark>" in html


def test_one_case_has_a_tag_once_whatever_its_capitals(client, cases):
    html = client.get(URL, {"q": "compost"}).content.decode()
    assert re.search(r'aria-label="2 practices">2<', html)


@pytest.mark.parametrize("text", ["surbaya", "surabya", "Suarbaya"])
def test_a_typing_error_still_helps(client, cases, text):
    assert ask(client, text)["Cities"] == [("Surabaya", "/en/search/?city=surabaya")]


def test_near_words_are_not_offered_beside_those_that_begin_so(client, indexed):
    make_case(city=CityFactory(slug="east", names={"en": "East Asia"}), tags=["waste"])
    indexed()
    assert "Cities" not in ask(client, "wast")


def test_a_typing_error_in_the_middle_of_a_title_still_helps(client, cases):
    assert ask(client, "wsate ba")["Practices"] == [
        ("Waste banks", "/en/kupang/waste-banks/")
    ]


def test_names_are_in_the_language_of_the_page(client, cases):
    found = ask(client, "kota k", "/id/search/suggestions/")
    assert list(found.values()) == [[("Kota Kupang", "/id/search/?city=kupang")]]


def test_nothing_of_members_is_given_away(client, cases, django_user_model):
    assert ask(client, "members") == {}
    assert ask(client, "secret") == {}


@pytest.mark.parametrize(
    "text", ["", "w", " ", "?!", "\x00\x00", '"', "x" * 5_000, "-("]
)
def test_what_says_nothing_suggests_nothing(client, cases, text):
    assert ask(client, text) == {}


def test_without_the_engine_terms_are_suggested(client, cases, monkeypatch):
    class Broken:
        def complete(self, text, n, *, audience):
            raise SearchUnavailable("down")

    monkeypatch.setattr(module, "get_engine", Broken)
    assert list(ask(client, "waste")) == ["Topics"]


def test_markup_is_shown_as_text(client, indexed):
    make_case(title="<b>Bold</b> waste")
    indexed()
    html = client.get(URL, {"q": "bold"}).content.decode()
    assert "&lt;<mark>b</mark>" in html or "&lt;b&gt;" in html


def test_the_answer_is_kept_by_nobody_but_the_reader(client, cases):
    control = client.get(URL, {"q": "was"})["Cache-Control"]
    assert "private" in control


def test_only_reading_is_allowed(client):
    assert client.post(URL, {"q": "was"}).status_code == 405
