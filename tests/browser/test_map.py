"""The map of results and the fields for numbers and places."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import violations

MARKER = ".map-marker"
LEAFLET = re.compile("leaflet|natural-earth")


def open_map(reader, path="/en/search/?view=map"):
    page = reader.open(path)
    expect(page.locator(MARKER).first).to_be_visible()
    expect(page.locator(".map-country").first).to_be_attached()
    return page


def sum_of_markers(page) -> int:
    texts = page.locator(f"{MARKER} > span").evaluate_all(
        "spans => spans.map(span => span.firstChild.textContent)"
    )
    return sum(map(int, texts))


def sum_of_list(page) -> int:
    totals = page.locator(".places > li[data-latitude]").evaluate_all(
        "items => items.map(item => Number(item.dataset.total))"
    )
    return sum(totals)


def test_the_map_shows_what_the_list_says_and_asks_no_other_host(visit):
    reader = visit()
    page = open_map(reader)
    assert sum_of_markers(page) == sum_of_list(page) > 0
    assert not reader.elsewhere
    assert not reader.complaints


def test_a_list_of_results_loads_nothing_of_the_map(visit):
    reader = visit()
    asked = []
    reader.page.on("request", lambda request: asked.append(request.url))
    reader.open("/en/search/?q=water").wait_for_load_state("networkidle")
    assert not [url for url in asked if LEAFLET.search(url)]


@pytest.mark.parametrize(
    ("language", "scheme", "width"),
    [("en", "light", 1280), ("id", "dark", 360)],
)
def test_axe_finds_no_violation_on_the_map(visit, language, scheme, width):
    # Nothing half faded in, whose colours are none of ours.
    reader = visit(width=width, scheme=scheme, reduced_motion="reduce")
    page = open_map(reader, f"/{language}/search/?view=map")
    page.locator(MARKER).first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".map-popup")).to_be_visible()
    assert not violations(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_axe_finds_no_violation_among_the_opened_fields(visit):
    page = visit().open("/id/search/?budget_min=1&from=2010&near=surabaya&like=kupang")
    assert page.locator(".facet-fields[open]").count() == 4
    assert not violations(page)


def test_a_marker_opens_by_keyboard_leads_on_and_gives_the_focus_back(visit):
    page = open_map(visit(), "/en/search/?view=map&city=surabaya")
    page.locator("#map").focus()
    page.keyboard.press("Tab")
    marker = page.locator(MARKER)
    expect(marker).to_be_focused()
    expect(marker).to_have_accessible_name(re.compile(r"^Surabaya, Indonesia: \d+ pr"))
    page.keyboard.press("Enter")
    expect(page.locator(".map-popup a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".map-popup")).to_have_count(0)
    expect(marker).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/en/search/\?city=surabaya$"))


def test_the_part_of_the_map_in_sight_is_searched(visit):
    reader = visit()
    page = open_map(reader)
    before = sum_of_list(page)
    for _step in range(3):
        page.locator(".leaflet-control-zoom-in").click()
        page.wait_for_timeout(400)
    page.locator("#search-here").click()
    expect(page).to_have_url(re.compile(r"box=[-\d.%2C]+&view=map"))
    expect(page.locator("#results .condition")).to_contain_text("the chosen part")
    assert 0 < sum_of_list(page) < before
    # The map is where it was, with the markers of what is left.
    assert sum_of_markers(page) == sum_of_list(page)
    page.locator("#chip-1-1").click()
    expect(page).to_have_url(re.compile(r"\?view=map$"))
    assert sum_of_list(page) == before
    assert not reader.complaints


def test_filters_change_the_map_and_the_view_lasts(visit):
    page = open_map(visit(), "/en/search/?q=water&view=map")
    before = sum_of_list(page)
    page.locator("#facet-population").click()
    page.locator("#population_min").fill("1,000,000")
    page.locator("#population_max").focus()
    expect(page).to_have_url(re.compile("population_min=1000000&view=map$"))
    assert sum_of_markers(page) == sum_of_list(page) < before
    page.locator("#view-list").click()
    expect(page).to_have_url(re.compile(r"q=water&population_min=1000000$"))
    expect(page.locator("#results .card").first).to_be_visible()


def test_without_scripts_the_map_is_a_list(visit):
    page = visit(java_script_enabled=False).open("/en/search/?view=map")
    expect(page.locator("#map")).to_be_hidden()
    expect(page.locator("#search-here")).to_be_hidden()
    page.locator(".places a").first.click()
    expect(page).to_have_url(re.compile(r"/en/search/\?city="))


def test_a_number_takes_effect_at_once_and_its_chip_empties_the_field(visit):
    reader = visit()
    page = reader.open("/en/search/?q=water")
    before = page.locator("#count").inner_text()
    page.locator("#facet-budget").click()
    page.locator("#budget_min").fill("1000000")
    page.keyboard.press("Tab")
    expect(page.locator("#results .chip")).to_have_text(
        re.compile("at least 1,000,000 US dollars")
    )
    expect(page.locator("#budget_max")).to_be_focused()
    expect(page).to_have_url(re.compile(r"\?q=water&budget_min=1000000$"))
    page.locator("#chip-1-1").click()
    expect(page.locator("#count")).to_have_text(before)
    expect(page.locator("#budget_min")).to_have_value("")
    assert not reader.complaints


def test_a_distance_is_chosen_from_lists(visit):
    page = visit().open("/en/search/")
    page.locator("#facet-near").click()
    page.locator("#near").select_option("surabaya")
    expect(page).to_have_url(re.compile(r"\?near=surabaya$"))
    page.locator("#within").select_option("500")
    expect(page).to_have_url(re.compile(r"\?near=surabaya&within=500$"))
    expect(page.locator("#results .chip")).to_contain_text("at most 500 km from")


def test_what_is_no_number_is_not_sent(visit):
    page = visit().open("/en/search/")
    page.locator("#facet-budget").click()
    page.locator("#budget_min").fill("a lot")
    page.keyboard.press("Tab")
    page.wait_for_timeout(600)
    expect(page).to_have_url(re.compile(r"/en/search/$"))
