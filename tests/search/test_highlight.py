from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from search.highlight import PASSAGE_CHARS, Highlighter, Segment

LONG = "Filler words come first here. " * 40


def marked(passage):
    return [segment.text for segment in passage if segment.hit]


def plain(passage):
    return "".join(segment.text for segment in passage)


def test_forms_and_accents_are_marked_as_written():
    highlighter = Highlighter(["waste", "kebersihan", "cafe"])
    passage = highlighter.whole("A Café for WASTES, pembersihan and waste.")
    assert marked(passage) == ["Café", "WASTES", "pembersihan", "waste"]


def test_the_whole_text_comes_back_unchanged():
    text = "Waste <b>& more</b> waste"
    assert plain(Highlighter(["waste"]).whole(text)) == text


def test_part_of_a_word_is_not_marked():
    assert marked(Highlighter(["ash"]).whole("trash ash ashtray")) == ["ash"]


def test_the_passage_with_most_words_is_chosen():
    text = f"Waste alone. {LONG}Then waste meets water here. {LONG}"
    (passage,) = Highlighter(["waste", "water"]).passages(text, most=1)
    assert marked(passage) == ["waste", "water"]


def test_a_second_passage_brings_another_word():
    text = f"{LONG}Waste is here. {LONG}Water is there. {LONG}"
    found = Highlighter(["waste", "water"]).passages(text)
    assert [marked(passage) for passage in found] == [["Waste"], ["Water"]]
    assert all(plain(p).startswith("… ") and plain(p).endswith(" …") for p in found)


def test_no_second_passage_without_another_word():
    text = f"Waste is here. {LONG}Waste is there."
    assert len(Highlighter(["waste", "water"]).passages(text)) == 1


def test_a_passage_begins_with_its_sentence():
    (passage,) = Highlighter(["waste"]).passages(f"{LONG}Now the waste. {LONG}")
    assert plain(passage).startswith("… Now the waste")


def test_without_a_hit_the_beginning_is_shown():
    (passage,) = Highlighter(["absent"]).passages(LONG)
    assert passage[0].text.startswith("Filler words")
    assert not marked(passage)


def test_an_empty_text_has_no_passage():
    assert Highlighter(["waste"]).passages(" ") == ()


def test_a_text_without_blanks_is_cut():
    (passage,) = Highlighter(["waste"]).passages("x" * 5_000)
    assert len(plain(passage)) < 2 * PASSAGE_CHARS


def test_a_capital_that_grows_when_lowered_does_no_harm():
    assert marked(Highlighter(["waste"]).whole("İzmir waste")) == ["waste"]


def test_markup_stays_text():
    assert Highlighter(["script"]).whole("<script>") == (
        Segment("<", False),
        Segment("script", True),
        Segment(">", False),
    )


@given(st.text(), st.lists(st.sampled_from(["a", "waste", "0", "kota"]), max_size=4))
def test_any_text_can_be_highlighted(text, words):
    highlighter = Highlighter(words)
    shown = "".join(plain(passage) for passage in highlighter.passages(text))
    assert len(shown) <= 2 * PASSAGE_CHARS + 200
    highlighter.whole(text)
