from __future__ import annotations

import re
import uuid
from itertools import pairwise

import pytest
from django.core.cache import cache
from wagtail.models import Locale

from cases.listing import cards, cards_for, newest, sentence_of
from cases.models import CaseStudyPage, HomePage, InfoPage, Pillar
from cases.records import public_cases
from members.models import CityYear
from tests.factories import CityFactory, UserFactory, make_case

pytestmark = pytest.mark.django_db
PUBLIC_PAGES = [
    "/en/",
    "/id/",
    "/en/kupang/",
    "/id/kupang/",
    "/en/browse/",
    "/en/browse/topics/",
    "/en/browse/pillars/",
    "/en/browse/cities/",
]


@pytest.fixture
def city():
    city = CityFactory(
        slug="kupang",
        names={"en": "Kupang", "id": "Kota Kupang"},
        area_km2=180.27,
        geography="coastal",
        website="https://www.kupangkota.go.id/",
    )
    CityYear.objects.create(city=city, year=2020, population=442758)
    for page in city.pages.all():
        page.save_revision().publish()
    return city


@pytest.fixture
def case(city):
    return make_case(
        city=city,
        slug="waste-bank",
        one_line_result="Landfill waste fell by 20 per cent.",
        pillar=Pillar.objects.get(code="environment"),
    )


@pytest.fixture
def translated(case):
    page = case.copy_for_translation(
        Locale.objects.get(language_code="id"), copy_parents=True
    )
    page.title, page.slug = "Bank sampah", "bank-sampah"
    page.save_revision().publish()
    return case


def body_of(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def test_the_home_page_shows_notice_pillars_and_new_cases(client, case):
    HomePage.objects.update(notice="Demonstration only.")
    page = body_of(client, "/en/")
    for expected in (
        "Demonstration only.",
        "/en/search/?pillar=environment",
        "/en/search/?sector=waste",
        case.title,
    ):
        assert expected in page


def test_a_case_in_two_languages_is_one_card_in_the_readers(translated):
    assert [card["title"] for card in cards(public_cases(), "id")] == ["Bank sampah"]
    assert [card["url"] for card in cards(public_cases(), "en")] == [
        "/en/kupang/waste-bank/"
    ]


def test_a_case_without_a_translation_shows_its_original_in_both(case):
    (card,) = cards(public_cases(), "id")
    assert card["url"] == "/id/kupang/waste-bank/"
    assert card["language"] == "en"
    assert card["title"] == case.title


def test_cards_for_hits_keep_the_order_and_drop_what_is_not_visible(
    case, django_assert_max_num_queries
):
    hidden = make_case(city=case.city, title="Inside", visibility="members")
    other = make_case(city=case.city, title="Another one")
    ids = [page.identity.public_id for page in (other, hidden, case)] + ["gone4444"]
    cards_for(ids, "en", UserFactory())  # the vocabulary is cached from here on
    with django_assert_max_num_queries(3):
        found = cards_for(ids, "en", UserFactory.build(is_active=False))
    assert [card["title"] for card in found] == ["Another one", case.title]
    seen = cards_for(ids, "en", UserFactory(is_superuser=True))
    assert [card["title"] for card in seen] == ["Another one", "Inside", case.title]


@pytest.mark.parametrize(
    ("line", "summary", "sentence"),
    [
        ("20 per cent less waste.", "Long text.", "20 per cent less waste."),
        ("", "Households sort. They are paid.", "Households sort."),
        ("", "", ""),
        ("", "word " * 100, None),
    ],
)
def test_a_card_says_one_sentence(line, summary, sentence):
    said = sentence_of(line, summary)
    assert said == sentence if sentence is not None else len(said) <= 180


def test_a_city_page_shows_facts_and_cases(client, case):
    page = body_of(client, "/en/kupang/")
    for expected in ("442,758", "(2020)", "2,456", "kupangkota.go.id", case.title):
        assert expected in page
    assert "442.758" in body_of(client, "/id/kupang/")


@pytest.mark.parametrize("number", ["-1", "0", "abc", "1000000000", "9" * 400, "1.5"])
def test_any_page_number_gives_a_page_of_the_city(client, case, number):
    assert case.title in body_of(client, f"/en/kupang/?page={number}")


def test_a_city_with_many_cases_is_paged(client, city, monkeypatch):
    monkeypatch.setattr("cases.templatetags.lists.CITY_PAGE_SIZE", 2)
    for number in range(3):
        make_case(city=city, title=f"Case {number}", slug=f"case-{number}")
    first, second = (
        body_of(client, "/en/kupang/"),
        body_of(client, "/en/kupang/?page=2"),
    )
    assert (first.count('class="card"'), second.count('class="card"')) == (2, 1)
    assert 'href="/en/kupang/?page=2"' in first


def test_the_language_switch_leads_to_the_same_page_with_its_search(client, case):
    assert 'href="/id/kupang/?page=1"' in body_of(client, "/en/kupang/?page=1")
    page = body_of(client, "/en/browse/topics/")
    assert re.search(r'href="/id/browse/topics/" hreflang="id"', page)


def test_alternates_and_canonical_are_full_addresses(client, case, settings):
    settings.BASE_URL = "https://hub.example"
    page = body_of(client, "/en/kupang/?page=1")
    assert '<link rel="canonical" href="https://hub.example/en/kupang/">' in page
    assert 'hreflang="id" href="https://hub.example/id/kupang/"' in page


def test_an_information_page_without_a_twin_switches_to_the_home_page(client):
    home = HomePage.objects.get(locale__language_code="en")
    about = home.add_child(
        instance=InfoPage(title="About", slug="about", show_in_menus=True)
    )
    page = body_of(client, "/en/about/")
    assert 'href="/id/" hreflang="id"' in page
    assert 'hreflang="en" href=' in page
    assert 'href="/en/about/"' in page
    twin = about.copy_for_translation(Locale.objects.get(language_code="id"))
    twin.slug = "tentang"
    twin.save_revision().publish()
    assert 'href="/id/tentang/" hreflang="id"' in body_of(client, "/en/about/")


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_a_page_is_within_its_query_budget_however_many_cases(
    client, city, path, django_assert_max_num_queries
):
    first = make_case(city=city, slug="first")
    for number in range(6):
        make_case(city=city, title=f"Case {number}", slug=f"case-{number}")
    assert newest(CaseStudyPage.objects.all()).first() != first
    cache.clear()
    with django_assert_max_num_queries(22):
        body_of(client, path)
    with django_assert_max_num_queries(12):
        body_of(client, path)


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_a_page_keeps_the_strict_policy(client, case, path):
    page = body_of(client, path)
    assert " style=" not in page
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]* src=)", page)
    assert not re.search(r"\son\w+=", page)
    for address in re.findall(r'(?:src|srcset|href)="([^"]+)"', page):
        outside = address.startswith("http")
        assert not outside or "kupangkota" in address or "127.0.0.1" in address


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_headings_follow_each_other_and_ids_are_unique(client, case, path):
    page = body_of(client, path)
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", page)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_markup_in_a_title_is_text(client, city):
    title = f"<script>alert({uuid.uuid4().int})</script>"
    make_case(city=city, title=title[:100], one_line_result="<b>bold</b>")
    page = body_of(client, "/en/kupang/")
    assert "<script>alert" not in page
    assert "<b>bold</b>" not in page
