"""What people look for: how often, and how often in vain. Nothing about the people.

`note` counts a search in memory; a thread writes the counts a few seconds later, so
that no reader waits for it and a database that is down does no harm. A crash loses
those seconds.

What is kept is the text in folded words, the week, the language of the pages and
three numbers. A text that may name a person or an account is not kept at all
(`kept_text`), and one that hardly anybody asks for goes after a few weeks (`purge`):
what one person types once, such as a name, is of no use to the network.
"""

from __future__ import annotations

import datetime
import logging
import re
import threading
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.db import Error, connection, transaction
from django.db.models import F, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from members.roles import is_secretariat
from search import text as analysis
from search.fields import RELEVANCE
from search.models import SearchCount
from search.query import Query

logger = logging.getLogger(__name__)

# A search has two or three words; longer ones are sentences, which tell more.
MAX_CHARS = 80
MAX_WORDS = 8
# Telephone, identity card, tax and account numbers have six digits or more. Two years
# (2018-2022) are no number of a person.
MAX_DIGITS = 5
MAX_YEARS = 2
# So long rare texts are kept, because they have to add up before they are frequent.
RARE_WEEKS = 4
# Against floods of invented words: waiting in one process, and kept of one week.
MAX_WAITING = 1_000
MAX_TEXTS_A_WEEK = 20_000

_ADDRESS = re.compile(r"@|://|\bwww\.|\w\.[a-z]{2,}/", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# Machines that say so, and those that say nothing.
_MACHINE = re.compile(
    r"^$|bot\b|crawl|spider|slurp|scan|monitor|preview|headless|facebookexternalhit"
    r"|curl|wget|python|java/|go-http|okhttp|httpx|axios|node|libwww|perl|ruby",
    re.IGNORECASE,
)


def kept_text(text: str) -> str:
    """The folded words of `text` in their order; "" where it must not be kept."""
    digits = sum(character.isdecimal() for character in text)
    years = len(_YEAR.findall(text))
    if (
        _ADDRESS.search(text)
        or digits - 4 * min(years, MAX_YEARS) > MAX_DIGITS
        or len(text) > MAX_CHARS
    ):
        return ""
    words = analysis.words(text)
    kept = " ".join(words)
    # Folding can lengthen a text: one sign for "km" becomes two letters.
    return kept if len(words) <= MAX_WORDS and len(kept) <= MAX_CHARS else ""


def note(request: HttpRequest, query: Query, total: int) -> None:
    """Count this search with `total` hits, if it is one that counts."""
    if not settings.SEARCH_COUNTS_MONTHS or not query.is_bag:
        return
    text = kept_text(query.text)
    # That a filter leaves nothing says nothing of the words.
    if query.is_narrowed and not total:
        return
    if text and _is_new(request, query, text) and _asks(request):
        _counts.add(_Key(_monday(), text, query.language), total)


def _is_new(request: HttpRequest, query: Query, text: str) -> bool:
    """Whether the words are other ones than on the page that the reader comes from:
    filters, sorting and leafing repeat them."""
    if query.page != 1 or query.sort != RELEVANCE:
        return False
    before = request.headers.get("HX-Current-URL") or request.headers.get("Referer")
    try:
        parts = urlsplit(before or "")
    except ValueError:
        return True
    # The secretariat follows a link of its own list.
    if parts.path.startswith(reverse("wagtailadmin_home")):
        return False
    return all(kept_text(q) != text for q in parse_qs(parts.query).get("q", ()))


def _asks(request: HttpRequest) -> bool:
    """Whether a person of the audience asks: no machine, no browser ahead of its
    user, nobody who tries the search on duty."""
    headers = request.headers
    ahead = headers.get("Sec-Purpose", "") + headers.get("Purpose", "")
    if request.method != "GET" or "prefetch" in ahead:
        return False
    if _MACHINE.search(headers.get("User-Agent", "")):
        return False
    # Last, because it is the one question to the database, for those signed in.
    return not (request.user.is_authenticated and is_secretariat(request.user))


def _monday(day: datetime.date | None = None) -> datetime.date:
    day = day or timezone.localdate()
    return day - datetime.timedelta(days=day.weekday())


@dataclass(frozen=True, slots=True, order=True)
class _Key:
    week: datetime.date
    text: str
    language: str


@dataclass(slots=True)
class _Tally:
    searches: int = 0
    without_hits: int = 0
    last_total: int = 0


class _Counts:
    """Counts that wait in this process to be written."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[_Key, _Tally] = {}
        self._timer: threading.Timer | None = None

    def add(self, key: _Key, total: int) -> None:
        with self._lock:
            if key not in self._waiting and len(self._waiting) >= MAX_WAITING:
                return
            tally = self._waiting.setdefault(key, _Tally())
            tally.searches += 1
            tally.without_hits += not total
            tally.last_total = total
            self._start()

    def take(self) -> dict[_Key, _Tally]:
        with self._lock:
            taken, self._waiting, self._timer = self._waiting, {}, None
        return taken

    def _start(self) -> None:
        # A fork takes the counts along, not the thread that would write them.
        if settings.SEARCH_COUNTS_SECONDS is None or (
            self._timer and self._timer.is_alive()
        ):
            return
        self._timer = threading.Timer(settings.SEARCH_COUNTS_SECONDS, _flush_in_thread)
        self._timer.daemon = True
        self._timer.start()


_counts = _Counts()


def _flush_in_thread() -> None:
    try:
        flush()
    except Error as error:
        logger.warning("Counts of searches were lost: %s", error)
    finally:
        connection.close()


def flush() -> int:
    """Write what waits in this process; gives the number of rows. Four queries in
    one transaction, whatever their number. Raises the database's errors."""
    taken = _counts.take()
    if not taken:
        return 0
    weeks = {key.week for key in taken}
    with transaction.atomic():
        if SearchCount.objects.filter(week__in=weeks).count() < MAX_TEXTS_A_WEEK:
            # Sorted, like the lock below: two processes do not wait for each other.
            fresh = (
                SearchCount(week=key.week, text=key.text, language=key.language)
                for key in sorted(taken)
            )
            SearchCount.objects.bulk_create(fresh, ignore_conflicts=True)
        texts = {key.text for key in taken}
        rows = [
            row
            for row in SearchCount.objects.select_for_update()
            .filter(week__in=weeks, text__in=texts)
            .order_by("pk")
            if _Key(row.week, row.text, row.language) in taken
        ]
        for row in rows:
            tally = taken[_Key(row.week, row.text, row.language)]
            row.searches = F("searches") + tally.searches
            row.without_hits = F("without_hits") + tally.without_hits
            row.last_total = tally.last_total
        fields = ["searches", "without_hits", "last_total"]
        SearchCount.objects.bulk_update(rows, fields)
    return len(rows)


def purge() -> int:
    """Delete what is too old, and what is rare; gives the number of rows."""
    months, counts = settings.SEARCH_COUNTS_MONTHS, SearchCount.objects.all()
    if months:
        days = datetime.timedelta(days=round(months * 365.25 / 12))
        counts = counts.filter(week__lt=timezone.localdate() - days)
    deleted, _by_model = counts.delete()
    rare = (
        SearchCount.objects.order_by()
        .values("text")
        .annotate(asked=Sum("searches"))
        .filter(asked__lt=settings.SEARCH_COUNTS_RARE)
        .values("text")
    )
    weeks = datetime.timedelta(weeks=RARE_WEEKS)
    old = SearchCount.objects.filter(week__lt=_monday() - weeks, text__in=rare)
    return deleted + old.delete()[0]
