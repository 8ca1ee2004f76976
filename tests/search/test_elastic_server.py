"""Failures of a server, without one: a client that answers what it is told to."""

from __future__ import annotations

import json

import pytest

from search.engine import SearchUnavailable
from search.engines import elastic_server
from search.engines.elastic_address import Address
from search.engines.elastic_clients import Refused, Silent
from search.engines.elastic_server import Server


class Scripted:
    """Gives or raises one thing after the other."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.bodies = []

    def request(self, method, path, body, params, timeout):
        self.bodies.append(body)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now = 100.0
        waits = ()

        def monotonic(self):
            return self.now

        def sleep(self, seconds):
            self.waits = (*self.waits, seconds)

    clock = Clock()
    monkeypatch.setattr(elastic_server, "time", clock)
    return clock


def server(*answers):
    server = Server(Address("opensearch", "os"))
    server._client = Scripted(*answers)
    return server


def outcome(*statuses, verb="index"):
    items = [{verb: {"status": status}} for status in statuses]
    return {"errors": any(s >= 300 for s in statuses), "items": items}


def actions(number):
    return [({"index": {"_id": str(n)}}, {"x": n}) for n in range(number)]


def ids_sent(body):
    return [json.loads(line)["index"]["_id"] for line in body.split(b"\n")[:-1:2]]


def test_a_silent_server_is_left_alone_and_tried_by_one(clock):
    asked = server(Silent("no"), Silent("no"), {"ok": 1}, {"ok": 2})
    for _ in range(3):
        with pytest.raises(SearchUnavailable):
            asked.request("GET", "/")
    assert len(asked._client.bodies) == 1
    clock.now += elastic_server.PAUSE_SECONDS
    for _ in range(3):
        with pytest.raises(SearchUnavailable):
            asked.request("GET", "/")
    assert len(asked._client.bodies) == 2
    clock.now += elastic_server.PAUSE_SECONDS
    assert [asked.request("GET", "/")["ok"] for _ in range(2)] == [1, 2]


def test_a_patient_request_is_sent_all_the_same(clock):
    asked = server(Silent("no"), {"ok": 1}, {"ok": 2})
    with pytest.raises(SearchUnavailable):
        asked.request("GET", "/")
    assert asked.request("GET", "/", patient=True) == {"ok": 1}
    assert asked.request("GET", "/") == {"ok": 2}


def test_a_refusal_is_an_answer(clock):
    asked = server(Refused(404, "no"), {"ok": 1})
    with pytest.raises(Refused):
        asked.request("GET", "/")
    assert asked.request("GET", "/") == {"ok": 1}


def test_what_a_busy_server_did_not_take_is_sent_again_later(clock):
    asked = server(Refused(429, "busy"), outcome(200, 429, 503), outcome(200, 201))
    asked.bulk("i", actions(3))
    assert [ids_sent(body) for body in asked._client.bodies] == [
        ["0", "1", "2"],
        ["0", "1", "2"],
        ["1", "2"],
    ]
    first, second = clock.waits
    assert 0.1 <= first <= 0.2 <= second <= 0.4


def test_a_server_that_stays_busy_is_given_up(clock):
    asked = server(*[outcome(429)] * 4)
    with pytest.raises(Refused) as refused:
        asked.bulk("i", actions(1))
    assert refused.value.status == 429
    assert len(clock.waits) == 3


def test_only_a_rebuild_repeats_what_had_no_answer(clock):
    with pytest.raises(SearchUnavailable):
        server(Silent("no"), outcome(200)).bulk("i", actions(1))
    server(Silent("no"), outcome(200)).bulk("i", actions(1), patient=True)


def test_a_later_version_is_a_refusal_and_a_missing_document_is_none(clock):
    with pytest.raises(Refused) as refused:
        server(outcome(409)).bulk("i", actions(1))
    assert refused.value.status == 409
    server(outcome(404, verb="delete")).bulk("i", [({"delete": {"_id": "a"}}, None)])


def test_bulks_are_cut_by_number_and_by_size(clock):
    asked = server(outcome(*[200] * 500), outcome(200))
    asked.bulk("i", actions(501))
    asked = server(outcome(200), outcome(200))
    large = "x" * 3_000_000
    asked.bulk("i", [({"index": {"_id": n}}, {"x": large}) for n in "ab"])
    assert [ids_sent(body) for body in asked._client.bodies] == [["a"], ["b"]]


def test_what_is_no_text_is_not_sent(clock):
    asked = server()
    with pytest.raises(SearchUnavailable, match="sent"):
        asked.bulk("i", [({"index": {"_id": "\ud800"}}, {})])
