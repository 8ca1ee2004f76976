"""Where a reader goes on from the results: other orders, pages, spellings, meanings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import pgettext_lazy

from search.engine import Results
from search.fields import NEWEST, RELEVANCE, TITLE
from search.presentation import address
from search.query import Query
from search.understanding import Understanding, suggestion

SORT_LABELS = {
    RELEVANCE: pgettext_lazy("sort by", "Relevance"),
    NEWEST: pgettext_lazy("sort by", "Newest"),
    TITLE: pgettext_lazy("sort by", "Title"),
}


def spelling(
    query: Query, understood: Understanding, total: int
) -> dict[str, str] | None:
    """What the reader may have meant, and the words that no case has, if any."""
    text = suggestion(understood, total)
    if not text:
        return None
    unknown = "”, “".join(understood.corrections)
    url = address(replace(query, text=text, page=1))
    return {"unknown": unknown, "text": text, "url": url}


def other_meaning(query: Query, results: Results) -> str:
    """The same search by words alone, or by meaning again; empty where that is no
    other search."""
    if not query.words or (query.meaning and not results.by_meaning):
        return ""
    return address(replace(query, meaning=not query.meaning, page=1))


def sorts(query: Query) -> list[dict[str, Any]]:
    """Without words all cases are equally relevant, and the newest come first."""
    choices = list(SORT_LABELS)
    current = query.sort
    if not query.words:
        choices.remove(RELEVANCE)
        current = NEWEST if current == RELEVANCE else current
    return [
        {
            "name": name,
            "label": SORT_LABELS[name],
            "url": address(query.with_sort(name)),
            "current": name == current,
        }
        for name in choices
    ]


def pager(query: Query, results: Results) -> dict[str, Any]:
    page, pages = results.page, results.pages
    return {
        "number": page,
        "pages": pages,
        "previous_url": address(query.with_page(page - 1)) if page > 1 else "",
        "next_url": address(query.with_page(page + 1)) if page < pages else "",
    }
