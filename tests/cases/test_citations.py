"""How a case is cited: who wrote it is told honestly."""

from __future__ import annotations

import pytest
from django.utils import translation

from cases.citations import citation
from tests.factories import CityFactory, make_case

pytestmark = pytest.mark.django_db
URL = "https://hub.example.org/c/abc/"


@pytest.fixture(autouse=True)
def in_english():
    """A request of an earlier test leaves its language active."""
    with translation.override("en"):
        yield


def cited(version=0, **values) -> str:
    case = make_case(city=CityFactory(slug="kupang"), title="Waste banks", **values)
    case.last_published_at = case.last_published_at.replace(year=2025, month=6)
    return citation(case, url=URL, version=version)


def test_a_city_case_is_cited_by_its_organisation():
    assert cited(version=2, provenance="city", lead_organisation="City Agency") == (
        "City Agency (2025). Waste banks. Kupang, Indonesia. Version 2. "
        f"CityNet Knowledge Hub. {URL}"
    )


def test_a_catalogued_case_is_cited_as_the_hubs_with_its_source():
    assert cited(lead_organisation="City Agency", source_name="A report") == (
        "CityNet Knowledge Hub (2025). Waste banks. Kupang, Indonesia. "
        f"Described from: A report. {URL}"
    )


def test_authors_come_first():
    authors = [("author", {"name": name, "affiliation": ""}) for name in ("A", "B")]
    assert cited(authors=authors, provenance="city").startswith("A; B (2025). ")


def test_a_title_that_ends_a_sentence_gets_no_second_stop():
    case = make_case(title="Does it work?")
    assert "Does it work? " in citation(case, url=URL)
    assert "?." not in citation(case, url=URL)
