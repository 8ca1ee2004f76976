"""When a promoted case comes first, to whom, and what it costs."""

from __future__ import annotations

import datetime

import pytest
from django.db import IntegrityError
from django.urls import reverse

from members.models import City
from search import promoted
from search.models import PromotedResult
from tests.factories import CityFactory, UserFactory, make_case

pytestmark = pytest.mark.django_db
URL = "/en/search/"


@pytest.fixture
def cases(indexed):
    found = [
        make_case(title="Waste banks", city=CityFactory(slug="kupang")),
        make_case(title="Waste pickers", city=CityFactory(slug="bandung")),
        make_case(title="Night buses", summary="A timetable."),
    ]
    indexed()
    return found


@pytest.fixture
def buses(cases, committed):
    """The case of the buses, promoted for words that do not find it."""
    with committed():
        PromotedResult.objects.create(words="waste bank", case=cases[2].identity)
    return cases[2]


def promote(words, case, **values):
    return PromotedResult.objects.create(words=words, case=case.identity, **values)


def first(client, q="waste bank", url=URL, **params):
    response = client.get(url, {"q": q, **params}, follow=True)
    return [card["title"] for card in response.context["recommended"]]


def test_a_promoted_case_comes_first_and_says_so(client, buses):
    response = client.get(URL, {"q": "waste bank"})
    page = response.content.decode()
    assert first(client) == ["Night buses"]
    assert page.index("Recommended by the network") < page.index("Night buses")
    assert page.index("Night buses") < page.index("pickers")


@pytest.mark.parametrize(
    "q",
    ["waste bank", "BANK waste", "the waste banks", "wastes, bank", "bank waste bank"],
)
def test_order_capitals_endings_and_function_words_do_not_matter(client, buses, q):
    assert first(client, q) == ["Night buses"]


@pytest.mark.parametrize("q", ["waste", "waste bank kupang", "bank", "river"])
def test_other_words_are_another_search(client, buses, q):
    assert first(client, q) == []


def test_indonesian_endings_do_not_matter(client, cases):
    promote("pengelolaan sampah", cases[2])
    assert first(client, "mengelola sampah") == ["Night buses"]


@pytest.mark.parametrize(
    "params", [{"page": "2"}, {"sort": "date"}, {"city": "kupang"}]
)
def test_it_is_not_on_later_pages_in_other_orders_or_under_filters(
    client, buses, params
):
    assert first(client, **params) == []


def test_a_hit_that_is_promoted_is_not_listed_twice(client, cases):
    before = client.get(URL, {"q": "waste"}).context
    promoted.forget()
    promote("waste", cases[1])
    after = client.get(URL, {"q": "waste"}).context
    titles = [card["title"] for card in before["cards"]]
    assert [card["title"] for card in after["recommended"]] == ["Waste pickers"]
    assert {card["title"] for card in after["cards"]} == {*titles} - {"Waste pickers"}
    assert after["total"] == before["total"] == len(titles)


def test_the_only_hit_promoted_leaves_no_empty_list(client, cases):
    promote("pickers", cases[1])
    page = client.get(URL, {"q": "pickers"}).content.decode()
    assert page.count('<ul class="cards">') == 1
    assert "1 practice<" in page


def test_where_nothing_else_is_found_the_heading_says_what_there_is(client, cases):
    promote("monorail", cases[2])
    response = client.get(URL, {"q": "monorail"})
    assert response.context["count"] == "1 recommended practice"


def test_the_part_that_htmx_loads_has_it_too(client, buses):
    response = client.get(URL, {"q": "waste bank"}, headers={"hx-request": "true"})
    assert "Recommended by the network" in response.content.decode()


@pytest.mark.parametrize("change", ["unpublish", "archive"])
def test_a_case_that_is_gone_is_not_promoted(client, buses, change):
    if change == "unpublish":
        buses.unpublish()
    else:
        City.objects.filter(pk=buses.city_id).update(archived=True)
    assert first(client) == []


def test_a_case_for_members_is_promoted_to_members_alone(client, cases):
    inside = make_case(title="Inside story", visibility="members")
    promote("story", inside)
    client.force_login(UserFactory())
    assert first(client, "story") == []
    client.force_login(UserFactory(is_superuser=True))
    assert first(client, "story") == ["Inside story"]


def test_an_entry_may_be_for_one_language(client, cases):
    promote("angkot", cases[2], language="id")
    assert first(client, "angkot") == []
    assert first(client, "angkot", url="/id/search/") == ["Night buses"]


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ({"live": False}, False),
        ({"since": datetime.date(2026, 6, 2)}, False),
        ({"until": datetime.date(2026, 5, 31)}, False),
        (
            {"since": datetime.date(2026, 6, 1), "until": datetime.date(2026, 6, 1)},
            True,
        ),
    ],
)
def test_an_entry_holds_while_it_is_in_force(
    client, cases, time_machine, values, shown
):
    time_machine.move_to(datetime.datetime(2026, 6, 1, 12))
    promote("angkot", cases[2], **values)
    assert bool(first(client, "angkot")) is shown


def test_at_most_three_come_first(client, indexed):
    for n in range(4):
        promote("river", make_case(title=f"River {n}"))
    indexed()
    assert first(client, "river") == ["River 0", "River 1", "River 2"]


def test_a_change_shows_at_once(client, cases, committed):
    with committed():
        entry = promote("angkot", cases[2])
    assert first(client, "angkot")
    with committed():
        entry.delete()
    assert first(client, "angkot") == []


@pytest.mark.parametrize("q", ["waste bank", "waste"])
def test_a_search_costs_no_query_more_with_promotions_or_without(
    client, buses, django_assert_num_queries, q
):
    client.get(URL, {"q": q})
    with django_assert_num_queries(4):
        client.get(URL, {"q": q})


def test_an_empty_table_is_cached_too(cases, django_assert_num_queries):
    promoted.forget()
    with django_assert_num_queries(1):
        promoted._table()
        promoted._table()


@pytest.mark.parametrize(
    "values",
    [
        {"words": ""},
        {"since": datetime.date(2026, 6, 2), "until": datetime.date(2026, 6, 1)},
    ],
)
def test_the_database_refuses_what_makes_no_sense(cases, values):
    with pytest.raises(IntegrityError):
        promote(**{"words": "river", "case": cases[0]} | values)


def form_data(page, **values):
    return {"words": "river", "case": page.pk, "language": "", "live": "on"} | values


@pytest.fixture
def add_url():
    return reverse(PromotedResult.snippet_viewset.get_url_name("add"))


def test_the_form_keeps_the_case_for_all_its_languages(admin_client, cases, add_url):
    response = admin_client.post(add_url, form_data(cases[2]))
    assert response.status_code == 302
    assert PromotedResult.objects.get().case == cases[2].identity


def test_the_form_is_filled_in_by_a_report(admin_client, add_url):
    page = admin_client.get(add_url, {"words": "bank <b>sampah"}).content.decode()
    assert 'value="bank &lt;b&gt;sampah"' in page


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"words": "?!"}, "Enter at least one word."),
        ({"since": "2026-06-02", "until": "2026-06-01"}, "The last day is before"),
        ({"case": ""}, "This field is required."),
    ],
)
def test_the_form_says_what_is_wrong(admin_client, cases, add_url, values, message):
    response = admin_client.post(add_url, form_data(cases[2], **values))
    assert message in response.content.decode()


def test_the_form_refuses_the_same_entry_again(admin_client, cases, add_url):
    promote("river", cases[2])
    response = admin_client.post(add_url, form_data(cases[2]))
    assert "This case is promoted for these words." in response.content.decode()


def test_the_form_takes_published_cases_only(admin_client, add_url):
    draft = make_case(publish=False)
    response = admin_client.post(add_url, form_data(draft))
    assert "Choose a case that is published." in response.content.decode()


def test_an_entry_can_be_edited(admin_client, cases):
    entry = promote("river", cases[2])
    url = reverse(PromotedResult.snippet_viewset.get_url_name("edit"), args=[entry.pk])
    assert "Night buses" in admin_client.get(url).content.decode()


def test_the_list_names_the_cases(admin_client, cases):
    promote("river", cases[2])
    url = reverse(PromotedResult.snippet_viewset.get_url_name("list"))
    assert "Night buses" in admin_client.get(url).content.decode()
