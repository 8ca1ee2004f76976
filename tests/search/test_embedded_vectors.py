"""Vectors on the disk: what crashes leave, several processes, changed models."""

from __future__ import annotations

import pytest

np = pytest.importorskip("numpy", reason="vectors need numpy")

from search.engines.embedded_vectors import Vectors  # noqa: E402
from tests.search.encoders import FakeEncoder  # noqa: E402

WIDTH = FakeEncoder.dimensions


def row(*axes: int):
    rows = np.zeros((len(axes), WIDTH), np.float32)
    rows[range(len(axes)), axes] = 1
    return rows


def opened(folder, name: str = "fake 1") -> Vectors:
    vectors = Vectors(folder, FakeEncoder(name))
    vectors.refresh()
    return vectors


def keys(vectors, axis: int) -> list[int]:
    return [key for key, _ in vectors.nearest(row(axis)[0], 0.5)]


def test_what_was_put_is_found_by_another_process(tmp_path):
    opened(tmp_path).put([(1, "aa", row(0)), (2, "bb", row(1))])
    vectors = opened(tmp_path)
    assert keys(vectors, 0) == [1]
    assert vectors.digest(2) == "bb"
    assert vectors.digest(3) == ""


def test_an_open_reader_follows(tmp_path):
    reader = opened(tmp_path)
    opened(tmp_path).put([(1, "aa", row(0))])
    reader.refresh()
    opened(tmp_path).put([(2, "bb", row(0))])
    reader.refresh()
    assert sorted(keys(reader, 0)) == [1, 2]


def test_the_nearest_version_of_a_case_counts(tmp_path):
    vectors = opened(tmp_path)
    vectors.put([(1, "aa", row(0, 1))])
    assert vectors.nearest(row(1)[0], 0.5) == [(1, 1.0)]
    assert vectors.cosines(row(1)[0], [1, 7]) == {1: 1.0}


def test_changed_and_deleted_ones_are_gone(tmp_path):
    vectors = opened(tmp_path)
    vectors.put([(1, "aa", row(0)), (2, "bb", row(0))])
    vectors.put([(1, "cc", row(1)), (2, "", None)])
    for again in (vectors, opened(tmp_path)):
        assert keys(again, 0) == []
        assert keys(again, 1) == [1]
        assert len(again) == 1


def test_a_case_without_text_is_remembered_to_have_none(tmp_path):
    vectors = opened(tmp_path)
    vectors.put([(1, "aa", row())])
    assert vectors.digest(1) == "aa"
    assert len(vectors.of(1)) == 0
    assert keys(vectors, 0) == []


@pytest.mark.parametrize("left", [1, 7, 60])
def test_what_a_kill_left_half_written_is_ignored_and_written_over(tmp_path, left):
    opened(tmp_path).put([(1, "aa", row(0))])
    rows, log = (next(tmp_path.glob(f"vectors-*.{end}")) for end in ("f32", "log"))
    with rows.open("ab") as file:
        file.write(b"\x00" * left)
    with log.open("ab") as file:
        file.write(b"2 bb 1 1 and much more than what was written"[:left])
    vectors = opened(tmp_path)
    assert len(vectors) == 1
    vectors.put([(3, "dd", row(1))])
    for again in (vectors, opened(tmp_path)):
        assert (keys(again, 0), keys(again, 1)) == ([1], [3])


def test_another_model_starts_with_nothing_and_leaves_the_first_alone(tmp_path):
    opened(tmp_path).put([(1, "aa", row(0))])
    other = opened(tmp_path, "fake 2")
    assert len(other) == 0
    other.put([(1, "aa", row(1))])
    assert keys(opened(tmp_path), 0) == [1]


def test_a_new_generation_takes_over_what_did_not_change(tmp_path):
    (tmp_path / "old").mkdir()
    (tmp_path / "new").mkdir()
    old = opened(tmp_path / "old")
    old.put([(1, "aa", row(0)), (2, "bb", row(0, 1)), (3, "cc", row(2))])
    old.put([(1, "a2", row(3))])
    new = opened(tmp_path / "new")
    assert new.adopt(old, {1: "a2", 2: "bb", 3: "changed", 4: "dd"}) == 2
    assert keys(new, 3) == [1]
    assert keys(new, 1) == [2]
    assert keys(new, 2) == []
    # Rows that nobody names any more do not come along.
    (rows,) = (tmp_path / "new").glob("*.f32")
    assert rows.stat().st_size == 3 * WIDTH * 4


def test_a_truncated_file_is_an_error_of_two_known_classes(tmp_path):
    opened(tmp_path).put([(1, "aa", row(0))])
    next(tmp_path.glob("*.f32")).write_bytes(b"")
    with pytest.raises((OSError, ValueError)):
        opened(tmp_path)
