"""Cases, terms and facts for the pages of home, city and information."""

from __future__ import annotations

from django import template
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language

from cases import browsing, listing

register = template.Library()
CITY_PAGE_SIZE = 20


@register.simple_tag(takes_context=True)
def newest_cards(context, number: int) -> list[listing.Card]:
    cases = listing.newest(listing.cases_for(context["request"].user))
    return listing.cards(cases, get_language(), limit=number)


@register.simple_tag(takes_context=True)
def term_entries(context, facet: str) -> list[browsing.Entry]:
    """The terms of `facet` with their number of cases, see `browsing.entries`."""
    return browsing.entries(facet, _counts(context))


@register.simple_tag(takes_context=True)
def case_total(context) -> int:
    return _counts(context).get("total", {}).get("", 0)


@register.simple_tag(takes_context=True)
def city_cases(context, city) -> dict:
    """The cases of `city`, newest first: cards, pager and their number. A page number
    that is none, or past the end, gives the nearest page."""
    request = context["request"]
    language = get_language()
    cases = listing.newest(listing.cases_for(request.user).filter(city=city))
    paginator = Paginator(listing.one_version_each(cases, language), CITY_PAGE_SIZE)
    page = paginator.get_page(request.GET.get("page", "1")[:9])
    return {
        "cards": listing.cards(
            cases, language, limit=CITY_PAGE_SIZE, offset=page.start_index() - 1
        )
        if paginator.count
        else [],
        "total": paginator.count,
        "pager": pager(page, request.path),
        "search_url": f"{reverse('search:results')}?{urlencode({'city': city.slug})}",
    }


def pager(page, path: str) -> dict:
    def url(number: int) -> str:
        return path if number == 1 else f"{path}?page={number}"

    return {
        "number": page.number,
        "pages": page.paginator.num_pages,
        "previous_url": url(page.previous_page_number()) if page.has_previous() else "",
        "next_url": url(page.next_page_number()) if page.has_next() else "",
    }


def _counts(context) -> browsing.Counts:
    """Read once a page, however many lists it has."""
    request = context["request"]
    if not hasattr(request, "term_counts"):
        request.term_counts = browsing.term_counts(request.user)
    return request.term_counts
