"""Cases that the secretariat puts first for certain words.

One cached table, thrown away when an entry is saved: a search asks the database
nothing for it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from django.core.cache import cache
from django.utils import timezone

from search import text as analysis
from search.fields import RELEVANCE
from search.models import PromotedResult
from search.query import Query

CACHE_KEY = "promoted-results"
CACHE_SECONDS = 24 * 3600
# More than these would be a result list of its own.
MOST = 3


class Entry(NamedTuple):
    public_id: str
    language: str
    since: datetime.date | None
    until: datetime.date | None


Table = dict[tuple[str, ...], list[Entry]]


def promoted_ids(query: Query) -> list[str]:
    """Public identifiers of the cases that come first in the answer to `query`.

    Only on the first page by relevance without filters: another order was asked for
    expressly, and a filter may exclude the case. Whether the reader may see them is
    not looked at.
    """
    if query.page != 1 or query.sort != RELEVANCE:
        return []
    if query.is_narrowed or not query.is_bag:
        return []
    table = _table()
    today = timezone.localdate()
    found = (
        entry.public_id
        for key in _keys(analysis.content_words(query.text))
        for entry in table.get(key, ())
        if entry.language in ("", query.language)
        and (entry.since is None or entry.since <= today)
        and (entry.until is None or today <= entry.until)
    )
    return list(dict.fromkeys(found))[:MOST]


def forget() -> None:
    cache.delete(CACHE_KEY)


def _table() -> Table:
    table = cache.get(CACHE_KEY)
    if table is None:
        table = {}
        rows = PromotedResult.objects.filter(live=True).values_list(
            "words", "case__public_id", "language", "since", "until"
        )
        for words, *entry in rows:
            for key in _keys(analysis.content_words(words)):
                table.setdefault(key, []).append(Entry(*entry))
        cache.set(CACHE_KEY, table, CACHE_SECONDS)
    return table


def _keys(words: Iterable[str]) -> list[tuple[str, ...]]:
    """The words as a sorted set of stems, once for each language: two texts mean the
    same if they have one of these in common. Equal words have equal stems."""
    distinct = set(words)
    return [
        (language, *sorted({stem(word) for word in distinct}))
        for language, stem in analysis.STEM.items()
    ]
