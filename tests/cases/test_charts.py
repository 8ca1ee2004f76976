"""Figures as bars and the words for how they changed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import translation

from cases.charts import change, chart, figure
from cases.models import Indicator


@pytest.fixture(autouse=True)
def in_english():
    """A request of an earlier test leaves its language active."""
    with translation.override("en"):
        yield


def decimals(*values):
    return [None if value is None else Decimal(value) for value in values]


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        (100, 125, "+25%"),
        (200, 50, "−75%"),
        (100, 100, ""),
        (0, 5, ""),
        (None, 5, ""),
        (5, None, ""),
        (-1, 5, ""),
        (3, 190, "63 times as much"),
    ],
)
def test_change_is_said_where_it_says_something(before, after, text):
    assert change(*decimals(before, after)) == text


@pytest.mark.parametrize("unit", ["%", "percent of households", "persen"])
def test_percentages_change_by_points(unit):
    assert change(*decimals(12, 57), unit) == "+45 percentage points"
    assert change(*decimals(0, "7.5"), unit) == "+7.5 percentage points"


def test_bars_are_as_long_as_their_numbers():
    row = Indicator(name="n", before=Decimal(50), after=Decimal(200), target=Decimal(0))
    assert [bar.width for bar in chart(row).bars] == ["25.00", "100.00", "0"]


def test_negative_values_have_no_bar():
    row = Indicator(name="n", before=Decimal(-5), after=Decimal(-1))
    assert [bar.width for bar in chart(row).bars] == ["0", "0"]


def test_a_single_value_is_not_compared():
    assert not chart(Indicator(name="n", after=Decimal(3))).compared
    assert chart(Indicator(name="n", after=Decimal(3), target=Decimal(5))).compared


def test_figures_have_no_idle_zeros():
    assert figure(Decimal("1234567.5000")) == "1,234,567.5"
    assert figure(Decimal("1E+3")) == "1,000"
    assert figure(None) == ""
