from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import text


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Café", ["cafe"]),
        ("cafe\u0301", ["cafe"]),
        ("Straße", ["strasse"]),
        ("city's", ["city"]),
        ("Xi’an", ["xian"]),
        ("anak-anak", ["anak", "anak"]),
        ("SDG 11.2", ["sdg", "11", "2"]),
        ("CO₂", ["co2"]),
        ("a\x00b", ["a", "b"]),
        ("under_score", ["under", "score"]),
        ("...", []),
    ],
)
def test_words_are_folded(written, found):
    assert text.words(written) == found


@given(st.text())
def test_words_are_made_of_letters_and_digits_whatever_the_text(written):
    for word in text.words(written):
        assert word
        assert not any(c.isspace() for c in word)
        assert len(word) <= text.MAX_WORD_CHARS


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_the_fast_way_for_plain_text_gives_the_same_words(written):
    assert text.words(written) == text.words(f"{written} é")[:-1]


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [("en", "wastes", "waste"), ("id", "kebersihan", "bersih")],
)
def test_forms_of_a_word_share_a_stem(language, one, other):
    assert text.stem(one, language) == text.stem(other, language)


def test_a_language_without_stemmer_keeps_the_word():
    assert text.stem("veilige", "nl") == "veilige"


def test_stop_words_are_dropped_and_repetitions_kept():
    assert text.content_words("the waste of waste dan sampah") == [
        "waste",
        "waste",
        "sampah",
    ]


def test_stop_words_stay_where_there_is_nothing_else():
    assert text.content_words("apa itu") == ["apa", "itu"]


def test_the_language_is_guessed_from_function_words():
    assert text.guess_language("Bank sampah di kota dan desa") == "id"
    assert text.guess_language("The waste banks of the city") == "en"
    assert text.guess_language("") == "en"


def test_cleaning_removes_what_can_not_be_stored():
    assert text.clean("a\x00b\x1bc\ud800d\te\n") == "a b c d\te\n"


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=20))
def test_a_word_contains_the_core_of_each_of_its_traces(word):
    for _, keys in text.traces(word):
        assert all(text.core(key) in word for key in keys)
