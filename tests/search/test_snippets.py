from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from wagtail.models import Locale

from cases.listing import cards_for, cases_for
from search.snippets import texts_of, with_marks
from tests.factories import make_case

pytestmark = pytest.mark.django_db
ANYONE = AnonymousUser()


def card_of(case, *words, language="en"):
    cards = cards_for([case.identity.public_id], language, ANYONE)
    return with_marks(cards, texts_of(cards, cases_for(ANYONE)), [(w,) for w in words])[
        0
    ]


def test_the_title_is_marked():
    case = make_case(title="Waste banks")
    assert card_of(case, "waste")["title_html"] == "<mark>Waste</mark> banks"


def test_markup_in_a_title_is_shown_as_text():
    case = make_case(title="<b>Waste</b> & more")
    assert card_of(case, "waste")["title_html"] == (
        "&lt;b&gt;<mark>Waste</mark>&lt;/b&gt; &amp; more"
    )


def test_the_sentence_stays_if_it_has_all_words():
    case = make_case(
        one_line_result="Waste fell by 20 percent.", situation="Waste, waste, waste."
    )
    assert card_of(case, "waste")["snippet"] == (
        "<mark>Waste</mark> fell by 20 percent."
    )


def test_a_passage_with_the_words_takes_the_place_of_a_sentence_without_them():
    case = make_case(
        one_line_result="It worked.", situation="Rubbish lay in the canals."
    )
    assert "in the <mark>canals</mark>" in card_of(case, "canal")["snippet"]


def test_markup_in_a_passage_is_shown_as_text():
    case = make_case(situation="<script>canal()</script>")
    assert "&lt;script&gt;<mark>canal</mark>" in card_of(case, "canal")["snippet"]


def test_the_steps_are_read_too():
    case = make_case()
    case.steps = [("step", {"what": "Build cisterns", "who": "", "when": ""})]
    case.save_revision().publish()
    assert "<mark>cisterns</mark>" in card_of(case, "cistern")["snippet"]


def test_without_the_words_anywhere_the_sentence_stays_unmarked():
    case = make_case(one_line_result="It worked.")
    assert "snippet" not in card_of(case, "zebra")


def test_words_of_another_version_are_shown_in_its_language():
    case = make_case(summary="Sorted at home.")
    indonesian = case.copy_for_translation(Locale.objects.get(language_code="id"))
    indonesian.summary = "Dipilah di rumah."
    indonesian.save_revision().publish()
    snippet = card_of(case, "rumah")["snippet"]
    assert snippet.startswith('<span lang="id">Dipilah di <mark>rumah</mark>.')


def test_two_passages_are_parted_by_one_sign():
    filler = " ".join(["Many people came to see it and went home again."] * 30)
    case = make_case(situation=f"The canal. {filler} The bridge. {filler}")
    snippet = card_of(case, "canal", "bridge")["snippet"]
    assert "<mark>canal</mark>" in snippet
    assert "<mark>bridge</mark>" in snippet
    assert "… …" not in snippet


def test_the_text_of_any_number_of_cards_takes_one_query(django_assert_num_queries):
    cases = [make_case(title=f"Case {n}") for n in range(3)]
    cards = cards_for([case.identity.public_id for case in cases], "en", ANYONE)
    with django_assert_num_queries(1):
        texts_of(cards, cases_for(ANYONE))
