"""What the page of a case is made of: its facts, its cost, its safety."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation

from cases.case_facts import costs, day_text, facts, goals, term_lists
from cases.models import CaseStudyPage, CityPage, ExchangeRate
from cases.presentation import GENERATION_KEY, cover_of, forget_pages
from search.fields import FACETS
from tests.cases.full_case import case_with_files, full_case
from tests.factories import CityFactory, HubImageFactory, UserFactory, make_case

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    """A request of an earlier test leaves its language active."""
    with translation.override("en"):
        yield


def text_of(fact) -> str:
    return ", ".join(link["text"] for link in fact["links"])


def test_facts_lead_to_the_search_by_facets_that_it_has():
    case = full_case(kind="service", scale="city", evidence_level="self")
    terms = term_lists(case)
    links = [link for fact in facts(case, terms) for link in fact["links"]]
    links += goals(case, terms) + [link for f in costs(case) for link in f["links"]]
    found = [link["url"].partition("?")[2].split("=") for link in links if link["url"]]
    assert {facet for facet, _code in found} <= set(FACETS)
    assert ["sector", "health"] in found
    assert ["target_group", "women"] in found
    assert ["cost_band", "1m-10m"] in found


def test_the_term_lists_of_a_published_case_are_one_query(django_assert_num_queries):
    case = CaseStudyPage.objects.get(pk=full_case().pk)
    with django_assert_num_queries(1):
        terms = term_lists(case)
    assert [str(term) for term in terms["sdgs"]] == [
        "12. Responsible consumption and production",
        "13. Climate action",
    ]
    assert [term.number for term in terms["sdg_targets"]] == ["11.6"]


def test_the_terms_of_a_draft_are_those_of_the_draft():
    case = full_case()
    case.target_groups = []
    case.save_revision()
    draft = case.get_latest_revision_as_object()
    assert term_lists(draft)["target_groups"] == []


def test_the_main_goal_comes_first_and_once():
    case = full_case()
    case.sdgs.add(case.primary_sdg)
    codes = [goal["code"] for goal in goals(case, term_lists(case))]
    assert codes == ["11", "12", "13"]


def test_a_cost_is_given_in_dollars_of_its_year():
    ExchangeRate.objects.update_or_create(
        currency="IDR", year=2019, defaults={"usd": Decimal("0.0000707")}
    )
    cache.clear()
    case = make_case(cost_total=Decimal(10**10), cost_currency="IDR", cost_year=2019)
    found = {str(fact["label"]): text_of(fact) for fact in costs(case)}
    assert found["Total cost"] == "IDR 10,000,000,000"
    assert found["In US dollars"] == "about USD 707,000"


def test_a_city_is_described_as_in_the_year_of_the_case():
    case = make_case(
        profile_year=2019, profile_population=434_972, profile_area_km2=180.3
    )
    found = {
        str(fact["label"]): text_of(fact) for fact in facts(case, term_lists(case))
    }
    assert found["Population (2019)"] == "434,972"
    assert found["Residents per km² (2019)"] == "2,412"


def test_partial_dates_are_written_out():
    assert day_text("2019") == "2019"
    assert day_text("2019-10") == "October 2019"
    assert day_text("") == ""
    with translation.override("id"):
        assert day_text("2019-10") == "Oktober 2019"


@pytest.mark.parametrize(
    ("credit", "alt", "alt_text", "expected"),
    [
        ("City", "Own words", "Of the image", "Own words"),
        ("City", "", "Of the image", "Of the image"),
        ("City", "", "", None),
        ("", "Own words", "", None),
    ],
)
def test_a_cover_needs_a_credit_and_an_alternative_text(
    credit, alt, alt_text, expected
):
    image = HubImageFactory.build(credit=credit, alt_text=alt_text)
    cover = cover_of(CaseStudyPage(cover=image, cover_alt=alt))
    assert (cover and cover["alt"]) == expected


def test_a_dropped_generation_does_not_bring_back_old_pages():
    generations = set()
    for _n in range(3):
        cache.delete(GENERATION_KEY)
        forget_pages()
        generations.add(cache.get(GENERATION_KEY))
    assert len(generations) == 3


@pytest.mark.parametrize("make", [full_case, case_with_files])
def test_a_case_costs_few_queries(client, django_assert_max_num_queries, make):
    case = make(language="id")
    for language in ("en", "id"):
        url = case.url_in(language)
        client.get(url)  # the first of the process also reads sites and types
        cache.clear()
        with django_assert_max_num_queries(22):
            client.get(url)
        with django_assert_max_num_queries(12):
            client.get(url)


def test_a_preview_shows_the_draft(client):
    case = full_case(publish=False, title="Only a draft")
    client.force_login(UserFactory(is_superuser=True))
    url = reverse("wagtailadmin_pages:view_draft", args=[case.pk])
    assert b"Only a draft" in client.get(url).content


def test_a_preview_of_a_members_case_with_files_works(client):
    case = case_with_files(visibility="members")
    case.title = "Newer words"
    case.save_revision()
    client.force_login(UserFactory(is_superuser=True))
    url = reverse("wagtailadmin_pages:view_draft", args=[case.pk])
    assert b"Newer words" in client.get(url).content


def test_a_page_that_was_never_saved_has_a_preview(rf):
    parent = CityPage.objects.get(city=CityFactory(), locale__language_code="en")
    case = CaseStudyPage(title="Not yet saved", slug="new", locale=parent.locale)
    case.depth, case.path = parent.depth + 1, parent.path + "0001"
    case.full_clean()
    response = case.make_preview_request(preview_mode=case.default_preview_mode)
    assert response.status_code == 200
    assert "Not yet saved" in response.rendered_content
