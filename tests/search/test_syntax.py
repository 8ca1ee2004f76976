from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.nodes import (
    AnyOf,
    Between,
    Coded,
    Concept,
    Group,
    InTitle,
    Phrase,
    Prefix,
    words_of,
)
from search.syntax import MAX_WORDS, parse

SYNTAX = st.lists(
    st.sampled_from(
        ['"', "(", ")", "-", "OR", "ATAU", "NOT", "AND", "*", ":", "+", "..", "city:",
         "year:2018..", "a", "waste", "title:", "“", "”", " ", "\x00",
         "💡", "year:9999999"]
    ) | st.text(max_size=5),
    max_size=40,
)  # fmt: skip


def word(text):
    return Concept((text,))


def bag(*words):
    return Group(tuple(map(word, words)))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("Waste bank", bag("waste", "bank")),
        ("TPS-3R", bag("tps", "3r")),
        ("the waste of a city", bag("waste", "city")),
        ("who", bag("who")),
        ('"smart city"', Group(required=(Phrase(("smart", "city")),))),
        ("“smart city”", Group(required=(Phrase(("smart", "city")),))),
        ('"waste"', Group(required=(Phrase(("waste",)),))),
        ("waste -pilot", Group((word("waste"),), excluded=(word("pilot"),))),
        ("waste NOT pilot", Group((word("waste"),), excluded=(word("pilot"),))),
        ("sampah BUKAN plastik", Group((word("sampah"),), excluded=(word("plastik"),))),
        ("-smart-city", Group(excluded=(Phrase(("smart", "city")),))),
        ('-"a b" c', Group((word("c"),), excluded=(Phrase(("a", "b")),))),
        ("a1 OR b1", Group(required=(AnyOf((word("a1"), word("b1"))),))),
        (
            "a1 ATAU b1 OR c1 d1",
            Group((word("d1"),), (AnyOf((word("a1"), word("b1"), word("c1"))),)),
        ),
        ("a1 AND b1", Group(required=(word("a1"), word("b1")))),
        ("+a1 b1", Group((word("b1"),), (word("a1"),))),
        (
            "(waste OR water) bank",
            Group(
                (word("bank"),),
                (Group(required=(AnyOf((word("waste"), word("water"))),)),),
            ),
        ),
        ("(waste bank)", bag("waste", "bank")),
        ("(waste bank) water", bag("waste", "bank", "water")),
        (
            "(waste bank) OR water",
            Group(required=(AnyOf((bag("waste", "bank"), word("water"))),)),
        ),
        ("samp*", Group((Prefix("samp"),))),
        ("s*", bag("s")),
        ("city:surabaya", Group(required=(Coded("city", ("surabaya",)),))),
        ('kota:"New Delhi"', Group(required=(Coded("city", ("new delhi",)),))),
        ("TPB:11", Group(required=(Coded("sdg", ("11",)),))),
        ("title:waste", Group(required=(InTitle(word("waste")),))),
        ('judul:"waste bank"', Group(required=(InTitle(Phrase(("waste", "bank"))),))),
        ("year:2019", Group(required=(Between("date", 20190000, 20199999),))),
        (
            "tahun:2018..2022",
            Group(required=(Between("date", 20180000, 20229999),)),
        ),
        ("year:..2022", Group(required=(Between("date", None, 20229999),))),
        ("year:2018..", Group(required=(Between("date", 20180000, None),))),
        ("-country:id", Group(excluded=(Coded("country", ("id",)),))),
    ],
)
def test_syntax_is_understood(text, tree):
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('"waste', ["waste"]),
        ("waste OR", ["waste"]),
        ("OR waste", ["waste"]),
        ("waste - bank", ["waste", "bank"]),
        ("waste -", ["waste"]),
        ("(waste", ["waste"]),
        ("waste)", ["waste"]),
        (") waste ( bank", ["waste"]),
        ("http://x1.y1/z1", ["http", "x1", "y1", "z1"]),
        ("12:30", ["12", "30"]),
        ("field: waste", ["field", "waste"]),
        ("or and not", ["or", "and", "not"]),
        ("(" * 500 + "waste" + ")" * 500, ["waste"]),
        ("AND waste", ["waste"]),
        ("NOT", []),
        ("💡 \x00 *", []),
    ],
)
def test_what_is_no_syntax_is_words_or_nothing(text, words):
    tree = parse(text)
    assert not tree.excluded
    assert [w for n in tree.optional for w in words_of(n)] == words or (
        list(words_of(tree)) == [*words, "bank"]
    )


PROSE = 'it has (so to say) many words and a "quoted term" - and -dash - more of them '


def test_signs_mean_nothing_in_a_pasted_paragraph():
    tree = parse(PROSE)
    assert not tree.required
    assert not tree.excluded
    assert Concept(("dash",)) in tree.optional


@pytest.mark.parametrize("meant", ["OR waste", "NOT waste", "city:bogor"])
def test_in_a_long_text_with_an_operator_or_field_they_do(meant):
    assert Phrase(("quoted", "term")) in parse(PROSE + meant).required


@settings(deadline=None)
@given(SYNTAX.map(" ".join) | SYNTAX.map("".join) | st.text())
@example("(" * 5_000)
@example('"' * 5_000)
@example("-" * 5_000 + "a")
@example("a OR " * 2_000)
@example("(a OR " * 2_000)
@example("NOT (" * 2_000)
def test_any_text_parses(text):
    tree = parse(text)
    assert isinstance(tree, Group)
    assert parse(text) == tree
    hash(tree)


def test_different_words_are_limited_and_repetitions_kept():
    tree = parse(" ".join(f"w{n} w{n}" for n in range(200)))
    assert len(tree.optional) == 2 * MAX_WORDS


def test_marked_words_are_those_that_are_asked_for():
    tree = parse('waste "smart city" -pilot (a1 OR b1) title:x1 pre* city:bogor')
    assert words_of(tree) == ("waste", "pre*", "smart", "city", "a1", "b1", "x1")
