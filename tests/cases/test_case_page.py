"""The page of a case: what it shows, to whom, in which frame, and at which cost."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import models
from django.urls import reverse
from django.utils import timezone

from cases.case_facts import day_text
from cases.charts import change, chart, figure
from cases.fields import PartialDateField
from cases.models import (
    CaseStudyPage,
    CityPage,
    Funding,
    Indicator,
    KeyDate,
    Partner,
    Pillar,
)
from members.models import Membership
from members.roles import grant_role
from tests.factories import CityFactory, HubImageFactory, UserFactory, make_case

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>"


def soup_of(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def full_case(**values):
    return make_case(
        **{
            "objectives": "Less waste.",
            "solution": "Banks.\n\nMany banks.",
            "pillar": Pillar.objects.get(code="environment"),
            "failures": "The first banks closed.",
            "cost_total": Decimal("1500000"),
            "cost_currency": "USD",
            "cost_year": 2019,
            "steps": [("step", {"what": "Ask", "who": "Agency", "when": "2018"})],
            "barriers": [("barrier", {"barrier": "Doubt", "response": "Talk"})],
            "indicators": [Indicator(name="Banks", before=100, after=125, year=2020)],
            "partners": [Partner(name="University", support="technical")],
            "funding": [Funding(source="own", share=80)],
            "key_dates": [KeyDate(date="2019-10", label="Opening")],
            "tags": ["compost"],
        }
        | values
    )


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


@pytest.mark.parametrize(
    ("values", "anonymous", "member"),
    [
        ({"visibility": "public"}, 200, 200),
        ({"visibility": "members"}, 302, 200),
        ({"visibility": "embargo", "embargo_until": "future"}, 404, 404),
        ({"visibility": "embargo", "embargo_until": "past"}, 200, 200),
    ],
    ids=["public", "members", "embargo", "after-embargo"],
)
def test_who_may_read(client, values, anonymous, member):
    days = {"future": 1, "past": -1}
    if "embargo_until" in values:
        shift = datetime.timedelta(days=days[values["embargo_until"]])
        values = values | {"embargo_until": timezone.localdate() + shift}
    case = make_case(**values)
    assert client.get(case.url).status_code == anonymous
    user = UserFactory()
    grant_role(user=user, city=CityFactory(), role=Membership.Role.CONTRIBUTOR)
    client.force_login(user)
    assert client.get(case.url).status_code == member


def test_a_signed_in_person_without_a_role_is_no_member(client):
    case = make_case(visibility="members")
    client.force_login(UserFactory())
    assert client.get(case.url).status_code == 404


def test_an_archived_city_takes_its_cases_offline(client):
    case = make_case()
    case.city.archived = True
    case.city.save()
    assert client.get(case.url).status_code == 404


def test_the_contact_is_for_members_unless_it_is_public(client):
    case = make_case(contact_email="waste@example.org")
    assert b"waste@example.org" not in client.get(case.url).content
    user = UserFactory()
    grant_role(user=user, city=case.city, role=Membership.Role.CONTRIBUTOR)
    client.force_login(user)
    assert b"waste@example.org" in client.get(case.url).content
    client.logout()
    case.contact_public = True
    case.save_revision().publish()
    assert b"waste@example.org" in client.get(case.url).content


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


def test_a_preview_shows_the_draft(client):
    case = make_case(publish=False, title="Only a draft")
    client.force_login(UserFactory(is_superuser=True))
    url = reverse("wagtailadmin_pages:view_draft", args=[case.pk])
    assert b"Only a draft" in client.get(url).content


def hostile_values():
    for item in CaseStudyPage._meta.local_fields:
        is_text = isinstance(item, (models.CharField, models.TextField))
        if is_text and not item.choices and not isinstance(item, PartialDateField):
            limit = getattr(item, "max_length", None) or 1000
            if limit >= len(HOSTILE) and item.name not in (
                "contact_email",
                "source_url",
            ):
                yield item.name, HOSTILE


def test_hostile_text_in_any_field_stays_text(client):
    values = dict(hostile_values())
    assert {"summary", "situation", "lessons", "lead_organisation"} <= values.keys()
    case = full_case(
        **values,
        title=HOSTILE,
        contact_public=True,
        indicators=[Indicator(name=HOSTILE, after=1, proof=HOSTILE)],
        partners=[Partner(name=HOSTILE)],
        steps=[("step", {"what": HOSTILE, "who": HOSTILE, "when": "1"})],
        barriers=[("barrier", {"barrier": HOSTILE, "response": HOSTILE})],
        technology=[("technology", {"system": HOSTILE, "licence": HOSTILE})],
        awards=[("award", {"name": HOSTILE, "giver": HOSTILE})],
        links=[("link", {"title": HOSTILE, "url": "https://example.org/"})],
        tags=[HOSTILE],
        slug="hostile",
    )
    soup = soup_of(client, case.url)
    assert HOSTILE in soup.get_text()
    assert not [s for s in soup.find_all("script") if not s.get("src")]
    assert not soup.select("main img")
    for element in soup.find_all(True):
        assert not [name for name in element.attrs if name.startswith("on")]


def test_a_case_costs_few_queries(client, django_assert_max_num_queries):
    case = full_case()
    client.get(case.url)  # the first of the process also reads sites and types
    cache.clear()
    with django_assert_max_num_queries(22):
        client.get(case.url)
    with django_assert_max_num_queries(12):
        client.get(case.url)


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [(100, 125, "+25%"), (200, 50, "−75%"), (0, 5, ""), (None, 5, ""), (-1, 5, "")],
)
def test_change_in_per_cent(before, after, text):
    values = [None if v is None else Decimal(v) for v in (before, after)]
    assert change(*values) == text


def test_bars_are_as_long_as_their_numbers():
    row = Indicator(name="n", before=Decimal(50), after=Decimal(200), target=Decimal(0))
    assert [bar.width for bar in chart(row).bars] == ["25.00", "100.00", "0"]


def test_negative_values_have_no_bar():
    row = Indicator(name="n", before=Decimal(-5), after=Decimal(-1))
    assert [bar.width for bar in chart(row).bars] == ["0", "0"]


def test_figures_have_no_idle_zeros():
    assert figure(Decimal("1234567.5000")) == "1,234,567.5"
    assert figure(Decimal("1E+3")) == "1,000"
    assert figure(None) == ""


def test_partial_dates_are_written_out():
    assert day_text("2019") == "2019"
    assert day_text("2019-10") == "October 2019"
    assert day_text("") == ""
