"""What the secretariat sees of the searches, and that nobody else does."""

from __future__ import annotations

import csv
import datetime
import io

import pytest
from django.contrib.auth.models import Group

from members.models import Membership
from members.roles import ORGANIZERS, REVIEWERS, SECRETARIAT, grant_role
from search import demand, reports
from search.models import PromotedResult, SearchCount
from tests.factories import CityFactory, UserFactory

pytestmark = pytest.mark.django_db
WITHOUT_HITS = "/admin/reports/searches-without-hits/"
FREQUENT = "/admin/reports/searches-frequent/"
PROMOTED = "/admin/snippets/search/promotedresult/"


def person(role):
    user = UserFactory()
    if role in Membership.Role.values:
        grant_role(user=user, city=CityFactory(), role=role)
    else:
        user.groups.add(Group.objects.get_or_create(name=role)[0])
    return user


@pytest.fixture
def secretary(client):
    user = person(SECRETARIAT)
    client.force_login(user)
    return user


def count(text, searches=1, without_hits=0, *, weeks_ago=0, language="en", last=0):
    return SearchCount.objects.create(
        week=demand._monday() - datetime.timedelta(weeks=weeks_ago),
        text=text,
        language=language,
        searches=searches,
        without_hits=without_hits,
        last_total=last,
    )


def rows(client, url, **params):
    keys = ("text", "asked", "in_vain", "share", "last")
    found = client.get(url, params).context["object_list"]
    return [tuple(row[key] for key in keys) for row in found]


def test_searches_without_hits_come_by_their_number(client, secretary):
    count("waste", 9, 0, last=4)
    count("monorail", 3, 3)
    count("angkot", 8, 4, last=2)
    assert rows(client, WITHOUT_HITS) == [
        ("angkot", 8, 4, 50, 2),
        ("monorail", 3, 3, 100, 0),
    ]


def test_frequent_searches_come_by_their_number(client, secretary):
    count("bus", 2, last=1)
    count("waste", 9, last=4)
    assert [row[0] for row in rows(client, FREQUENT)] == ["waste", "bus"]


def test_weeks_add_up_and_the_last_one_says_the_hits(client, secretary):
    count("waste", 4, 4, weeks_ago=2)
    count("waste", 1, 0, weeks_ago=0, last=7)
    assert rows(client, FREQUENT) == [("waste", 5, 4, 80, 7)]


@pytest.mark.parametrize(
    ("weeks", "seen"),
    [
        (None, ["now"]),
        ("4", ["now"]),
        ("12", ["now", "spring"]),
        ("52", ["last year", "now", "spring"]),
        ("9999", ["now"]),
        ("x", ["now"]),
    ],
)
def test_the_period_can_be_chosen(client, secretary, weeks, seen):
    count("now", weeks_ago=3)
    count("spring", weeks_ago=4)
    count("last year", weeks_ago=30)
    params = {"weeks": weeks} if weeks else {}
    assert sorted(row[0] for row in rows(client, FREQUENT, **params)) == seen


def test_the_heading_says_the_period(client, secretary):
    page = client.get(FREQUENT, {"weeks": "12"}).content.decode()
    assert "Most frequent searches: 12 weeks" in page


def test_the_language_of_the_pages_can_be_chosen(client, secretary):
    count("waste")
    count("sampah", language="id")
    assert [row[0] for row in rows(client, FREQUENT, language="id")] == ["sampah"]


def test_a_row_leads_to_the_search_and_to_a_promotion(client, secretary):
    count("bank sampah", language="id")
    page = client.get(FREQUENT).content.decode()
    assert 'href="/id/search/?q=bank+sampah"' in page
    assert f'href="{PROMOTED}add/?words=bank+sampah"' in page


def test_without_a_glossary_there_is_no_button_for_synonyms(
    client, secretary, monkeypatch
):
    monkeypatch.setattr(reports, "GLOSSARY_ADD", "no_such_glossary:add")
    count("bank sampah")
    assert "Make a synonym" not in client.get(FREQUENT).content.decode()


@pytest.mark.parametrize(
    ("language", "parameter"), [("en", "english"), ("id", "indonesian")]
)
def test_with_a_glossary_a_row_leads_to_a_new_entry(
    admin_client, monkeypatch, language, parameter
):
    monkeypatch.setattr(reports, "GLOSSARY_ADD", "wagtailadmin_home")
    count("bank sampah", language=language)
    page = admin_client.get(FREQUENT).content.decode()
    assert f'href="/admin/?{parameter}=bank+sampah"' in page


def test_each_report_leads_to_the_other(client, secretary):
    assert FREQUENT in client.get(WITHOUT_HITS).content.decode()
    assert WITHOUT_HITS in client.get(FREQUENT).content.decode()


def test_an_empty_report_says_so(client, secretary):
    assert "Nothing was counted in this time." in client.get(FREQUENT).content.decode()


def test_the_list_can_be_downloaded(client, secretary):
    count("bank sampah", 4, 1, language="id", last=2)
    response = client.get(FREQUENT, {"export": "csv"})
    lines = list(csv.reader(io.StringIO(response.getvalue().decode())))
    assert lines == [
        [
            "Words",
            "Language",
            "Searches",
            "Without hits",
            "Share without hits in %",
            "Hits the last time",
        ],
        ["bank sampah", "id", "4", "1", "25", "2"],
    ]


def test_a_report_costs_the_same_for_many_rows(
    client, secretary, django_assert_max_num_queries
):
    for n in range(60):
        count(f"word {n}")
    client.get(FREQUENT)
    with django_assert_max_num_queries(20):
        client.get(FREQUENT)


@pytest.mark.parametrize("url", [WITHOUT_HITS, FREQUENT])
@pytest.mark.parametrize("role", [*Membership.Role.values, ORGANIZERS, REVIEWERS, None])
def test_nobody_but_the_secretariat_sees_a_report(client, url, role):
    count("monorail", 3, 3)
    if role:
        client.force_login(person(role))
    for address in (url, f"{url}results/", f"{url}?export=csv"):
        response = client.get(address)
        assert response.status_code == 302
        assert "monorail" not in client.get(address, follow=True).content.decode()


@pytest.mark.parametrize("role", [*Membership.Role.values, None])
def test_nobody_but_the_secretariat_promotes(client, role):
    if role:
        client.force_login(person(role))
    for url in (PROMOTED, f"{PROMOTED}add/"):
        assert client.get(url).status_code == 302
    client.post(f"{PROMOTED}add/", {"words": "river"})
    assert not PromotedResult.objects.exists()


@pytest.mark.parametrize("url", [WITHOUT_HITS, FREQUENT, PROMOTED, f"{PROMOTED}add/"])
def test_the_secretariat_sees_all_of_it(client, secretary, url):
    assert client.get(url).status_code == 200


def test_the_menu_shows_the_reports_to_the_secretariat_alone(client, secretary):
    assert FREQUENT in client.get("/admin/").content.decode()
    client.force_login(person("lead"))
    assert FREQUENT not in client.get("/admin/").content.decode()
