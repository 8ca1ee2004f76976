"""The results page, whole or, asked for by htmx, as the part that changed."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cases.listing import cards_for
from cases.records import open_cases, public_cases
from members.roles import is_member
from search import narrowing, presentation, relaxation, result_map
from search.engine import SearchUnavailable
from search.fields import MEMBERS, PUBLIC
from search.presentation import Names, address
from search.query import Query
from search.snippets import texts_of, with_marks
from search.understanding import find

logger = logging.getLogger(__name__)
RETRY_SECONDS = "60"


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    query = _asked(request)
    partly = request.htmx and not request.htmx.history_restore_request
    if not partly and _given(request) != query.to_params():
        # One address for one search: without the empty fields of the form, in the
        # order of the schema, without what nobody knows.
        return HttpResponseRedirect(address(query))
    try:
        context = _answer(request, query)
    except SearchUnavailable:
        logger.warning("The search does not answer.", exc_info=True)
        return _unavailable(request, query, partly)
    template = "search/_answer.html" if partly else "search/results.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    if partly:
        response["HX-Push-Url"] = address(query)
    return response


def _asked(request: HttpRequest) -> Query:
    query = Query.from_params(
        request.GET,
        language=get_language(),
        audience=MEMBERS if is_member(request.user) else PUBLIC,
    )
    return replace(query, counted=presentation.shown_facets(query))


def _given(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, value) for name, values in request.GET.lists() for value in values]


def _answer(request: HttpRequest, query: Query) -> dict[str, Any]:
    """What the template needs. Hits that the database does not show are left out."""
    found, understood = find(query)
    language = get_language()
    names = Names(language)
    cards = cards_for([hit.id for hit in found.hits], language, request.user)
    marks = understood.query.marks
    if marks:
        seen = open_cases() if query.audience == MEMBERS else public_cases()
        cards = with_marks(cards, texts_of(cards, seen), marks)
    total = found.total - (len(found.hits) - len(cards))
    context = _frame(query, names) | {
        "cards": cards,
        "total": total,
        "count": presentation.count_in_words(total),
        "facets": presentation.facets(query, found, names),
        "narrowing": narrowing.form(query, names, narrowing.own_cities(request.user)),
        "sorts": presentation.sorts(query),
        "views": result_map.views(query),
        "pager": presentation.pager(query, found),
        "spelling": presentation.spelling(query, understood, total),
        "canonical": address(query.with_page(found.page)),
        # A chip that was followed is gone afterwards: the focus goes on to the count.
        "focus": (request.htmx.trigger or "").startswith("chip-"),
        # What the reader may still be typing is not replaced.
        "typing": request.htmx.trigger == "filters",
    }
    context |= result_map.context(query, found, names)
    if total <= relaxation.FEW:
        context["ways_out"] = relaxation.ways_out(query, names, total)
    return context


def _frame(query: Query, names: Names) -> dict[str, Any]:
    conditions = narrowing.conditions(query, names)
    return {
        "query": query,
        "q": query.text,
        "own_search_box": True,
        "conditions": conditions,
        "in_words": presentation.in_words(conditions),
        "title": presentation.title(query, conditions),
        "language_urls": presentation.addresses(query),
        "clear_url": address(query.without_filters()),
        "indexable": not query.to_params(),
    }


def _unavailable(request: HttpRequest, query: Query, partly: bool) -> HttpResponse:
    """The rest of the hub works, and says so."""
    context = _frame(query, Names(get_language()))
    response = render(request, "search/unavailable.html", context, status=503)
    response["Retry-After"] = RETRY_SECONDS
    if partly:
        # htmx does not show failures: let the browser load the page that explains.
        response["HX-Redirect"] = address(query)
    return response
