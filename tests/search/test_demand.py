"""Which searches are counted, what is kept of them, and for how long."""

from __future__ import annotations

import datetime
import threading

import pytest
import time_machine
from django.core.management import call_command
from django.db import OperationalError
from hypothesis import example, given
from hypothesis import strategies as st

from members.roles import SECRETARIAT
from search import demand
from search.models import SearchCount
from search.text import words
from tests.factories import UserFactory, make_case

pytestmark = pytest.mark.django_db
URL = "/en/search/"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
WEDNESDAY = datetime.date(2026, 11, 25)
MONDAY = datetime.date(2026, 11, 23)


@pytest.fixture(autouse=True)
def nothing_waiting():
    demand._counts.take()
    yield
    demand._counts.take()


@pytest.fixture
def ask(client, indexed):
    """Search as a browser does, and give what has been counted since."""
    make_case(title="Waste banks")
    indexed()

    def search(q="waste", *, url=URL, agent=BROWSER, headers=None, **params):
        headers = {"user-agent": agent} | (headers or {})
        response = client.get(url, {"q": q, **params}, headers=headers, follow=True)
        assert response.status_code == 200
        demand.flush()
        return list(
            SearchCount.objects.values_list(
                "text", "language", "searches", "without_hits", "last_total"
            )
        )

    return search


@pytest.fixture
def secretary(django_user_model):
    from django.contrib.auth.models import Group

    user = UserFactory()
    user.groups.add(Group.objects.get(name=SECRETARIAT))
    return user


def test_a_search_is_counted_with_its_hits(ask):
    ask("waste")
    assert ask("waste") == [("waste", "en", 2, 0, 1)]


def test_a_search_without_hits_is_counted_as_such(ask):
    assert ask("monorail") == [("monorail", "en", 1, 1, 0)]


def test_writings_of_the_same_words_add_up(ask):
    ask("Ángkot  Listrik")
    assert ask("angkot-listrik!") == [("angkot listrik", "en", 2, 2, 0)]


def test_languages_of_the_pages_are_told_apart(ask):
    ask("waste")
    assert [row[1] for row in ask("waste", url="/id/search/")] == ["en", "id"]


def test_a_row_says_the_week_and_nothing_closer(ask):
    with time_machine.travel(WEDNESDAY):
        ask("waste")
    assert SearchCount.objects.get().week == MONDAY


def test_nothing_is_stored_of_who_asked():
    assert {field.name for field in SearchCount._meta.get_fields()} == {
        "id", "week", "text", "language", "searches", "without_hits", "last_total",
    }  # fmt: skip


@pytest.mark.parametrize("q", ["", "!?", "..."])
def test_a_search_without_words_is_not_counted(ask, q):
    assert ask(q) == []


@pytest.mark.parametrize("params", [{"page": "2"}, {"sort": "date"}])
def test_later_pages_and_other_orders_are_not_counted(ask, params):
    assert ask("waste", **params) == []


def test_a_filter_that_leaves_nothing_is_not_counted(ask):
    assert ask("waste", city="atlantis") == []


def test_new_words_under_a_filter_that_leaves_something_are_counted(ask):
    assert len(ask("waste", sector="waste")) == 1


@pytest.mark.parametrize("header", ["referer", "hx-current-url"])
def test_the_same_words_again_with_other_filters_are_not_counted(ask, header):
    before = {header: "http://testserver/en/search/?q=Waste&city=bandung"}
    assert ask("waste", headers=before) == []


@pytest.mark.parametrize(
    "before",
    ["http://testserver/en/search/?q=bus", "http://testserver/en/", "http://["],
)
def test_other_words_than_on_the_page_before_are_counted(ask, before):
    assert len(ask("waste", headers={"referer": before})) == 1


def test_the_part_of_the_page_for_a_filter_is_not_counted(ask):
    before = {
        "hx-request": "true",
        "hx-current-url": "http://testserver/en/search/?q=waste",
    }
    assert ask("waste", headers=before, sector="waste") == []


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "curl/8.5",
        "python-requests/2.32",
        "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/140.0 Safari/537.36",
    ],
)
def test_machines_are_not_counted(ask, agent):
    assert ask("waste", agent=agent) == []


@pytest.mark.parametrize("header", ["sec-purpose", "purpose"])
def test_a_browser_ahead_of_its_user_is_not_counted(ask, header):
    assert ask("waste", headers={header: "prefetch;prerender"}) == []


def test_the_secretariat_is_not_counted(ask, client, secretary):
    client.force_login(secretary)
    assert ask("waste") == []


def test_a_link_of_the_admin_is_not_counted(ask):
    report = "http://testserver/admin/reports/searches-frequent/"
    assert ask("waste", headers={"referer": report}) == []


def test_a_head_request_is_not_counted(client, indexed):
    client.head(URL, {"q": "waste"}, headers={"user-agent": BROWSER})
    assert demand.flush() == 0


def test_without_months_nothing_is_counted(ask, settings):
    settings.SEARCH_COUNTS_MONTHS = 0
    assert ask("waste") == []


@pytest.mark.parametrize(
    "text",
    [
        "siti@example.org",
        "@siti_kupang",
        "https://example.org/x",
        "www.example.org",
        "example.org/page",
        "081234567890",
        "0812 3456 7890",
        "+62-812-3456",
        "6123 4567",
        "3174 0101 0190 0001",
        "2018 2019 2020 2021",
        "20182022",
        "how can i report my neighbour who burns waste",
        "x" * 81,
        "㎑" * 50,
    ],
)
def test_a_text_that_may_be_personal_is_not_kept(text):
    assert demand.kept_text(text) == ""


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Waste 2018-2022", "waste 2018 2022"),
        ("SDG 11.6 PM2.5", "sdg 11 6 pm2 5"),
        ("waste to energy", "waste to energy"),
        ("3R TPST", "3r tpst"),
    ],
)
def test_years_and_small_numbers_are_kept(text, kept):
    assert demand.kept_text(text) == kept


@given(st.text(max_size=200))
@example("\x00" * 90)
def test_what_is_kept_is_short_and_in_folded_words(text):
    kept = demand.kept_text(text)
    assert len(kept) <= demand.MAX_CHARS
    assert words(kept) == kept.split()


def test_a_search_writes_nothing_by_itself(ask, client, django_assert_num_queries):
    """Once its tables are cached it asks the database for the cases and their texts."""
    ask("waste")
    get = {"path": URL, "data": {"q": "waste"}}
    with django_assert_num_queries(4):
        client.get(**get, headers={"user-agent": BROWSER})
    with django_assert_num_queries(4):
        client.get(**get)


def count(text, searches=1, *, weeks_ago=0, language="en", without_hits=0):
    return SearchCount.objects.create(
        week=demand._monday() - datetime.timedelta(weeks=weeks_ago),
        text=text,
        language=language,
        searches=searches,
        without_hits=without_hits,
    )


def test_counts_are_written_with_few_queries(django_assert_max_num_queries):
    for n in range(200):
        demand._counts.add(demand._Key(MONDAY, f"word {n}", "en"), n % 2)
    # Four, a savepoint and its release.
    with django_assert_max_num_queries(10):
        assert demand.flush() == 200
    assert SearchCount.objects.filter(without_hits=1).count() == 100


def test_a_flood_of_invented_words_is_cut_off_in_memory():
    for n in range(demand.MAX_WAITING + 50):
        demand._counts.add(demand._Key(MONDAY, f"word {n}", "en"), 0)
    assert demand.flush() == demand.MAX_WAITING


def test_a_week_that_is_full_takes_no_new_texts(ask, monkeypatch):
    ask("waste")
    monkeypatch.setattr(demand, "MAX_TEXTS_A_WEEK", 1)
    ask("bus")
    assert ask("waste") == [("waste", "en", 2, 0, 1)]


def test_a_database_that_is_down_loses_the_counts_and_nothing_else(
    ask, monkeypatch, caplog
):
    def down(*args, **kwargs):
        raise OperationalError("down")

    monkeypatch.setattr(SearchCount.objects, "bulk_create", down)
    monkeypatch.setattr(demand.connection, "close", lambda: None)
    demand._counts.add(demand._Key(MONDAY, "waste", "en"), 0)
    demand._flush_in_thread()
    assert "lost" in caplog.text
    assert not SearchCount.objects.exists()


def test_a_thread_writes_after_a_while(settings, monkeypatch):
    settings.SEARCH_COUNTS_SECONDS = 0
    written = threading.Event()
    monkeypatch.setattr(demand, "_flush_in_thread", written.set)
    demand._counts.add(demand._Key(MONDAY, "waste", "en"), 0)
    assert written.wait(10)


def test_old_counts_are_dropped_however_frequent():
    count("waste", 1_000, weeks_ago=60)
    count("bus", 1_000, weeks_ago=50)
    assert demand.purge() == 1
    assert SearchCount.objects.get().text == "bus"


def test_rare_texts_are_dropped_after_four_weeks():
    count("budi", 2, weeks_ago=5)
    count("waste", 3, weeks_ago=5)
    count("new", 1, weeks_ago=4)
    assert demand.purge() == 1
    assert set(SearchCount.objects.values_list("text", flat=True)) == {"waste", "new"}


def test_a_text_is_not_rare_if_weeks_and_languages_add_up():
    for weeks_ago, language in [(8, "en"), (6, "id"), (1, "en")]:
        count("waste", weeks_ago=weeks_ago, language=language)
    assert demand.purge() == 0


def test_once_counting_is_off_the_purge_drops_all(settings):
    settings.SEARCH_COUNTS_MONTHS = 0
    count("waste", 9)
    assert demand.purge() == 1


def test_the_nightly_reconciliation_purges(capsys):
    count("waste", 9, weeks_ago=60)
    call_command("search_sync", "--reconcile")
    assert "1 old or rare search counts dropped." in capsys.readouterr().out
