"""Results by words and by meaning in one list: who is in it, in which order."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytest.importorskip("numpy", reason="vectors need numpy")

from search.engines.embedded import EmbeddedEngine
from search.engines.embedded_hybrid import spoken
from search.fields import MEMBERS, Document
from search.nodes import Concept, Group
from search.query import Query
from tests.search.encoders import FakeEncoder


@pytest.fixture
def engine(tmp_path):
    return EmbeddedEngine(tmp_path / "index", FakeEncoder())


def doc(id: str, title: str, *, audience: str = "public", date="", **facets):
    texts = {"en": title}
    return Document(id, texts, facets=facets, audience=audience, date=date)


def hits(engine, query: Query | str) -> dict[str, bool]:
    """Whether by meaning, by id, in order."""
    query = Query(query) if isinstance(query, str) else query
    return {hit.id: hit.by_meaning for hit in engine.search(query).hits}


def test_what_only_meaning_finds_is_marked_and_counted(engine):
    engine.write(
        [
            doc("words", "Waste bank", sector=("waste",)),
            doc("meaning", "Sampah", sector=("waste",)),
            doc("neither", "Angkutan", sector=("transport",)),
        ]
    )
    results = engine.search(Query("waste"))
    assert [(hit.id, hit.by_meaning) for hit in results.hits] == [
        ("words", False),
        ("meaning", True),
    ]
    assert results.total == 2
    assert [tuple(count) for count in results.facets["sector"]] == [("waste", 2)]


def test_nothing_is_near_a_query_about_nothing(engine):
    engine.write([doc("a", "Sampah"), doc("b", "Angkutan")])
    assert hits(engine, "qwerty") == {}


def test_a_reader_may_ask_for_words_only(engine):
    engine.write([doc("a", "Sampah")])
    assert hits(engine, Query("waste", meaning=False)) == {}


def test_filters_hold_for_what_meaning_finds(engine):
    engine.write(
        [doc("a", "Sampah", city=("x",)), doc("b", "Sampah rumah", city=("y",))]
    )
    query = Query("waste", filters={"city": ("y",)})
    results = engine.search(query)
    assert [hit.id for hit in results.hits] == ["b"]
    # What choosing the other city, too, would give.
    assert {c.value: c.count for c in results.facets["city"]} == {"x": 1, "y": 1}


def test_cases_for_members_are_not_found_by_others(engine):
    engine.write([doc("a", "Sampah", audience=MEMBERS, city=("x",))])
    results = engine.search(Query("waste"))
    assert (results.total, results.hits, results.facets["city"]) == (0, (), ())
    assert hits(engine, Query("waste", audience=MEMBERS)) == {"a": True}
    engine.write([doc("b", "Sampah sungai")])
    assert [hit.id for hit in engine.similar("b")] == []
    assert [hit.id for hit in engine.similar("b", audience=MEMBERS)] == ["a"]


@pytest.mark.parametrize(
    "text", ["waste -sampah", "waste NOT title:sampah", 'waste "no such phrase"']
)
def test_what_must_or_must_not_be_holds_for_meaning(engine, text):
    engine.write([doc("a", "Sampah")])
    assert hits(engine, text) == {}


def test_what_must_be_may_be_found_beside_the_meaning(engine):
    engine.write([doc("a", "Sampah kota"), doc("b", "Sampah desa")])
    assert hits(engine, "waste +kota") == {"a": True}


@pytest.mark.parametrize("text", ['"waste"', "title:waste", "year:2019", "+waste"])
def test_without_plain_words_meaning_adds_nothing(engine, text):
    engine.write([doc("a", "Sampah", date="2018")])
    assert hits(engine, text) == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("How is waste sorted?", "How is waste sorted?"),
        ('waste -plastic "the river" city:surabaya', "waste the river"),
        ("", ""),
        ("-waste", ""),
    ],
)
def test_what_the_reader_says_is_without_the_syntax(text, said):
    assert spoken(Query(text)) == said


def test_other_orders_keep_the_same_cases(engine):
    engine.write(
        [
            doc("old", "Waste", date="2001"),
            doc("new", "Sampah", date="2020"),
            doc("other", "Angkutan", date="2021"),
        ]
    )
    assert hits(engine, Query("waste", sort="date")) == {"new": True, "old": False}
    assert hits(engine, Query("waste", sort="title")) == {"new": True, "old": False}


def test_the_same_meaning_makes_neighbours(engine):
    engine.write(
        [
            doc("a", "Waste bank of a city"),
            doc("b", "Sampah"),
            doc("c", "Angkutan bank city"),
        ]
    )
    assert "b" in {hit.id for hit in engine.similar("a")}
    assert "a" not in {hit.id for hit in engine.similar("a")}
    assert len(engine.similar("a", 1)) == 1


TITLES = ("waste", "sampah", "bus", "angkutan", "waste bus", "kota", "desa waste kota")


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """Many more than the best of both sides that are put in one order."""
    engine = EmbeddedEngine(tmp_path_factory.mktemp("large") / "index", FakeEncoder())
    chance = random.Random(1)
    table = {
        f"{n}": doc(
            f"{n}",
            " ".join(chance.choices(TITLES, k=chance.randint(1, 3))),
            audience=chance.choice(["public", MEMBERS]),
            city=(chance.choice("xyz"),),
            date=f"{2000 + n % 20}",
        )
        for n in range(1_500)
    }
    engine.rebuild(table.values())
    engine.fill(lambda ids: [table[id] for id in ids])
    return engine


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    text=st.lists(st.sampled_from([*TITLES, "rubbish", "-kota", "+desa"]), max_size=3),
    city=st.sampled_from([(), ("x",), ("x", "y")]),
    sort=st.sampled_from(["relevance", "date", "title"]),
    size=st.sampled_from([7, 50, 333]),
    audience=st.sampled_from(["public", MEMBERS]),
)
def test_pages_divide_the_result(large, text, city, sort, size, audience):
    query = Query(
        " ".join(text),
        filters={"city": city},
        sort=sort,
        size=size,
        audience=audience,
        counted=("city",),
    )
    first = large.search(query)
    found = [
        hit.id
        for page in range(1, first.pages + 1)
        for hit in large.search(replace(query, page=page)).hits
    ]
    assert len(found) == len(set(found)) == first.total
    counts = {count.value: count.count for count in first.facets["city"]}
    if city:
        assert sum(counts.get(value, 0) for value in city) >= first.total
    else:
        assert sum(counts.values()) == first.total


def test_other_names_help_to_tell_what_is_meant(engine):
    engine.write([doc("a", "Sampah")])
    named = Concept(("abfall",), ((Concept(("rubbish",)), 0.5),))
    assert hits(engine, "abfall") == {}
    assert hits(engine, Query("abfall", tree=Group((named,)))) == {"a": True}
