"""The hub while its search server hangs or dies; on real servers that are stopped."""

from __future__ import annotations

import time

import pytest
from django.core.management import CommandError, call_command

from cases.models import CaseStudyPage
from search.engine import SearchUnavailable, get_engine
from search.engines.elastic_server import Breaker
from search.indexing import rebuild
from search.models import Outbox
from search.query import Query
from tests.factories import make_case

pytestmark = pytest.mark.django_db
# What a reader waits at most.
SECONDS = 2


@pytest.fixture(params=["hangs", "dies"])
def fault(request):
    """(what happens to a server, how it comes back)"""
    return {
        "hangs": (lambda server: server.pause(), lambda server: server.resume()),
        "dies": (lambda server: server.kill(), lambda server: server.start()),
    }[request.param]


@pytest.fixture
def stopped(fault, search_server, server_url, settings, committed):
    """A hub with a case, whose server has stopped answering; call it to end that."""
    stop, bring_back = fault
    settings.SEARCH_URL = server_url
    with committed():
        make_case(title="Waste banks")
    assert get_engine().search(Query("waste")).total == 1
    ended = []

    def over():
        if not ended:
            ended.append(True)
            bring_back(search_server)
            # As in the process of a timer, which knows nothing of what was before.
            get_engine().server.breaker = Breaker()

    stop(search_server)
    yield over
    over()


def timed(client, path, **params):
    started = time.perf_counter()
    response = client.get(path, params)
    return response, time.perf_counter() - started


def test_the_search_page_says_so_in_time_and_other_pages_work(client, stopped):
    case = CaseStudyPage.objects.get()
    for _ in range(2):
        response, seconds = timed(client, "/en/search/", q="waste")
        assert response.status_code == 503
        assert response["Retry-After"]
        assert "browse" in response.content.decode()
        assert seconds < SECONDS
    for path in ("/en/", case.url):
        response, seconds = timed(client, path)
        assert response.status_code == 200
        assert seconds < SECONDS
    assert client.get("/health/").json()["search"] != "ok"


def test_publishing_goes_on_and_is_delivered_later(client, stopped, committed):
    with committed():
        added = make_case(title="Night buses", summary="A timetable.")
    assert added.live
    assert client.get(added.url).status_code == 200
    waiting = Outbox.objects.count()
    assert waiting
    with pytest.raises(CommandError):
        call_command("search_sync", verbosity=0)
    assert Outbox.objects.count() == waiting

    stopped()
    call_command("search_sync", verbosity=0)
    assert not Outbox.objects.exists()
    assert get_engine().search(Query("buses")).total == 1
    assert client.get("/en/search/", {"q": "buses"}).status_code == 200


def test_a_server_that_dies_in_a_rebuild_leaves_the_old_index(
    search_server, server_url, settings, committed, monkeypatch
):
    # It asks again and again: here only as often as the test needs.
    monkeypatch.setattr("search.engines.elastic_server._PATIENT_ATTEMPTS", 2)
    settings.SEARCH_URL = server_url
    with committed():
        make_case(title="Waste banks")

    def dies(done):
        search_server.kill()

    engine = get_engine()
    try:
        with pytest.raises(SearchUnavailable):
            rebuild(progress=dies)
    finally:
        search_server.start()
    engine.server.breaker = Breaker()
    assert engine.search(Query("waste")).total == 1
    call_command("rebuild_search", verbosity=0)
    assert engine.check() == ()
