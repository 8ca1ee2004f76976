"""The page of a case: what it shows, to whom, in which frame, and at which cost."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from cases.models import CityPage
from tests.cases.full_case import full_case
from tests.factories import HubImageFactory, make_case

pytestmark = pytest.mark.django_db


def soup_of(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_a_case_shows_its_answers_in_reading_order(client):
    soup = soup_of(client, full_case().url)
    headings = [h.get_text(strip=True) for h in soup.select("main h2")]
    assert headings == [
        "In short",
        "Results",
        "Problem and aims",
        "What was done",
        "Cost and people",
        "What others can learn",
        "At a glance",
        "Cite and share",
        "Similar practices",
    ]
    text = soup.main.get_text(" ", strip=True)
    for phrase in ("The first banks closed.", "USD 1,500,000", "+25%", "October 2019"):
        assert phrase in text


def test_a_catalogued_case_says_that_the_city_did_not_confirm_it(client):
    text = soup_of(client, make_case().url).select_one(".provenance").get_text(" ")
    assert "Described from a published source: City report" in " ".join(text.split())
    assert "Not confirmed by the city" in text


def test_the_page_of_a_city_case_names_author_and_version(client):
    case = make_case()
    case.provenance, case.lead_organisation = "city", "Environment agency"
    case.save_revision().publish()
    text = soup_of(client, case.url).select_one(".provenance").get_text(" ")
    assert "Written by Environment agency" in text
    assert "Version 2" in text


def test_an_untranslated_case_has_the_readers_frame_and_its_own_language(client):
    case = make_case(language="id", title="Bank sampah")
    soup = soup_of(client, f"/en/{case.city.slug}/{case.slug}/")
    assert soup.html["lang"] == "en"
    assert soup.h1["lang"] == "id"
    assert "This practice is written in Indonesian" in soup.main.get_text()
    assert soup.find("link", rel="canonical")["href"].endswith(case.url)
    assert [link["hreflang"] for link in soup.select("link[rel=alternate]")] == ["id"]


def test_a_translated_case_leads_to_its_versions(client):
    case = make_case(title="Waste bank")
    parent = CityPage.objects.get(city=case.city, locale__language_code="id")
    translation = case.copy_for_translation(parent.locale)
    translation.slug = "bank-sampah"
    translation.save_revision().publish()
    soup = soup_of(client, case.url)
    switch = soup.select_one("a[data-language=id]")
    assert switch["href"] == f"/id/{case.city.slug}/bank-sampah/"
    assert len(soup.select("link[rel=alternate]")) == 2


def test_the_short_address_leads_to_the_case(client):
    case = make_case()
    url = reverse("short-address", args=[case.identity.public_id])
    assert client.get(url).url == case.url


def test_a_cover_is_shown_with_credit_and_alternative_text_only(client, committed):
    image = HubImageFactory(credit="")
    case = make_case(cover=image, cover_alt="Children sort paper")
    assert not soup_of(client, case.url).select("picture")
    with committed():
        image.credit = "City of Kupang"
        image.save()
    picture = soup_of(client, case.url).select_one("picture")
    assert picture.img["alt"] == "Children sort paper"
    types = [source["type"] for source in picture.select("source")]
    assert types == ["image/avif", "image/webp"]


def test_a_new_name_of_a_term_is_on_the_page_at_once(client, committed):
    case = make_case()
    client.get(case.url)
    with committed():
        case.sector.names = {"en": "Rubbish matters"}
        case.sector.save()
    assert b"Rubbish matters" in client.get(case.url).content


def test_facts_that_a_translation_takes_over_are_on_its_page_at_once(client, committed):
    case = make_case(stage="pilot")
    parent = CityPage.objects.get(city=case.city, locale__language_code="id")
    translation = case.copy_for_translation(parent.locale)
    translation.save_revision().publish()
    client.get(translation.url)
    with committed():
        case.stage = "stopped"
        case.save_revision().publish()
    facts = soup_of(client, translation.url).select_one(".side-facts")
    assert facts.select_one("a[href$='stage=stopped']")
