from __future__ import annotations

import pytest

from search.fusion import fuse, highest_score, idf, meaning_weight
from search.syntax import parse


def frequency(counts):
    return lambda exact, word: counts.get(word, 0)


def test_rare_words_can_reach_a_higher_score():
    counts = {"waste": 50, "landfill": 2}
    often = highest_score(parse("waste"), 100, frequency(counts))
    rarely = highest_score(parse("landfill"), 100, frequency(counts))
    assert rarely > often > 0


def test_each_word_adds_its_stem_in_full_and_its_form_by_half():
    found = highest_score(parse("waste bank"), 100, frequency({"waste": 9, "bank": 9}))
    assert found == pytest.approx(1.6 * 2 * 1.5 * idf(100, 9))


def test_a_word_said_twice_counts_twice():
    once = highest_score(parse("waste"), 100, frequency({}))
    assert highest_score(parse("waste waste"), 100, frequency({})) == 2 * once


def test_a_query_without_words_has_a_highest_score_above_nothing():
    assert highest_score(parse("city:surabaya"), 100, frequency({})) > 0


def test_what_both_sides_find_comes_before_what_one_finds():
    fused = fuse({"words": 5.0, "both": 5.0}, {"both": 0.5, "meaning": 0.5}, 10.0)
    assert [key for key, _ in fused.ranking] == ["both", "words", "meaning"]
    assert fused.by_meaning == {"meaning"}


def test_all_words_of_a_short_query_count_something():
    fused = fuse({"some": 5.0, "all": 5.0}, {}, 10.0, frozenset({"all"}))
    assert fused.ranking[0] == ("all", pytest.approx(0.7))


@pytest.mark.parametrize(
    ("text", "weight"), [("waste", 1.5), ("u v w x y", 0.7), ("u v " * 7, 1.5)]
)
def test_meaning_weighs_more_where_little_is_said(text, weight):
    assert meaning_weight(parse(text)) == pytest.approx(weight)


def test_meaning_never_weighs_less_than_half():
    assert meaning_weight(parse(" ".join(f"word{n}" for n in range(15)))) == 0.5
