from __future__ import annotations

import sys
import threading

import pytest

from search import meaning
from search.engine import engine_for
from search.fields import Document

needs_extra = pytest.mark.skipif(
    not meaning.available(), reason="the extra `semantic` is not installed"
)


def test_each_language_version_has_a_text_of_limited_length():
    document = Document(
        "a", {"en": "Waste", "id": "Sampah"}, bodies={"en": "x" * 5_000, "id": "Isi"}
    )
    english, indonesian = meaning.texts_of(document)
    assert len(english) == meaning.TEXT_CHARS
    assert english.startswith("Waste\nxxx")
    assert indonesian == "Sampah\nIsi"


def test_a_case_without_any_text_has_none_to_embed():
    assert meaning.texts_of(Document("a", {"en": ""})) == ()


def test_the_digest_follows_the_texts_and_their_division():
    digests = {meaning.digest(t) for t in (("ab",), ("a", "b"), ("a",), ("a", ""))}
    assert len(digests) == 4


def test_an_engine_does_without_where_the_extra_is_missing(monkeypatch, tmp_path):
    monkeypatch.setattr(meaning, "encoder", lambda: None)
    assert not meaning.available()
    engine = engine_for(f"tantivy://{tmp_path / 'plain'}", semantic=True)
    engine.write([Document("a", {"en": "Waste"})])
    assert engine.fill(lambda ids: []) == 0


def test_nothing_is_loaded_before_there_is_a_text():
    code = "import sys, search.meaning as m; m.encoder(); print('numpy' in sys.modules)"
    import subprocess

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "False\n"


@needs_extra
def test_two_languages_are_near_each_other():
    encoder = meaning.encoder()
    query = encoder.of_query("flood early warning")
    near, far = encoder.embed(["Peringatan dini banjir", "Resep masakan ayam"])
    assert query @ near > 0.5 > encoder.threshold > query @ far


@needs_extra
def test_vectors_are_of_length_one_and_the_same_from_several_threads():
    encoder = meaning.SentenceEncoder()
    rows: list = []
    work = [
        threading.Thread(target=lambda: rows.append(encoder.embed(["Waste banks."])))
        for _ in range(4)
    ]
    for thread in work:
        thread.start()
    for thread in work:
        thread.join()
    assert rows[0].shape == (1, encoder.dimensions)
    assert float(rows[0][0] @ rows[0][0]) == pytest.approx(1, abs=1e-4)
    assert all((row == rows[0]).all() for row in rows)


@needs_extra
@pytest.mark.parametrize("text", ["", " ", "💩", "\ud800", "?!. ... !", "a" * 10_000])
def test_any_text_is_a_query(text):
    assert meaning.encoder().of_query(text).shape == (512,)
