"""The short facts of a case, with the search that each of them leads to."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, Value
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext

from cases import charts, money
from cases.choices import CostBand
from cases.vocabulary import label

TERM_LISTS = ("other_sectors", "target_groups", "sdgs", "sdg_targets")
# A conversion by the average of a year is not more exact than this.
DIGITS_OF_DOLLARS = 3
Fact = dict[str, Any]
Terms = dict[str, list[Any]]


def verbose(case, name: str) -> str:
    """The question's name as a heading."""
    text = str(case._meta.get_field(name).verbose_name)
    return text[:1].upper() + text[1:]


def term_lists(case) -> Terms:
    """The terms of the lists of `case`, by the list's name, in the vocabulary's order:
    one query for all of a published case; those of a draft are at hand."""
    lists = {name: getattr(case, name).all() for name in TERM_LISTS}
    if all(isinstance(terms, QuerySet) for terms in lists.values()):
        return _read_together(lists)
    return {
        name: sorted(terms, key=lambda term: term.position)
        for name, terms in lists.items()
    }


def _read_together(lists: dict[str, QuerySet]) -> Terms:
    first, *others = [
        terms.order_by().values_list(
            Value(name),
            F("position"),
            F("code"),
            F("names"),
            F("number") if name == "sdg_targets" else Value(""),
        )
        for name, terms in lists.items()
    ]
    found: Terms = {name: [] for name in lists}
    for name, position, code, names, number in first.union(*others, all=True):
        values = {"position": position, "code": code, "names": names}
        if number:
            values["number"] = number
        found[name].append(lists[name].model(**values))
    for terms in found.values():
        terms.sort(key=lambda term: term.position)
    return found


def costs(case) -> list[Fact]:
    """The amounts; the total in US dollars too where a rate is known."""
    found = [
        _plain(verbose(case, name), f"{case.cost_currency} {charts.figure(amount)}")
        for name in ("cost_total", "investment", "running_cost")
        if (amount := getattr(case, name)) is not None
    ]
    if found and case.cost_year:
        found.append(_plain(gettext("Prices of"), str(case.cost_year)))
    usd = money.in_usd(case.cost_total, case.cost_currency, case.cost_year)
    if usd is not None:
        if case.cost_currency != "USD":
            found.append(_plain(gettext("In US dollars"), _about(usd)))
        band = CostBand.of(usd)
        link = _link("cost_band", band.value, str(band.label))
        found.append({"label": gettext("Cost band"), "links": [link]})
    if case.staff is not None:
        found.append(_plain(gettext("Full-time posts"), charts.figure(case.staff)))
    return found


def facts(case, terms: Terms) -> list[Fact]:
    """Label and links; a link without an address is a text that no search filters."""
    rows = [
        _term("sector", gettext("Topic"), case.sector),
        _term("sector", gettext("Other topics"), *terms["other_sectors"]),
        _term("pillar", gettext("Pillar"), case.pillar),
        _term("sub_dimension", gettext("Sub-dimension"), case.sub_dimension),
        _term("cluster", gettext("CityNet cluster"), case.cluster),
        _choice(case, "stage", gettext("Stage")),
        _plain(gettext("Time"), period(case)),
        _plain(gettext("Months until it ran"), charts.figure(case.months_to_run)),
        _choice(case, "kind", gettext("Kind")),
        _choice(case, "scale", gettext("Scale")),
        _choice(case, "evidence_level", gettext("Evidence")),
        _term("target_group", gettext("For"), *terms["target_groups"]),
        _plain(gettext("Place"), case.place_name, own=True),
        _plain(gettext("Lead organisation"), case.lead_organisation, own=True),
        *_profile(case),
    ]
    return [row for row in rows if row["links"]]


def goals(case, terms: Terms) -> list[dict[str, str]]:
    """The main goal first."""
    found = {goal.code: goal for goal in (case.primary_sdg, *terms["sdgs"]) if goal}
    return [
        {"code": code, **_link("sdg", code, f"{code}. {goal.name}")}
        for code, goal in found.items()
    ]


def period(case) -> str:
    start, end = day_text(case.start), day_text(case.end)
    if start and case.ongoing:
        return gettext("since %(start)s") % {"start": start}
    return " – ".join(part for part in (start, end) if part)


def day_text(value: str) -> str:
    """A partial date as the active language writes it: 2019, March 2019, ..."""
    parts = [int(part) for part in value.split("-")] if value else []
    if len(parts) < 2:
        return value
    day = datetime.date(*[*parts, 1][:3])
    return date_format(day, "DATE_FORMAT" if len(parts) == 3 else "YEAR_MONTH_FORMAT")


def _profile(case) -> Iterable[Fact]:
    """The city as it was in the year of the case."""
    year = f" ({case.profile_year})" if case.profile_year else ""
    density = budget = area = ""
    if case.profile_area_km2:
        area = f"{charts.figure(case.profile_area_km2)} km²"
    if case.profile_population and case.profile_area_km2:
        density = charts.figure(round(case.profile_population / case.profile_area_km2))
    if case.profile_budget is not None:
        amount = charts.figure(case.profile_budget)
        budget = f"{case.profile_budget_currency} {amount}"
    pairs = (
        (gettext("Population"), charts.figure(case.profile_population)),
        (gettext("Area"), area),
        (gettext("Residents per km²"), density),
        (gettext("City budget"), budget),
        (gettext("Income group"), case.get_profile_income_group_display()),
        (gettext("Geography"), case.get_profile_geography_display()),
    )
    return (_plain(f"{name}{year}", text) for name, text in pairs)


def _about(usd: Decimal) -> str:
    surplus = max(usd.adjusted() + 1 - DIGITS_OF_DOLLARS, 0)
    return gettext("about USD %(amount)s") % {
        "amount": charts.figure(round(usd, -surplus))
    }


def _link(facet: str, code: str, text: str) -> dict[str, str]:
    query = urlencode({facet: code})
    return {"text": text, "url": f"{reverse('search:results')}?{query}"}


def _plain(heading: str, text: str, *, own: bool = False) -> Fact:
    """`own` marks words of the case, which are in its language."""
    links = [{"text": text, "url": ""}] if text else []
    return {"label": heading, "links": links, "own": own}


def _term(facet: str, heading: str, *terms) -> Fact:
    links = [_link(facet, term.code, term.name) for term in terms if term]
    return {"label": heading, "links": links}


def _choice(case, facet: str, heading: str) -> Fact:
    code = getattr(case, facet)
    links = [_link(facet, code, label(facet, code))] if code else []
    return {"label": heading, "links": links}
