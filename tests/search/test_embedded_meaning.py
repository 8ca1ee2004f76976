"""Vectors kept up with the documents of an index: writes, rebuilds, filling."""

from __future__ import annotations

import pytest

pytest.importorskip("numpy", reason="vectors need numpy")

from search.engines.embedded import EmbeddedEngine
from search.engines.embedded_meaning import INLINE
from search.fields import Document
from search.query import Query
from tests.search.encoders import FakeEncoder


@pytest.fixture
def encoder():
    return FakeEncoder()


@pytest.fixture
def engine(tmp_path, encoder):
    return EmbeddedEngine(tmp_path / "index", encoder)


def doc(id: str, title: str, **values) -> Document:
    return Document(id, {"en": title}, fingerprint=title, **values)


def found(engine, text: str) -> list[str]:
    return sorted(hit.id for hit in engine.search(Query(text)).hits)


def many(count: int) -> dict[str, Document]:
    return {f"{n}": doc(f"{n}", f"Sampah {n}") for n in range(count)}


def from_table(table):
    return lambda ids: [table[id] for id in ids if id in table]


def test_a_written_case_is_found_by_meaning_at_once(engine):
    engine.write([doc("a", "Sampah")])
    assert found(engine, "rubbish") == ["a"]


def test_a_changed_case_is_found_by_its_new_meaning_only(engine):
    engine.write([doc("a", "Sampah")])
    engine.write([doc("a", "Angkutan")])
    assert found(engine, "rubbish") == []
    assert found(engine, "bus") == ["a"]


def test_a_deleted_case_is_not_found(engine):
    engine.write([doc("a", "Sampah")])
    engine.write(deletes=["a"])
    assert found(engine, "rubbish") == []


def test_a_case_deleted_and_written_in_one_call_keeps_its_vector(engine):
    engine.write([doc("a", "Sampah")])
    engine.write([doc("a", "Sampah")], deletes=["a"])
    assert found(engine, "rubbish") == ["a"]


def test_a_text_that_did_not_change_is_not_embedded_again(engine, encoder):
    engine.write([doc("a", "Sampah", terms=("x",))])
    engine.write([doc("a", "Sampah", terms=("y",))])
    engine.rebuild([doc("a", "Sampah"), doc("b", "Angkutan")])
    engine.fill(from_table({"b": doc("b", "Angkutan")}))
    assert encoder.embedded == ["Sampah", "Angkutan"]
    assert found(engine, "rubbish") == ["a"]


def test_cases_of_a_large_write_wait_for_the_filling(engine):
    table = many(INLINE + 1)
    engine.write(table.values())
    assert found(engine, "rubbish") == []
    assert len(found(engine, "sampah")) == INLINE + 1
    assert engine.fill(from_table(table)) == 0
    assert len(found(engine, "rubbish")) == INLINE + 1


def test_a_rebuild_is_found_by_words_at_once_and_by_meaning_when_filled(engine):
    table = many(50)
    engine.rebuild(table.values())
    assert engine.search(Query("sampah")).total == 50
    assert engine.search(Query("rubbish")).total == 0
    seen = []
    left = engine.fill(from_table(table), progress=lambda *done: seen.append(done))
    assert left == 0
    assert seen[-1] == (50, 50)
    assert engine.search(Query("rubbish")).total == 50


def test_filling_stops_when_time_is_up_and_goes_on_later(engine):
    table = many(40)
    engine.rebuild(table.values())
    assert engine.fill(from_table(table), seconds=0) == 40
    assert engine.fill(from_table(table), seconds=60) == 0


def test_filling_leaves_alone_what_changed_meanwhile(engine):
    engine.rebuild([doc("a", "Sampah")])

    def refresh(ids):
        old = [doc("a", "Sampah")]
        engine.write([doc("a", "Angkutan")])
        return old

    engine.fill(refresh)
    assert found(engine, "rubbish") == []
    assert found(engine, "bus") == ["a"]


def test_what_is_written_during_a_rebuild_has_its_vector_afterwards(engine):
    engine.write([doc("a", "Sampah")])
    newer = {"a": doc("a", "Angkutan")}

    def documents():
        yield doc("a", "Sampah")
        engine.write(newer.values())

    engine.rebuild(documents(), refresh=from_table(newer))
    assert found(engine, "rubbish") == []
    assert found(engine, "bus") == ["a"]


def test_another_model_makes_all_vectors_anew(engine, tmp_path):
    engine.write([doc("a", "Sampah")])
    other = EmbeddedEngine(tmp_path / "index", FakeEncoder("fake 2"))
    assert found(other, "rubbish") == []
    other.fill(from_table({"a": doc("a", "Sampah")}))
    assert found(other, "rubbish") == ["a"]


@pytest.mark.parametrize("end", ["f32", "log"])
def test_damaged_vectors_leave_the_search_by_words(engine, tmp_path, encoder, end):
    engine.write([doc("a", "Sampah")])
    next(tmp_path.glob(f"index/g*/*.{end}")).write_bytes(b"\xffx\n")
    again = EmbeddedEngine(tmp_path / "index", encoder)
    assert found(again, "sampah") == ["a"]
    again.write([doc("b", "Sampah")])
    assert found(again, "sampah") == ["a", "b"]
    again.rebuild([doc("a", "Sampah")])
    again.fill(from_table({"a": doc("a", "Sampah")}))
    assert found(again, "rubbish") == ["a"]


def test_an_index_made_without_the_extra_is_filled_later(tmp_path, encoder):
    table = many(3)
    EmbeddedEngine(tmp_path / "index").write(table.values())
    engine = EmbeddedEngine(tmp_path / "index", encoder)
    assert found(engine, "rubbish") == []
    engine.fill(from_table(table))
    assert len(found(engine, "rubbish")) == 3
