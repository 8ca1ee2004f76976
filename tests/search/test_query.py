from __future__ import annotations

from dataclasses import replace

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from search.fields import FACETS, SORTS
from search.query import (
    MAX_PAGE,
    MAX_TEXT_CHARS,
    MAX_VALUE_CHARS,
    MAX_VALUES,
    MAX_WORDS,
    Query,
    Words,
    parse,
)

anything = st.dictionaries(
    st.sampled_from([*FACETS, "q", "sort", "page", "unknown"]),
    st.lists(st.text(), max_size=3),
)


def from_url(url: str) -> Query:
    return Query.from_params(QueryDict(url))


def test_a_query_is_read_from_the_url():
    query = from_url("q=Waste+bank&sector=waste&sector=water&sdg=11&sort=date&page=3")
    assert query.text == "Waste bank"
    assert query.filters == {"sector": ("waste", "water"), "sdg": ("11",)}
    assert (query.sort, query.page) == ("date", 3)


@pytest.mark.parametrize(
    ("given", "page"),
    [
        ("-1", 1),
        ("0", 1),
        ("abc", 1),
        ("", 1),
        ("2.5", 1),
        ("1000000000", MAX_PAGE),
        ("9" * 5_000, MAX_PAGE),
        ("٣", 3),
        ("²", 1),
    ],
)
def test_a_page_is_a_number_in_range(given, page):
    assert Query.from_params({"page": given}).page == page


def test_an_unknown_sort_is_relevance():
    assert from_url("sort=-price").sort == "relevance"


def test_an_unknown_parameter_is_left_out():
    assert from_url("audience=members&id=1") == Query()


def test_text_is_cut_and_cleaned():
    query = Query.from_params({"q": "a\x00b \n c" + "x" * 10_000})
    assert query.text.startswith("a b c")
    assert len(query.text) == MAX_TEXT_CHARS


def test_values_are_limited_in_number_and_length():
    query = Query.from_params({"tag": [f"{n}" + "x" * 1_000 for n in range(100)]})
    values = query.filters["tag"]
    assert len(values) == MAX_VALUES
    assert all(len(value) == MAX_VALUE_CHARS for value in values)


def test_an_unknown_value_is_kept_so_that_it_can_be_removed():
    assert from_url("sector=nosuch").filters == {"sector": ("nosuch",)}


@given(anything)
def test_any_parameters_make_a_query(params):
    query = Query.from_params(params)
    assert query.sort in SORTS
    assert 1 <= query.page <= MAX_PAGE
    assert len(set(query.words)) <= MAX_WORDS


@given(anything)
def test_parameters_and_query_are_each_others_inverse(params):
    query = Query.from_params(params)
    assert from_url(query.querystring) == query


@given(st.text())
def test_any_text_can_be_parsed(text):
    assert isinstance(parse(text), Words)


def test_words_are_limited_to_different_ones():
    words = parse(" ".join(f"w{n} w{n}" for n in range(200))).words
    assert len(words) == 2 * MAX_WORDS


def test_filters_are_added_and_removed():
    query = Query(page=4).with_filter("sector", "waste").with_filter("sector", "water")
    assert query.filters == {"sector": ("waste", "water")}
    assert query.page == 1
    assert query.toggled("sector", "waste").filters == {"sector": ("water",)}
    assert query.without_filter("sector").filters == {}
    assert query.without_filters().filters == {}
    assert query.with_filter("sector", "waste").filters == query.filters


def test_another_sort_starts_on_the_first_page():
    assert Query(page=4).with_sort("title").page == 1


def test_a_query_without_words_or_filters_asks_for_everything():
    assert Query(text="?!").is_empty
    assert not Query(text="waste").is_empty
    assert not Query(filters={"sdg": ("11",)}).is_empty


def test_queries_are_values():
    query = Query(text="waste", filters={"sdg": ("11",)})
    assert query == replace(query)
    assert hash(query) == hash(replace(query))
    with pytest.raises(TypeError):
        query.filters["sdg"] = ()
