"""The search box with scripts: a combobox by keyboard and by finger."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture
def typing(visit):
    def start(path="/en/", box="input[data-suggest]:visible", **given):
        reader = visit(**given)
        page = reader.open(path)
        field = page.locator(box).first
        field.press_sequentially("wast")
        expect(page.get_by_role("listbox", name="Suggestions")).to_be_visible()
        return reader, page, field

    return start


@pytest.mark.parametrize("path", ["/en/", "/en/search/"])
def test_a_suggestion_is_chosen_with_the_keyboard(typing, path):
    reader, page, field = typing(path)
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    option = page.locator('[role=option][aria-selected="true"]')
    expect(option).to_have_count(1)
    expect(field).to_have_attribute("aria-activedescendant", option.get_attribute("id"))
    expect(field).to_be_focused()
    address = option.get_attribute("href")
    field.press("Enter")
    expect(page).to_have_url(re.compile(re.escape(address)))
    assert not reader.complaints
    assert not reader.elsewhere


def test_up_from_the_box_is_the_last_one_and_down_from_it_the_box(typing):
    _reader, page, field = typing()
    field.press("ArrowUp")
    options = page.locator("[role=option]")
    expect(options.last).to_have_attribute("aria-selected", "true")
    field.press("ArrowDown")
    expect(page.locator('[role=option][aria-selected="true"]')).to_have_count(0)


def test_escape_closes_and_keeps_the_words(typing):
    _reader, page, field = typing()
    field.press("Escape")
    expect(page.get_by_role("listbox", name="Suggestions")).to_be_hidden()
    expect(field).to_have_value("wast")
    expect(field).to_have_attribute("aria-expanded", "false")


def test_enter_without_a_choice_searches_for_the_words(typing):
    _reader, page, field = typing()
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"/en/search/\?q=wast$"))


def test_a_suggestion_is_chosen_with_a_finger(typing):
    _reader, page, _field = typing()
    option = page.locator("[role=option]").first
    address = option.get_attribute("href")
    option.click()
    expect(page).to_have_url(re.compile(re.escape(address)))
