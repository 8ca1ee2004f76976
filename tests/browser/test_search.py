"""The results page with scripts: live filters, focus, what is said aloud."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect


def tick(page, facet: str, nth: int = 0) -> str:
    """Open a facet if need be and choose a value; gives the id of its box."""
    name = page.locator(f"#facet-{facet}")
    if not page.locator(f"details.facet[open] > #facet-{facet}").count():
        name.click()
    box = page.locator(f"input[name={facet}]").nth(nth)
    box_id = box.get_attribute("id")
    box.check()
    return box_id


def test_choices_add_up_at_once_and_keep_the_focus(visit):
    reader = visit()
    page = reader.open("/en/search/?q=water")
    before = page.locator("#count").inner_text()
    first = tick(page, "sector")
    expect(page.locator("#count")).not_to_have_text(before)
    second = tick(page, "sector", 1)
    expect(page.locator("#results .chip")).to_have_count(2)
    expect(page.locator(f'[id="{second}"]')).to_be_focused()
    expect(page.locator(f'[id="{first}"]')).to_be_checked()
    expect(page.locator("#results .condition")).to_contain_text(" or ")
    assert len(re.findall("sector=", page.url)) == 2
    assert not reader.complaints
    assert not reader.elsewhere


def test_the_new_number_is_said_aloud(visit):
    page = visit().open("/en/search/?q=water")
    expect(page.locator("#search-status")).to_be_empty()
    tick(page, "stage")
    expect(page.locator("#search-status")).to_contain_text(
        re.compile(r"^\d+ practices?\. Stage: ")
    )


def test_a_removed_chip_hands_the_focus_to_the_number(visit):
    page = visit().open("/en/search/?q=water&stage=running&country=ID")
    page.locator("#chip-2-1").click()
    expect(page.locator("#results .chip")).to_have_count(1)
    expect(page.locator("#count")).to_be_focused()
    expect(page.locator("input[name=stage]:checked")).to_have_count(0)


def test_an_order_lasts_while_filters_change(visit):
    page = visit().open("/en/search/?q=water")
    page.locator("#sort-title").click()
    expect(page).to_have_url(re.compile("sort=title"))
    expect(page.locator("#sort-title")).to_be_focused()
    tick(page, "country")
    expect(page).to_have_url(re.compile(r"country=\w+&sort=title$"))


def test_the_language_switch_follows_the_filters(visit):
    page = visit().open("/en/search/?q=water")
    tick(page, "stage")
    expect(page).to_have_url(re.compile("stage="))
    count = page.locator("#results .card").count()
    page.locator("[data-language=id]").click()
    expect(page).to_have_url(re.compile(r"/id/search/\?q=water&stage="))
    assert page.locator("#results .card").count() == count


def test_the_filters_of_a_phone_stay_open_until_the_results_are_wanted(visit):
    page = visit(width=360).open("/en/search/?q=water")
    expect(page.locator(".filters-head")).to_be_hidden()
    page.locator(".filters-panel > summary").click()
    tick(page, "sector")
    expect(page.locator("#results .chip")).to_have_count(1)
    tick(page, "sector", 1)
    page.locator(".filters-apply").click()
    expect(page.locator(".facet > summary").first).to_be_hidden()
    expect(page.locator("#count")).to_be_in_viewport()


def test_a_long_list_of_values_can_be_narrowed(visit):
    page = visit().open("/en/search/")
    page.locator("#facet-city").click()
    page.locator("#values-city-first + .facet-more > summary").click()
    values = page.locator("#values-city-more li:visible")
    word = values.last.locator("label > span").first.inner_text()
    page.locator("input[data-filter='#values-city-more']").fill(word)
    expect(values).to_have_count(1)
    values.locator("input").click()
    expect(page.locator("#results .chip")).to_contain_text(word)
    # What was ticked stands among the first values now; the fresh list of the others
    # stays as narrow as the field says.
    first = page.locator("#values-city-first li", has_text=word)
    expect(first.locator("input")).to_be_checked()
    expect(values).to_have_count(0)
    page.locator("input[data-filter='#values-city-more']").fill("")
    expect(values.nth(20)).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_wide_screens_show_the_filters_without_a_click(visit, scripts):
    page = visit(java_script_enabled=scripts).open("/en/search/")
    expect(page.locator("#facet-sector")).to_be_visible()
    expect(page.locator(".filters-apply")).to_be_visible(visible=not scripts)
