from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.ranges import MAX_NUMBER, PARAMETERS, read_ranges, write_ranges

texts = st.text() | st.integers().map(str) | st.dates().map(str)
NAMES = [name for pair in PARAMETERS.values() for name in pair]


def read(**given):
    return read_ranges(lambda name: given.get(name, ""))


@pytest.mark.parametrize(
    ("text", "number"),
    [("1000", 1_000), ("1.000.000", 1_000_000), ("1,000,000", 1_000_000),
     ("1 000", 1_000), ("0", 0), ("9" * 50, MAX_NUMBER)],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(text, number):
    assert read(budget_min=text) == {"budget": (number, None)}


@pytest.mark.parametrize(
    "text", ["", "-1", "1.5", "1,00", "1.000,000", "a", "²", "١٢x"]
)
def test_what_is_no_number_is_left_out(text):
    assert read(budget_min=text) == {}


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [("2019", 20190000, 20199999), ("2019-06", 20190600, 20190699),
     ("2019-6-3", 20190603, 20190603), ("2019-13", 20190000, 20199999),
     ("2019-06-40", 20190600, 20190699)],
)  # fmt: skip
def test_a_date_is_as_exact_as_it_is_written(text, first, last):
    assert read(**{"from": text, "to": text}) == {"date": (first, last)}


@pytest.mark.parametrize("text", ["", "19", "2019/06", "June 2019", "-2019"])
def test_what_is_no_date_is_left_out(text):
    assert read(to=text) == {}


def test_ends_the_wrong_way_round_are_turned():
    assert read(budget_min="9", budget_max="1") == {"budget": (1, 9)}
    assert read(**{"from": "2020", "to": "2018-05"}) == {"date": (20180500, 20209999)}


@given(st.dictionaries(st.sampled_from(NAMES), texts))
def test_what_was_read_is_written_so_that_it_is_read_again(given):
    ranges = read(**given)
    assert read(**dict(write_ranges(ranges))) == ranges
