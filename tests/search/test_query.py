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
    MAX_WITHIN_KM,
    WITHIN_KM,
    Query,
)
from search.ranges import PARAMETERS
from search.syntax import MAX_PARTS, MAX_PHRASE_WORDS, MAX_WORDS

anything = st.dictionaries(
    st.sampled_from(
        [
            *FACETS,
            "q",
            "sort",
            "page",
            "near",
            "within",
            "like",
            "box",
            "unknown",
            *(name for pair in PARAMETERS.values() for name in pair),
        ]
    ),
    st.lists(
        st.text()
        | st.integers().map(str)
        | st.dates().map(str)
        | st.just("170,-20,-170,10"),
        max_size=3,
    ),
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
    assert len(set(query.words)) <= MAX_WORDS + MAX_PARTS * MAX_PHRASE_WORDS


@given(anything)
def test_parameters_and_query_are_each_others_inverse(params):
    query = Query.from_params(params)
    assert from_url(query.querystring) == query


def test_ranges_are_read_and_written():
    query = from_url("budget_min=1.000.000&population_max=250,000&from=2018&to=2020-05")
    assert query.ranges == {
        "budget": (1_000_000, None),
        "population": (None, 250_000),
        "date": (20180000, 20200599),
    }
    assert query.without_range("date").querystring == (
        "budget_min=1000000&population_max=250000"
    )


def test_a_place_is_a_city_and_a_distance_or_a_box():
    query = from_url("near=kupang&within=50&like=bogor&box=170,-20,-170,10")
    assert (query.near, query.within, query.like) == ("kupang", 50, "bogor")
    assert query.box.sides == (170, -20, -170, 10)
    assert query.is_narrowed
    for name in ("near", "box", "like"):
        assert name not in query.without_place(name).querystring
    assert query.without_place("near").within == WITHIN_KM
    assert query.without_filters() == Query()


@pytest.mark.parametrize(
    ("given", "km"), [("", WITHIN_KM), ("0", WITHIN_KM), ("-5", WITHIN_KM),
                      ("x", WITHIN_KM), ("25", 25), ("99999999", MAX_WITHIN_KM)],
)  # fmt: skip
def test_a_distance_is_sensible(given, km):
    assert from_url(f"near=kupang&within={given}").within == km


@pytest.mark.parametrize("box", ["", "1,2,3", "a,b,c,d", "0,9,1,8", "nan,0,1,1",
                                 "-181,0,0,1", "inf,0,1,1"])  # fmt: skip
def test_what_is_no_box_is_left_out(box):
    assert from_url(f"box={box}").box is None


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


def test_a_bag_is_a_text_with_words():
    assert Query(text="waste banks").is_bag


@pytest.mark.parametrize(
    "text",
    ["?!", '"waste banks"', "waste -bus", "wast*", "waste OR bus", "city:x waste"],
)
def test_a_text_that_asks_in_the_query_language_is_no_bag(text):
    assert not Query(text=text).is_bag


def test_a_query_is_narrowed_by_filters_not_by_words():
    assert Query(filters={"sdg": ("11",)}).is_narrowed
    assert not Query(text="waste").is_narrowed


def test_queries_are_values():
    query = Query(text="waste", filters={"sdg": ("11",)})
    assert query == replace(query)
    assert hash(query) == hash(replace(query))
    with pytest.raises(TypeError):
        query.filters["sdg"] = ()


def test_a_view_stays_while_the_search_changes():
    query = Query.from_params({"view": "map", "q": "bus"}).with_filter("tag", "rob")
    assert query.querystring == "q=bus&tag=rob&view=map"
    assert query.without_filters().with_view("list").querystring == "q=bus"
