"""Browsing: the terms of each vocabulary with their number of cases, and the short
address of a case."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cases.browsing import Entry, by_label, cities_by_country, entries, term_counts
from cases.models import CaseIdentity, SubDimension
from cases.routing import (
    current_version,
    in_all_languages,
    redirect_to_case,
    withdrawn,
)


def overview(request: HttpRequest) -> HttpResponse:
    counts = term_counts(request.user)
    context = {
        "pillars": entries("pillar", counts),
        "sectors": entries("sector", counts),
        "goals": entries("sdg", counts),
        "cities": len(counts.get("city", ())),
        "countries": len(counts.get("country", ())),
        "total": counts.get("total", {}).get("", 0),
    }
    return _page(request, "cases/browse.html", _("Browse"), **context)


def topics(request: HttpRequest) -> HttpResponse:
    found = entries("sector", term_counts(request.user))
    return _page(request, "cases/browse_list.html", _("Topics"), entries=found)


def pillars(request: HttpRequest) -> HttpResponse:
    counts = term_counts(request.user)
    below: dict[str, list[Entry]] = {}
    parents = dict(SubDimension.objects.values_list("code", "pillar__code"))
    for entry in entries("sub_dimension", counts):
        below.setdefault(parents.get(entry["code"], ""), []).append(entry)
    found = [
        entry | {"parts": below.get(entry["code"], ())}
        for entry in entries("pillar", counts)
    ]
    return _page(
        request, "cases/browse_pillars.html", _("Smart-city pillars"), entries=found
    )


def goals(request: HttpRequest) -> HttpResponse:
    found = entries("sdg", term_counts(request.user))
    title = _("Sustainable Development Goals")
    return _page(request, "cases/browse_list.html", title, entries=found, squares=True)


def cities(request: HttpRequest) -> HttpResponse:
    groups = cities_by_country(term_counts(request.user))
    return _page(request, "cases/browse_cities.html", _("Cities"), groups=groups)


def countries(request: HttpRequest) -> HttpResponse:
    found = by_label(entries("country", term_counts(request.user)))
    return _page(request, "cases/browse_list.html", _("Countries"), entries=found)


def short_address(request: HttpRequest, public_id: str) -> HttpResponse:
    """`/c/<public_id>/`: on to the version in the reader's language."""
    identity = CaseIdentity.objects.filter(public_id=public_id).first()
    if identity is None or identity.first_published_at is None:
        raise Http404("no such case")
    case = current_version(identity, get_language())
    if case is None:
        return withdrawn(request, identity)
    return redirect_to_case(request, case, get_language())


def _page(request: HttpRequest, template: str, title: str, **context) -> HttpResponse:
    crumbs = [{"label": title}]
    if request.path != reverse("cases:browse"):
        crumbs.insert(0, {"label": _("Browse"), "url": reverse("cases:browse")})
    context |= {
        "title": title,
        "crumbs": crumbs,
        "alternates": in_all_languages(request.path),
    }
    return render(request, template, context)
