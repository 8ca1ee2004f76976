"""What can happen to an index that several hosts share; on real servers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading

import pytest

from search.engine import SearchStale, SearchUnavailable, engine_for
from search.engines import elastic_leases, elastic_schema
from search.engines.elastic import ElasticEngine, changes
from search.engines.elastic_clients import Refused
from search.engines.elastic_rebuild import Rebuild
from search.engines.embedded import EmbeddedEngine
from search.fields import Document
from search.query import Query

TEXTS = (
    "Waste bank of the city", "Collection of household waste", "Rapid bus lanes",
    "Bank sampah kota", "Pengelolaan sampah rumah tangga", "Buses for commuters",
    "Flood warning by text message", "Waste waste waste", "City trees and parks",
)  # fmt: skip


@pytest.fixture
def engine(server_url):
    return engine_for(server_url)


@pytest.fixture
def other(engine):
    """The same index from another host."""
    other = ElasticEngine(engine.server.address)
    yield other
    other.server.close()


def doc(n, title="Waste bank", **given):
    return Document(f"c{n}", {"en": title}, **given)


def total(engine, text="waste"):
    return engine.search(Query(text)).total


def indices(engine):
    return list(engine.server.request("GET", f"/{engine.alias}-*/_alias"))


@pytest.mark.parametrize(
    "text",
    ["waste", "waste bank", "city waste collection", '"waste bank"', "sampah kota",
     "bus* waste", "household OR trees", "waste -bank"],
)  # fmt: skip
def test_ranking_and_scores_are_those_of_the_embedded_engine(engine, tmp_path, text):
    documents = [
        Document(
            f"{n}", {"en": title}, bodies={"en": f"{TEXTS[n - 1]}. " * (n + 1)},
            attachments=(TEXTS[n - 2],),
        )
        for n, title in enumerate(TEXTS)
    ]  # fmt: skip
    embedded = EmbeddedEngine(tmp_path / "embedded")
    for each in (engine, embedded):
        each.rebuild(documents)
    expected = {hit.id: hit.score for hit in embedded.search(Query(text)).hits}
    found = {hit.id: hit.score for hit in engine.search(Query(text)).hits}
    assert list(found) == list(expected)
    assert found == pytest.approx(expected, rel=1e-3)


def test_neighbours_are_those_of_the_embedded_engine(engine, tmp_path):
    documents = [
        Document(f"{n}", {"en": title}, bodies={"en": f"{title} {TEXTS[n - 3]}"})
        for n, title in enumerate(TEXTS)
    ]
    embedded = EmbeddedEngine(tmp_path / "embedded")
    for each in (engine, embedded):
        each.rebuild(documents)
    for n in range(len(TEXTS)):
        expected = [hit.id for hit in embedded.similar(f"{n}")]
        assert [hit.id for hit in engine.similar(f"{n}")] == expected


def test_another_host_sees_a_write_at_once(engine, other):
    engine.write([doc(1)])
    assert total(other) == 1
    other.rebuild([doc(2), doc(3)])
    assert total(engine) == 2


def test_an_index_of_another_version_is_read_but_not_written(engine, monkeypatch):
    engine.write([doc(1)])
    monkeypatch.setattr(elastic_schema, "MAPPING_VERSION", -1)
    assert [problem.code for problem in engine.check()] == ["stale"]
    assert total(engine) == 1
    with pytest.raises(SearchStale):
        engine.write([doc(2)])
    engine.rebuild([doc(1)])
    assert engine.check() == ()


def test_changes_by_the_old_version_during_a_rebuild_by_the_new_are_kept(
    engine, other, monkeypatch
):
    engine.write([doc(1)])

    def documents():
        yield doc(1)
        with monkeypatch.context() as patch:
            patch.setattr(elastic_schema, "MAPPING_VERSION", 1)
            other.write([doc(2)])

    monkeypatch.setattr(elastic_schema, "MAPPING_VERSION", 2)
    engine.rebuild(documents(), refresh=lambda ids: [doc(2)])
    assert set(engine.fingerprints()) == {"c1", "c2"}


def test_an_index_of_something_else_is_left_alone(engine):
    engine.server.request("PUT", f"/{engine.alias}-other", {}, seconds=10)
    action = {"add": {"index": f"{engine.alias}-other", "alias": engine.alias}}
    engine.server.request("POST", "/_aliases", {"actions": [action]}, seconds=10)
    assert [problem.code for problem in engine.check()] == ["unreadable"]
    with pytest.raises(SearchUnavailable):
        engine.write([doc(1)])
    with pytest.raises(SearchUnavailable):
        engine.rebuild([doc(1)])
    assert indices(engine) >= [f"{engine.alias}-other"]


def test_one_has_the_turn_at_a_time(engine, other):
    inside, most = [], []

    def take_turns(own):
        for _ in range(5):
            with own.turn():
                inside.append(own)
                most.append(len(inside))
                inside.pop()

    threads = [
        threading.Thread(target=take_turns, args=(own,))
        for own in (engine, engine, other)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 15


def test_a_turn_that_lasts_is_kept(engine, other, monkeypatch):
    monkeypatch.setattr(elastic_leases, "LEASE_SECONDS", 0.5)
    monkeypatch.setattr(elastic_leases, "BEAT_SECONDS", 0.1)
    with engine.turn(), pytest.raises(SearchUnavailable), other._turn.held(1.5):
        pass
    with other._turn.held(1.5):
        pass


def test_a_sleeper_cannot_write_over_a_later_state(engine, other, monkeypatch):
    monkeypatch.setattr(elastic_leases, "LEASE_SECONDS", 0.3)
    monkeypatch.setattr(elastic_leases, "BEAT_SECONDS", 60)
    with engine.turn():
        engine.write([doc(1, fingerprint="old"), doc(2)])
        other.write([doc(1, fingerprint="new")], deletes=["c2"])
        for sleeper in (doc(1, fingerprint="old"), doc(2)):
            with pytest.raises(Refused):
                engine.write([sleeper])
    assert engine.fingerprints() == {"c1": "new"}


def test_a_rebuild_that_another_took_over_does_not_switch(engine, other, monkeypatch):
    monkeypatch.setattr(elastic_leases, "LEASE_SECONDS", 0.3)
    monkeypatch.setattr(elastic_leases, "BEAT_SECONDS", 60)

    def documents():
        yield doc(1)
        other.rebuild([doc(2)])

    with pytest.raises(SearchUnavailable):
        engine.rebuild(documents())
    assert set(engine.fingerprints()) == {"c2"}
    assert len(indices(engine)) == 2  # the index and the state


def test_what_a_dead_rebuild_left_is_removed(engine, monkeypatch):
    engine.write([doc(1)])
    monkeypatch.setattr(elastic_leases, "LEASE_SECONDS", 0.3)
    dead = ElasticEngine(engine.server.address)
    left = elastic_schema.new_name(engine.alias)
    with dead.rebuilding.held() as held:
        held.say(left)
        Rebuild(dead, None, None)._create(left)
        held.release = lambda: None
        held._over.set()
    engine.write([doc(2)])  # goes on, noting it for nobody
    engine.rebuild([doc(3)])
    assert len(indices(engine)) == 2
    assert engine.journal.read(left, 0)[0] == ()
    dead.server.close()


def test_a_lost_state_gives_no_token_twice(engine):
    engine.write([doc(1, fingerprint="a")])
    engine.server.request("DELETE", f"/{engine.alias}-state", seconds=10)
    engine.write([doc(1, fingerprint="b")])
    assert engine.fingerprints() == {"c1": "b"}


def test_a_rebuild_repeats_what_a_busy_server_did_not_take(engine, monkeypatch):
    monkeypatch.setattr("search.engines.elastic_server._FIRST_WAIT", 0.001)
    client = engine.server._client
    sent = client.request
    refused = []

    def busy_at_first(method, path, *arguments):
        if path.endswith("_bulk") and len(refused) < 3:
            refused.append(path)
            raise Refused(429, "too many requests")
        return sent(method, path, *arguments)

    monkeypatch.setattr(client, "request", busy_at_first)
    assert engine.rebuild(doc(n) for n in range(600)) == 600
    assert len(refused) == 3


def test_words_of_any_script_and_length_survive(engine):
    texts = ("環境 💩 ÅNGSTRÖM", "x" * 40_000, "a\u2028b\x85c")
    engine.write(doc(n, text) for n, text in enumerate(texts))
    assert total(engine, "angstrom") == total(engine, "環境") == 1
    assert total(engine, "b") == 1


def test_changes_have_the_version_of_their_turn():
    about = {"version": 7, "version_type": "external_gte"}
    deleted, written = changes([doc(1)], ["c2"], 7)
    assert deleted == ({"delete": {"_id": "c2", **about}}, None)
    assert written[0] == {"index": {"_id": "c1", **about}}
    assert written[1]["id"] == "c1"


WRITER = """
import sys
from search.engine import engine_for
from search.fields import Document
url, name = sys.argv[1:]
engine = engine_for(url)
print("ready", flush=True)
for n in range(10_000):
    engine.write([Document(f"{name}{n}", {"en": "waste bank"})])
    print(n, flush=True)
"""


@pytest.mark.processes
def test_a_killed_writer_loses_nothing_and_stops_the_others_for_a_lease(
    engine, server_url
):
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, server_url, "k"],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "knowledge_hub.settings.test"},
    )
    while writer.stdout.readline() != "20\n":
        pass
    writer.send_signal(signal.SIGKILL)
    lines = writer.communicate(timeout=30)[0].split()
    acknowledged = int(lines[-1]) + 1 if lines else 21
    engine.write([Document("mine", {"en": "water"})])
    assert acknowledged <= total(engine) <= acknowledged + 1
