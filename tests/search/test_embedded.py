"""What can happen to a directory of files: damage, several processes, kills."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time

import pytest

from search.engine import SearchStale, SearchUnavailable
from search.engines import embedded_schema
from search.engines.embedded import EmbeddedEngine
from search.fields import Document
from search.query import Query


@pytest.fixture
def directory(tmp_path):
    return tmp_path / "embedded"


def doc(n: int, title: str = "Waste bank") -> Document:
    return Document(f"c{n}", {"en": title}, facets={"sector": ("waste",)})


def filled(directory, size: int = 30) -> EmbeddedEngine:
    engine = EmbeddedEngine(directory)
    engine.rebuild(doc(n) for n in range(size))
    return engine


def total(directory, text: str = "waste") -> int:
    return EmbeddedEngine(directory).search(Query(text)).total


def files_of(directory):
    (generation,) = directory.glob("g*")
    return sorted(path for path in generation.iterdir() if path.name != "fingerprint")


def test_a_truncated_index_is_unavailable_and_a_rebuild_repairs_it(directory):
    filled(directory)
    for path in files_of(directory):
        content = path.read_bytes()
        if path.suffix == ".lock":
            continue
        for size in (0, len(content) // 2):
            path.write_bytes(content[:size])
            engine = EmbeddedEngine(directory)
            with pytest.raises(SearchUnavailable):
                engine.search(Query("waste"))
            assert [problem.code for problem in engine.check()] == ["unreadable"]
        path.write_bytes(content)
    files_of(directory)[0].write_bytes(b"")
    filled(directory)
    assert total(directory) == 30


def test_a_deleted_generation_is_unavailable_until_a_rebuild(directory):
    engine = filled(directory)
    shutil.rmtree(next(directory.glob("g*")))
    with pytest.raises(SearchUnavailable):
        engine.search(Query("waste"))
    with pytest.raises(SearchUnavailable):
        engine.write([doc(1)])
    engine.rebuild([doc(1)])
    assert engine.search(Query("waste")).total == 1


def test_a_deleted_directory_is_an_empty_index(directory):
    engine = filled(directory)
    shutil.rmtree(directory)
    assert engine.search(Query("waste")).total == 0
    engine.write([doc(1)])
    assert engine.search(Query("waste")).total == 1


@pytest.mark.parametrize("content", [b"", b"../../elsewhere", b"\xff\x00", b"g000009"])
def test_a_damaged_pointer_is_unavailable(directory, content):
    engine = filled(directory)
    (directory / "current").write_bytes(content)
    with pytest.raises(SearchUnavailable):
        engine.search(Query("waste"))


def test_a_directory_of_something_else_is_left_alone(directory):
    directory.mkdir()
    (directory / "holiday.jpg").write_bytes(b"x")
    engine = EmbeddedEngine(directory)
    with pytest.raises(SearchUnavailable):
        engine.search(Query("waste"))
    with pytest.raises(SearchUnavailable):
        engine.write([doc(1)])
    assert (directory / "holiday.jpg").exists()


def test_a_file_in_place_of_the_directory_is_unavailable(directory):
    directory.write_bytes(b"x")
    with pytest.raises(SearchUnavailable):
        EmbeddedEngine(directory).search(Query("waste"))


def test_an_index_of_another_version_is_read_but_not_written(directory, monkeypatch):
    engine = filled(directory)
    monkeypatch.setattr(embedded_schema.analysis, "ANALYSIS_VERSION", -1)
    assert [problem.code for problem in engine.check()] == ["stale"]
    assert engine.search(Query("waste")).total == 30
    with pytest.raises(SearchStale):
        engine.write([doc(31)])
    engine.rebuild([doc(1)])
    assert engine.check() == ()


def test_another_engine_on_the_directory_sees_a_write_at_once(directory):
    writer, reader = filled(directory), EmbeddedEngine(directory)
    assert reader.search(Query("waste")).total == 30
    writer.write([doc(99)])
    assert reader.search(Query("waste")).total == 31
    writer.rebuild([doc(1)])
    assert reader.search(Query("waste")).total == 1


def test_old_generations_and_files_are_removed(directory):
    engine = filled(directory)
    for n in range(60):
        engine.write([doc(n % 3)])
    engine.close()
    engine.write([doc(0)])
    assert len(files_of(directory)) < 8 * 12
    filled(directory)
    assert len(list(directory.glob("g*"))) == 1


# Real processes

WRITER = """
import sys
from search.engines.embedded import EmbeddedEngine
from search.fields import Document
directory, name, first, last = sys.argv[1:]
engine = EmbeddedEngine(directory)
print("ready", flush=True)
for n in range(int(first), int(last)):
    engine.write([Document(f"{name}{n}", {"en": "waste bank"})])
    print(n, flush=True)
engine.close()
"""
REBUILDER = """
import sys, time
from search.engines.embedded import EmbeddedEngine
from search.fields import Document
def documents():
    for n in range(int(sys.argv[2])):
        yield Document(f"r{n}", {"en": "waste bank"})
print("ready", flush=True)
while True:
    EmbeddedEngine(sys.argv[1]).rebuild(documents())
"""


def start(script: str, *arguments: object) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
    )


def kill(process: subprocess.Popen) -> list[str]:
    """Kill it without warning; gives the lines that it had printed."""
    process.send_signal(signal.SIGKILL)
    return process.communicate(timeout=30)[0].split()


@pytest.mark.processes
def test_two_processes_write_at_once(directory):
    writers = [start(WRITER, directory, name, 0, 25) for name in "ab"]
    for writer in writers:
        writer.communicate(timeout=60)
    assert [writer.returncode for writer in writers] == [0, 0]
    assert total(directory) == 50


@pytest.mark.processes
def test_a_killed_writer_loses_nothing_that_it_had_acknowledged(directory):
    chance = random.Random(3)
    acknowledged = 0
    for _ in range(5):
        writer = start(WRITER, directory, "k", acknowledged, 10_000)
        assert writer.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0.05, 0.4))
        lines = kill(writer)
        if lines and lines[-1].isdecimal():
            # A commit may be durable without having been acknowledged.
            acknowledged = int(lines[-1]) + 1
        assert acknowledged <= total(directory) <= acknowledged + 1
    engine = EmbeddedEngine(directory)
    engine.write([Document(f"k{acknowledged}", {"en": "waste bank"})])
    engine.close()
    assert total(directory) == acknowledged + 1
    # The files of the killed commits are gone as well.
    assert len(files_of(directory)) < 12 * 12


@pytest.mark.processes
def test_a_killed_rebuild_leaves_the_index_and_stops_no_writer(directory):
    engine = filled(directory, 3)
    chance = random.Random(5)
    before = 3
    for n in range(5):
        rebuilder = start(REBUILDER, directory, 1_500)
        assert rebuilder.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0.02, 0.4))
        kill(rebuilder)
        found = engine.search(Query("waste")).total
        assert found in {before, 1_500}
        engine.write([doc(100 + n)])
        before = engine.search(Query("waste")).total
        assert before == found + 1
    assert not (directory / "rebuild.journal").exists()
    filled(directory, 7)
    assert total(directory) == 7
    assert len(list(directory.glob("g*"))) == 1
