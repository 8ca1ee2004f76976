"""What the results page answers to addresses of every kind."""

from __future__ import annotations

from itertools import chain

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.models import CaseStudyPage, Sector
from members.roles import grant_role
from search import understanding
from search.engine import SearchUnavailable, get_engine
from search.fields import FACETS
from search.ranges import PARAMETERS
from tests.factories import CityFactory, UserFactory, make_case

pytestmark = pytest.mark.django_db
URL = "/en/search/"
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def cases(indexed):
    """Two cases, one in Kupang about waste and one in Bandung about buses."""
    kupang, bandung = CityFactory(slug="kupang"), CityFactory(slug="bandung")
    found = [
        make_case(city=kupang, title="Waste banks", tags=["compost"]),
        make_case(
            city=bandung,
            title="Night buses",
            summary="A timetable.",
            sector=Sector.objects.get(code="transport"),
        ),
    ]
    indexed()
    return found


class Broken:
    def search(self, *args, **kwargs):
        raise SearchUnavailable("down")

    corrections = search


@pytest.fixture
def broken(monkeypatch):
    monkeypatch.setattr(understanding, "get_engine", Broken)


def titles(response):
    return [card["title"] for card in response.context["cards"]]


def find(client, **params):
    return client.get(URL, params)


def test_all_cases_are_found_without_a_question(client, cases):
    assert len(titles(find(client))) == 2


def test_words_and_filters_narrow(client, cases):
    assert titles(find(client, q="waste")) == ["Waste banks"]
    assert titles(find(client, city="bandung")) == ["Night buses"]
    assert titles(find(client, q="waste", city="bandung")) == []


def test_values_of_one_facet_add_up(client, cases):
    assert len(titles(find(client, city=["bandung", "kupang"]))) == 2


@pytest.mark.parametrize(
    ("given_query", "canonical"),
    [
        ("q=", ""),
        ("q=waste&sort=relevance&page=1&city=", "?q=waste"),
        ("city=kupang&q=waste", "?q=waste&city=kupang"),
        ("q=waste&utm_source=mail", "?q=waste"),
        ("q=++waste+++bank", "?q=waste+bank"),
        ("page=-1", ""),
        ("page=abc&sort=;drop", ""),
        ("budget_min=&budget_max=&from=&to=&near=&within=100&like=&box=", ""),
        ("budget_max=1.000&budget_min=20+000", "?budget_min=1000&budget_max=20000"),
        ("view=map&q=waste", "?q=waste&view=map"),
        ("view=list&within=25", ""),
        ("view=globe&from=soon", ""),
    ],
)
def test_a_search_has_one_address(client, cases, given_query, canonical):
    response = client.get(f"{URL}?{given_query}")
    assert response.status_code == 302
    assert response["Location"] == URL + canonical


@pytest.mark.parametrize("page", ["2", "999", "1000000000", "9" * 400])
def test_a_page_past_the_end_is_the_last_page(client, cases, page):
    response = client.get(f"{URL}?page={page}", follow=True)
    assert response.status_code == 200
    assert len(titles(response)) == 2
    assert 'rel="canonical" href="http://127.0.0.1:8000/en/search/"' in (
        response.content.decode()
    )


def test_an_unknown_value_finds_nothing_and_can_be_removed(client, cases):
    response = find(client, city="<atlantis>")
    assert response.status_code == 200
    assert titles(response) == []
    page = response.content.decode()
    assert "City: &lt;atlantis&gt;" in page
    assert "<atlantis>" not in page


def test_a_nul_byte_is_refused(client):
    assert client.get(f"{URL}?q=a%00b").status_code == 400


def test_only_reading_is_allowed(client):
    assert client.post(URL, {"q": "waste"}).status_code == 405


def test_a_reader_who_is_no_member_does_not_find_cases_for_members(client, indexed):
    make_case(title="Inside story", visibility="members")
    indexed()
    client.force_login(UserFactory())
    response = find(client, q="inside")
    assert (titles(response), response.context["total"]) == ([], 0)


def test_a_member_finds_cases_for_members(client, indexed):
    make_case(title="Inside story", visibility="members")
    indexed()
    member = UserFactory()
    grant_role(user=member, city=CityFactory(), role="contributor")
    client.force_login(member)
    assert titles(find(client, q="inside")) == ["Inside story"]


def test_the_audience_is_not_read_from_the_address(client, indexed):
    make_case(title="Inside story", visibility="members")
    indexed()
    assert titles(client.get(f"{URL}?q=inside&audience=members", follow=True)) == []


def test_a_hit_that_the_database_no_longer_shows_is_left_out(client, cases):
    CaseStudyPage.objects.filter(pk=cases[0].pk).update(live=False)
    response = find(client, q="waste")
    assert response.status_code == 200
    assert (titles(response), response.context["total"]) == ([], 0)


def test_htmx_gets_the_part_that_changed(client, cases):
    response = client.get(f"{URL}?q=waste&city=", **HTMX)
    page = response.content.decode()
    assert "<html" not in page
    assert 'id="results"' in page
    assert "HX-Request" in response["Vary"]
    assert response["HX-Push-Url"] == f"{URL}?q=waste"


def test_the_whole_page_varies_by_htmx_too(client, cases):
    assert "HX-Request" in find(client)["Vary"]


def test_going_back_in_the_history_gets_the_whole_page(client, cases):
    response = client.get(URL, HTTP_HX_HISTORY_RESTORE_REQUEST="true", **HTMX)
    assert "<html" in response.content.decode()


def test_the_focus_moves_on_from_a_chip_only(client, cases):
    chip = client.get(URL, HTTP_HX_TRIGGER="chip-1-1", **HTMX).content.decode()
    box = client.get(URL, HTTP_HX_TRIGGER="filters", **HTMX).content.decode()
    assert "autofocus" in chip
    assert "autofocus" not in box


def test_without_the_engine_the_page_says_so_and_leads_on(client, broken):
    response = find(client, q="waste")
    page = response.content.decode()
    assert response.status_code == 503
    assert response["Retry-After"]
    assert "Search is not available now" in page
    assert 'href="/en/browse/topics/"' in page


def test_without_the_engine_htmx_loads_the_page_that_says_so(client, broken):
    response = client.get(f"{URL}?q=waste", **HTMX)
    assert response.status_code == 503
    assert response["HX-Redirect"] == f"{URL}?q=waste"


def test_nothing_found_offers_wider_searches_that_find_something(client, cases):
    response = find(client, q="waste", city="bandung")
    assert [way.url for way in response.context["ways_out"]] == [
        "/en/search/?q=waste",
        "/en/search/?city=bandung",
    ]


def test_a_wider_search_that_finds_nothing_is_not_offered(client, cases):
    assert find(client, q="zebra", city="atlantis").context["ways_out"] == []


def test_few_queries_are_enough_with_words_and_filters(
    client, cases, django_assert_max_num_queries
):
    address = f"{URL}?q=waste+bus&city=kupang&city=bandung"
    with django_assert_max_num_queries(22):
        client.get(address)
    with django_assert_max_num_queries(5):
        client.get(address)


def test_few_queries_are_enough_for_a_member(
    client, cases, django_assert_max_num_queries
):
    member = UserFactory()
    grant_role(user=member, city=cases[0].city, role="contributor")
    client.force_login(member)
    client.get(f"{URL}?q=waste")
    with django_assert_max_num_queries(12):
        assert titles(client.get(f"{URL}?q=waste")) == ["Waste banks"]


def test_a_member_finds_the_own_city_first(client, cases):
    member = UserFactory()
    grant_role(user=member, city=cases[1].city, role="contributor")
    assert "My city" not in find(client).content.decode()
    client.force_login(member)
    page = find(client, like="bandung").content.decode()
    option = '<option value="bandung" selected>My city: Bandung</option>'
    assert page.count(option) == 1
    assert page.index(option) < page.index('<option value="kupang">')


def test_with_few_results_what_more_there_is_is_said(client, cases):
    page = find(client, city="kupang", near="atlantis").content.decode()
    assert "Without the filter “Distance: at most 100 km from atlantis”" in page
    page = find(client, q="waste", city="kupang").content.decode()
    assert "More practices fit" not in page


PARAMS = st.sampled_from(
    [*FACETS, *chain.from_iterable(PARAMETERS.values()), "q", "sort", "page", "near",
     "within", "box", "like", "view", "view", "audience", "x", "size"]
)  # fmt: skip
VALUES = st.one_of(
    st.text(max_size=60),
    st.text(min_size=1, max_size=4).map(lambda text: text * 1000),
    st.sampled_from(
        ["-1", "0", "1e9", "9" * 30, "../..", "%00", "'", '"><script>', "{{ 7*7 }}",
         "ı", "\u202e", "\ufffe", "waste", "kupang", "compost AND (", "title:*", "é",
         "map", "2019", "0000-02-31", "2019-02-31", "1,2,3,4", "180,-90,-180,90"]
    ),
    st.integers().map(str),
)  # fmt: skip


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    params=st.lists(st.tuples(PARAMS, VALUES), max_size=8),
    language=st.sampled_from(["en", "id"]),
    headers=st.sampled_from([{}, HTMX]),
)
def test_no_address_breaks_the_page(client, cases, params, language, headers):
    data: dict[str, list[str]] = {}
    for name, value in params:
        data.setdefault(name, []).append(value)
    response = client.get(f"/{language}/search/", data, follow=True, **headers)
    assert response.status_code in (200, 400)
    if response.status_code == 200:
        assert b"<script>" not in response.content


def test_the_engine_of_the_page_is_the_configured_one():
    assert understanding.get_engine is get_engine
