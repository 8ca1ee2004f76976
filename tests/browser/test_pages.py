"""What every reader meets: pages that can be read, used and trusted by everybody."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

PATHS = {
    "home": "/{}/",
    "search": "/{}/search/?q=air",
    "nothing found": "/{}/search/?q=zzzzzz",
    "city": "/{}/surabaya/",
    "browse": "/{}/browse/",
    "topics": "/{}/browse/topics/",
    "cities": "/{}/browse/cities/",
    "about": "/{}/about/",
}


def opened(reader, name: str, language: str):
    if name == "case":
        return reader.open_case(language)
    return reader.open(PATHS[name].format(language))


def violations(page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {node['html']} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("name", ["home", "search", "case", "city"])
def test_axe_finds_no_violation(visit, name, language, scheme, width):
    page = opened(visit(width=width, scheme=scheme), name, language)
    assert not violations(page)


@pytest.mark.parametrize("name", ["nothing found", "browse", "topics", "cities"])
def test_axe_finds_no_violation_where_one_browses(visit, name):
    assert not violations(opened(visit(width=360), name, "id"))


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("name", [*PATHS, "case"])
def test_a_page_asks_no_other_host_and_raises_no_error(visit, name, language):
    reader = visit()
    opened(reader, name, language).wait_for_load_state("networkidle")
    assert not reader.elsewhere
    assert not reader.complaints


@pytest.mark.parametrize("name", [*PATHS, "case"])
def test_a_page_fits_a_phone_without_scrolling_sideways(visit, name):
    page = opened(visit(width=360), name, "id")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("name", ["home", "case", "city"])
def test_a_page_names_its_language_and_has_one_first_heading(visit, name, language):
    page = opened(visit(), name, language)
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").count() == 1
