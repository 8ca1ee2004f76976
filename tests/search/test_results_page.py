"""What the reader gets to see: the page with its form, links and marks."""

from __future__ import annotations

import re
from html import unescape

import pytest

from cases.models import SDG
from search import meaning
from search.engine import engine_for
from tests.factories import CityFactory, make_case
from tests.search.encoders import FakeEncoder

pytestmark = pytest.mark.django_db
URL = "/en/search/"


@pytest.fixture
def cases(indexed):
    bandung = CityFactory(slug="bandung", names={"en": "Bandung", "id": "Kota Bandung"})
    kupang = CityFactory(slug="kupang", names={"en": "Kupang"})
    found = [
        make_case(city=kupang, title="Waste banks", tags=["compost"]),
        make_case(city=kupang, title="Waste walks", stage="pilot", start="2021"),
        make_case(city=bandung, title="Night buses", summary="Late.", stage="planned"),
    ]
    indexed()
    return found


def page(client, query="", path=URL):
    return unescape(client.get(f"{path}{query}").content.decode())


def text(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))


def boxes(html, facet):
    """{value: (shown number, checked)} of the checkboxes of one facet."""
    pattern = (
        rf'type="checkbox" name="{facet}" value="([^"]*)"[^>]*?( checked)?>'
        r'.*?class="count">(\d+)<'
    )
    return {
        value: (int(count), bool(checked))
        for value, checked, count in re.findall(pattern, html, re.S)
    }


def test_the_heading_is_the_number_of_practices(client, cases):
    assert re.search(r"<h1[^>]*>3 practices</h1>", page(client))
    assert re.search(r"<h1[^>]*>1 practice</h1>", page(client, "?q=buses"))


def test_the_title_begins_with_the_words(client, cases):
    assert "<title>waste - Search - " in page(client, "?q=waste")


def test_words_stay_in_the_box(client, cases):
    assert 'name="q" form="filters" value="waste "walk""' in page(
        client, "?q=waste+%22walk%22"
    )


def test_hits_are_marked_in_title_and_text(client, cases):
    assert "<mark>Waste</mark> banks" in page(client, "?q=waste")


def test_a_facet_is_counted_under_the_filters_of_the_others(client, cases):
    html = page(client, "?city=kupang")
    assert boxes(html, "city") == {"kupang": (2, True), "bandung": (1, False)}
    assert boxes(html, "stage") == {"pilot": (1, False), "running": (1, False)}


def test_a_facet_with_a_chosen_value_is_open_and_the_others_are_closed(client, cases):
    html = page(client, "?city=kupang")
    opened = re.findall(r'<details class="facet" open>\s*<summary id="([^"]*)"', html)
    assert opened == ["facet-city"]


def test_what_was_asked_is_said_in_words(client, cases):
    said = text(page(client, "?city=kupang&city=bandung&tag=compost"))
    assert (
        "City: Remove Kupang or Remove Bandung and Tag: Remove compost Clear all"
        in said
    )


def test_clearing_the_filters_keeps_words_and_order(client, cases):
    html = page(client, "?q=waste&city=kupang&sort=title")
    assert 'id="chip-all" href="/en/search/?q=waste&sort=title"' in html


def test_the_order_survives_the_form(client, cases):
    html = page(client, "?sort=title")
    assert '<input type="hidden" name="sort" value="title" form="filters">' in html
    assert 'name="sort"' not in page(client)


def test_a_facet_of_the_address_alone_can_be_seen_and_taken_back(client, cases):
    assert boxes(page(client, "?kind=policy"), "kind") == {"policy": (0, True)}


def test_more_than_a_page_is_leafed_through(client, indexed):
    city = CityFactory()
    for number in range(21):
        make_case(city=city, title=f"Case {number:02}")
    indexed()
    first, second = (
        page(client, "?sort=title"),
        page(client, "?sort=title&page=2"),
    )
    assert 'rel="next" href="/en/search/?sort=title&page=2"' in first
    assert "Case 19" in first
    assert "Case 20" not in first
    assert "Case 20" in second
    assert 'rel="prev" href="/en/search/?sort=title"' in second
    assert "Page 2 of 2" in second


def test_paper_says_what_was_asked(client, cases):
    assert '<p class="asked">Words: waste</p>' in page(client, "?q=waste")


def test_only_the_bare_page_is_for_search_engines(client, cases):
    assert "noindex" not in page(client)
    for query in ("?q=waste", "?city=kupang", "?sort=title", "?page=2"):
        assert "noindex" in page(client, query)


def test_the_language_switch_keeps_the_search(client, cases):
    html = page(client, "?q=waste&city=kupang")
    assert 'href="/id/search/?q=waste&city=kupang" hreflang="id"' in html


def test_the_language_switch_follows_a_change_by_htmx(client, cases):
    response = client.get(f"{URL}?q=&city=kupang", HTTP_HX_REQUEST="true")
    assert 'href="/id/search/?city=kupang"' in response.content.decode()


def test_htmx_gets_every_list_of_the_page(client, cases):
    ids = r'<ul id="(values-[^"]*)"'
    answer = client.get(f"{URL}?city=kupang", HTTP_HX_REQUEST="true").content.decode()
    assert set(re.findall(ids, answer)) == set(re.findall(ids, page(client)))
    assert re.search(
        r'id="search-status" hx-swap-oob="innerHTML">2 practices\.', answer
    )


def test_labels_are_in_the_language_of_the_reader(client, cases):
    assert "Kota Bandung" in page(client, path="/id/search/")


def test_a_goal_has_its_square_beside_its_name(client, indexed):
    make_case(primary_sdg=SDG.objects.get(code="11"))
    indexed()
    assert 'class="sdg sdg-11">11. ' in page(client)


def test_nothing_found_says_why_and_what_to_do(client, cases):
    said = text(page(client, "?q=zebra&city=kupang"))
    assert "No practice found" in said
    assert "No practice has any of the words “zebra” and fits City: Kupang." in said
    assert "Leave out the words “zebra” (2 practices)" in said
    assert "Browse by topic" in said


def test_a_question_without_words_is_pointed_out(client, cases):
    assert "“!?” has no words to search for" in page(client, "?q=!%3F")


def test_an_empty_hub_says_that_it_is_empty(client):
    assert "No practice has been published yet." in page(client)


@pytest.mark.parametrize("query", ["", "?q=waste&city=kupang", "?q=zebra"])
def test_nothing_needs_inline_styles_or_scripts(client, cases, query):
    html = page(client, query)
    assert not re.search(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=", html)


def test_ids_occur_once(client, cases):
    ids = re.findall(r'\sid="([^"]*)"', page(client, "?q=waste&tag=compost"))
    assert len(ids) == len(set(ids))
    assert not [id for id in ids if " " in id]


def test_a_word_that_nobody_has_is_said_and_another_one_offered(client, cases):
    html = page(client, "?q=wsate")
    assert "No practice has “wsate”." in html
    assert '<a id="spelling" href="/en/search/?q=waste">waste</a>' in html
    assert "<mark>Waste</mark> banks" in html


def test_a_known_word_is_not_put_right(client, cases):
    assert "Did you mean" not in page(client, "?q=waste")


def test_the_query_language_is_explained_in_both_languages(client, cases):
    assert "bus OR train" in page(client)
    assert "bus ATAU kereta" in page(client, path="/id/search/")


def test_fields_and_signs_narrow_the_page(client, cases):
    assert re.search(r"<h1[^>]*>2 practices</h1>", page(client, "?q=-night"))
    html = page(client, "?q=kota:bandung", path="/id/search/")
    assert re.search(r"<h1[^>]*>1 praktik</h1>", html)


def test_what_meaning_alone_finds_says_so_and_can_be_left_out(
    client, indexed, settings, monkeypatch
):
    pytest.importorskip("numpy", reason="vectors need numpy")
    monkeypatch.setattr(meaning, "encoder", FakeEncoder)
    settings.SEARCH_SEMANTIC = meaning.AUTO
    engine_for.cache_clear()
    make_case(title="Angkutan sekolah", summary="Angkutan gratis.")
    indexed()
    found = page(client, "?q=bus")
    assert "Found by meaning" in found
    assert 'href="/en/search/?q=bus&meaning=off"' in found
    alone = page(client, "?q=bus&meaning=off")
    assert "Angkutan sekolah" not in alone
    assert 'href="/en/search/?q=bus"' in alone
    engine_for.cache_clear()
