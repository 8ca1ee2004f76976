from __future__ import annotations

import tempfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.engines.embedded import EmbeddedEngine
from search.fields import MEMBERS, Document
from search.percolation import percolate
from search.places import Box
from search.query import Query

WORDS = ["waste", "wastes", "bank", "city", "smart", "sampah", "pengelolaan", "kelola"]
PIECES = [*WORDS, '"smart city"', "-bank", "OR", "AND", "NOT", "(", ")", "wast*",
          "title:bank", "city:kupang", "year:2019", "year:2018..", '"', "-", "kelol*",
          'title:"smart city"', "-(", "bank -waste", '"bank"']  # fmt: skip
texts = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
documents = st.builds(
    Document,
    id=st.just("case"),
    titles=st.fixed_dictionaries({"en": texts}),
    bodies=st.fixed_dictionaries({"id": texts}),
    attachments=st.lists(texts, max_size=2).map(tuple),
    facets=st.fixed_dictionaries(
        {"city": st.sampled_from([("kupang",), ("bogor",), ()])}
    ),
    numbers=st.sampled_from(
        [{}, {"budget": 50}, {"latitude": -10.0, "longitude": 123.0}]
    ),
    date=st.sampled_from(["", "2018", "2019-05"]),
    audience=st.sampled_from(["public", MEMBERS]),
)
queries = st.builds(
    Query,
    text=st.lists(st.sampled_from(PIECES), max_size=7).map(" ".join),
    filters=st.sampled_from([{}, {}, {"city": ("kupang", "malang")}]),
    ranges=st.sampled_from([{}, {}, {"budget": (10, 60)}, {"date": (None, 20190000)}]),
    boxes=st.sampled_from([None, None, (Box(120, -20, 130, 0),), ()]),
    cities=st.sampled_from([None, None, ("bogor",)]),
    audience=st.sampled_from(["public", MEMBERS]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents, st.lists(queries, min_size=1, max_size=40))
def test_a_query_finds_a_case_here_exactly_if_the_engine_finds_it(document, asked):
    # The engine may still be tidying its files away when the folder goes.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as directory:
        engine = EmbeddedEngine(directory)
        engine.write([document])
        found = [n for n, query in enumerate(asked) if engine.search(query).total]
        engine.close()
    assert list(percolate(document, enumerate(asked))) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [("waste", True), ("wasted", True), ("water", False), ("", True),
     ('"waste bank"', True), ('"bank waste"', False), ("-bank", False)],
)  # fmt: skip
def test_one_query(text, found):
    document = Document("a", {"en": "Waste bank"})
    assert list(percolate(document, [("key", Query(text))])) == ["key"] * found


def test_a_phrase_does_not_go_over_the_end_of_a_text():
    document = Document("a", {"en": "Waste", "id": "bank"})
    assert list(percolate(document, [(1, Query('"waste bank"'))])) == []
