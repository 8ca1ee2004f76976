"""The results page, whole or, asked for by htmx, as the part that changed."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cases.listing import Card, cards_for
from cases.records import open_cases, public_cases
from cases.routing import in_all_languages
from members.roles import is_member
from search import demand, narrowing, navigation, presentation, relaxation, result_map
from search import text as analysis
from search.attachments import with_attachments
from search.engine import Results, SearchUnavailable, get_engine
from search.fields import MEMBERS, PUBLIC
from search.presentation import Names, address
from search.promoted import promoted_ids
from search.query import Query
from search.snippets import texts_of, with_marks
from search.suggestions import suggestions
from search.understanding import Understanding, find

logger = logging.getLogger(__name__)
RETRY_SECONDS = "60"
SUGGESTIONS_SECONDS = 60
SIMILAR = 4


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
    demand.note(request, query, context["total"] or len(context["recommended"]))
    template = "search/_answer.html" if partly else "search/results.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    if partly:
        response["HX-Push-Url"] = address(query)
    return response


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Options for the search box, to be shown while someone is typing."""
    text = analysis.clean(request.GET.get("q", ""))
    groups = suggestions(text, get_language(), request.user)
    response = render(request, "search/_suggestions.html", {"groups": groups})
    patch_cache_control(response, private=True, max_age=SUGGESTIONS_SECONDS)
    return response


@require_safe
def similar(request: HttpRequest, public_id: str) -> HttpResponse:
    """Cases that share the most telling words with one: a page, or for the page of
    that case a part of it."""
    language = get_language()
    own = cards_for([public_id], language, request.user)
    if not own:
        raise Http404("no such case")
    try:
        hits = get_engine().similar(public_id, SIMILAR, audience=_audience(request))
    except SearchUnavailable:
        logger.warning("The search does not answer.", exc_info=True)
        hits = ()
    context = {
        "own": own[0],
        "cards": cards_for([hit.id for hit in hits], language, request.user),
        "language_urls": in_all_languages(request.path),
    }
    template = "search/_similar.html" if request.htmx else "search/similar.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _audience(request: HttpRequest) -> str:
    return MEMBERS if is_member(request.user) else PUBLIC


def _asked(request: HttpRequest) -> Query:
    query = Query.from_params(
        request.GET,
        language=get_language(),
        audience=_audience(request),
    )
    return replace(query, counted=presentation.shown_facets(query))


def _given(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, value) for name, values in request.GET.lists() for value in values]


def _answer(request: HttpRequest, query: Query) -> dict[str, Any]:
    """What the template needs. Hits that the database does not show are left out."""
    found, understood = find(query)
    names = Names(get_language())
    recommended, cards, hidden = _cards(request, query, found, understood)
    total = found.total - hidden
    context = _frame(query, names) | {
        "recommended": recommended,
        "cards": cards,
        "total": total,
        "count": presentation.count_in_words(total, len(recommended)),
        "facets": presentation.facets(query, found, names),
        "narrowing": narrowing.form(query, names, narrowing.own_cities(request.user)),
        "sorts": navigation.sorts(query),
        "views": result_map.views(query),
        "pager": navigation.pager(query, found),
        "spelling": navigation.spelling(query, understood, total),
        "meaning_url": navigation.other_meaning(query, found),
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


def _cards(
    request: HttpRequest, query: Query, found: Results, understood: Understanding
) -> tuple[list[Card], list[Card], int]:
    """The promoted cases, the other hits, and how many hits are hidden from the
    reader. A case that is promoted is not a hit once more."""
    hits, first = [hit.id for hit in found.hits], promoted_ids(query)
    ids = dict.fromkeys([*first, *hits])
    cards = cards_for(ids, get_language(), request.user)
    hidden = len(set(hits) - {card["public_id"] for card in cards})
    marks = understood.query.marks
    by_meaning = {hit.id for hit in found.hits if hit.by_meaning}
    cards = [card | {"by_meaning": card["public_id"] in by_meaning} for card in cards]
    if marks:
        seen = open_cases() if query.audience == MEMBERS else public_cases()
        texts = texts_of(cards, seen)
        cards = with_marks(cards, texts, marks)
        cards = with_attachments(cards, texts, seen, marks)
    recommended = [card for card in cards if card["public_id"] in first]
    others = [card for card in cards if card["public_id"] not in first]
    return recommended, others, hidden


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
