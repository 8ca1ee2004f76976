"""The queries with typing errors that benchmarks.typos measures with."""

import json
import random

import pytest
from rapidfuzz.distance import OSA

from benchmarks import typos

KNOWN = {"waste": 9, "bank": 7, "household": 2, "with": 90}


def a_set(folder, queries):
    folder.mkdir()
    document = {"id": "d", "title": "", "text": "the waste bank of each household"}
    rows = [{"id": str(n), "text": text} for n, text in enumerate(queries)]
    (folder / "corpus.jsonl").write_text(json.dumps(document))
    (folder / "queries.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (folder / "qrels.tsv").write_text("\n".join(f"{r['id']}\td\t1" for r in rows))
    return folder


@pytest.mark.parametrize("seed", range(60))
def test_a_word_gets_exactly_one_edit(seed):
    wrong = typos.mistyped("household", random.Random(seed))
    assert OSA.distance("household", wrong) == 1


@pytest.mark.parametrize("seed", range(30))
def test_one_word_of_a_query_changes_and_nothing_else(seed):
    text = "A waste bank: with each household?"
    wrong_text, word, wrong = typos.with_error(text, KNOWN, random.Random(seed))
    assert wrong_text == text.replace(word, wrong)


@pytest.mark.parametrize("seed", range(30))
def test_stop_words_and_words_that_no_document_has_stay(seed):
    _text, word, _wrong = typos.with_error(
        "unheard with waste of it", KNOWN, random.Random(seed)
    )
    assert word == "waste"


def test_a_part_of_a_longer_word_is_no_word_to_change():
    assert typos.with_error("3bank", KNOWN, random.Random(1)) is None


def test_the_rarest_word_is_the_one_to_change():
    _text, word, _wrong = typos.with_error(
        "waste bank household", KNOWN, random.Random(1), rarest=True
    )
    assert word == "household"


def test_every_letter_has_neighbours_that_are_other_letters():
    letters = "abcdefghijklmnopqrstuvwxyz"
    assert all(
        typos.neighbours(letter) and letter not in typos.neighbours(letter)
        for letter in letters
    )


def test_the_same_queries_are_drawn_each_time(tmp_path):
    folder = a_set(tmp_path / "set", ["the waste bank", "of the household"] * 4)
    assert typos.drawn([folder], 5) == typos.drawn([folder], 5)


def test_no_more_queries_are_drawn_than_wanted(tmp_path):
    folder = a_set(tmp_path / "set", ["the waste bank"] * 9)
    assert len(typos.drawn([folder], 5)[0].mistyped) == 5


def test_an_engine_as_typed_puts_nothing_right():
    assert typos.AsTyped(object()).corrections(["wsate"], audience="public") == {}


def test_what_was_drawn_is_measured(tmp_path):
    folder = a_set(tmp_path / "set", ["the waste bank household"])
    *_header, line = typos.lines(typos.drawn([folder]))
    assert line.startswith("| en | first | 1 | 1.0000 |")
