"""The figures of an indicator as bars, drawn on the server."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

WIDTH = 100.0
PER_CENT = ("%", "per cent", "percent", "persen")
# From here on "13 times" is easier to read than "+1,200%".
MANY_TIMES = 10


@dataclass(frozen=True)
class Bar:
    """`width` in per cent of the longest bar of the same indicator."""

    label: str
    year: int | None
    value: str
    width: str
    role: str


@dataclass(frozen=True)
class Chart:
    """`compared` is whether there is more than one value, so that bars say something;
    a single value is better read as a number."""

    name: str
    unit: str
    bars: tuple[Bar, ...]
    change: str
    proof: str
    proof_url: str

    @property
    def compared(self) -> bool:
        return len(self.bars) > 1


def figure(value: Decimal | int | float | None) -> str:
    """A number as readers of the active language write it; empty for None."""
    if value is None:
        return ""
    text = format(Decimal(str(value)).normalize(), "f")
    decimals = len(text.partition(".")[2])
    return number_format(text, decimals, use_l10n=True, force_grouping=True)


def chart(row) -> Chart:
    """Bars of the values that `row`, an Indicator, has; negative ones have no bar."""
    values = [
        ("before", _("Before"), row.year_before, row.before),
        ("after", _("After"), row.year, row.after),
        ("target", _("Target"), None, row.target),
    ]
    known = [item for item in values if item[3] is not None]
    longest = max((item[3] for item in known), default=0)
    bars = tuple(
        Bar(label, year, figure(value), _width(value, longest), role)
        for role, label, year, value in known
    )
    return Chart(
        row.name,
        row.unit,
        bars,
        change(row.before, row.after, row.unit),
        row.proof,
        row.proof_url,
    )


def change(before: Decimal | None, after: Decimal | None, unit: str = "") -> str:
    """From before to after: +25%; of percentages, the points between them; of much
    more, how many times as much. Empty where that says nothing."""
    if before is None or after is None or before < 0 or after < 0:
        return ""
    if unit.strip().lower().startswith(PER_CENT):
        points = after - before
        text = _("%(number)s percentage points") % {"number": _signed(points)}
        return text if points else ""
    if not before:
        return ""
    if after >= MANY_TIMES * before:
        return _("%(number)s times as much") % {"number": figure(round(after / before))}
    per_cent = round(100 * (after - before) / before)
    return f"{_signed(Decimal(per_cent))}%" if per_cent else ""


def _signed(value: Decimal) -> str:
    return ("+" if value > 0 else "−") + figure(abs(value))


def _width(value: Decimal, longest: Decimal) -> str:
    if longest <= 0 or value <= 0:
        return "0"
    return f"{WIDTH * float(value) / float(longest):.2f}"
