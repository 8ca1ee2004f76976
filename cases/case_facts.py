"""The short facts of a case, with the search that each of them leads to."""

from __future__ import annotations

import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext

from cases import charts, money
from cases.choices import CostBand
from cases.vocabulary import label


def verbose(case, name: str) -> str:
    """The question's name as a heading."""
    text = str(case._meta.get_field(name).verbose_name)
    return text[:1].upper() + text[1:]


def costs(case) -> list[tuple[str, str]]:
    """(what, amount) pairs; the total in US dollars too where a rate is known."""
    found = [
        (verbose(case, name), f"{case.cost_currency} {charts.figure(amount)}")
        for name in ("cost_total", "investment", "running_cost")
        if (amount := getattr(case, name)) is not None
    ]
    if found and case.cost_year:
        found.append((gettext("Prices of"), str(case.cost_year)))
    usd = money.in_usd(case.cost_total, case.cost_currency, case.cost_year)
    if usd is not None:
        band = CostBand.of(usd)
        found.append((gettext("Cost band"), str(band.label)))
    if case.staff is not None:
        found.append((gettext("Full-time posts"), charts.figure(case.staff)))
    return found


def facts(case) -> list[dict[str, str]]:
    """Label, text and, where the search can filter by it, the address of that."""
    rows = [
        _fact("sector", case.sector, gettext("Topic")),
        {
            "label": gettext("Other topics"),
            "text": ", ".join(term.name for term in case.other_sectors.all()),
            "url": "",
        },
        _fact("pillar", case.pillar, gettext("Pillar")),
        _fact("sub_dimension", case.sub_dimension, gettext("Sub-dimension")),
        _fact("cluster", case.cluster, gettext("CityNet cluster")),
        _choice(case, "stage", gettext("Stage")),
        {"label": gettext("Time"), "text": period(case), "url": ""},
        _choice(case, "kind", gettext("Kind")),
        _choice(case, "scale", gettext("Scale")),
        _choice(case, "evidence_level", gettext("Evidence")),
        {
            "label": gettext("For"),
            "text": ", ".join(term.name for term in case.target_groups.all()),
            "url": "",
        },
        {"label": gettext("Place"), "text": case.place_name, "url": ""},
        {
            "label": gettext("Months until it ran"),
            "text": charts.figure(case.months_to_run),
            "url": "",
        },
        *_profile(case),
    ]
    return [row for row in rows if row["text"]]


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


def _profile(case) -> list[dict[str, str]]:
    """The city as it was in the year of the case."""
    year = f" ({case.profile_year})" if case.profile_year else ""
    density = ""
    if case.profile_population and case.profile_area_km2:
        density = charts.figure(round(case.profile_population / case.profile_area_km2))
    pairs = (
        (gettext("Population"), charts.figure(case.profile_population)),
        (gettext("Residents per km²"), density),
        (
            gettext("City budget"),
            f"{case.profile_budget_currency} {charts.figure(case.profile_budget)}"
            if case.profile_budget is not None
            else "",
        ),
        (gettext("Income group"), case.get_profile_income_group_display()),
        (gettext("Geography"), case.get_profile_geography_display()),
    )
    return [{"label": f"{name}{year}", "text": text, "url": ""} for name, text in pairs]


def _search_url(facet: str, code: str) -> str:
    return f"{reverse('search:results')}?{urlencode({facet: code})}"


def _fact(facet: str, term, heading: str) -> dict[str, str]:
    if term is None:
        return {"label": heading, "text": "", "url": ""}
    return {
        "label": heading,
        "text": term.name,
        "url": _search_url(facet, term.code),
    }


def _choice(case, facet: str, heading: str) -> dict[str, str]:
    code = getattr(case, facet)
    return {
        "label": heading,
        "text": label(facet, code) if code else "",
        "url": _search_url(facet, code) if code else "",
    }


def goals(case) -> list[dict[str, str]]:
    found = {goal.code: goal for goal in case.sdgs.all()}
    if case.primary_sdg:
        found = {case.primary_sdg.code: case.primary_sdg} | found
    return [
        {"code": code, "name": goal.name, "url": _search_url("sdg", code)}
        for code, goal in found.items()
    ]
