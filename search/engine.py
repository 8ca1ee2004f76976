"""The door to the search engine: what it answers and what it can be asked.

`get_engine()` gives the one that `SEARCH_URL` names. Its index is derived data: it can
be deleted and made again at any time, and what it finds is checked against the
database before it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple, Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings

from search import meaning
from search.fields import PUBLIC, Document
from search.meaning import OFF
from search.query import Query


class SearchUnavailable(Exception):
    """The index can't be read or written now. Nothing is lost; a rebuild repairs it."""


class SearchStale(SearchUnavailable):
    """The index was made with another schema, analysis or engine: rebuild it."""


class Hit(NamedTuple):
    id: str
    score: float
    # Whether no word of the query finds it.
    by_meaning: bool = False


# Named tuples because a page may have thousands: five times as fast to make.
class FacetCount(NamedTuple):
    value: str
    count: int


def most_frequent(
    counts: Iterable[tuple[str, int]], most: int, wanted: Collection[str]
) -> tuple[FacetCount, ...]:
    """The `most` frequent values, ties by name, then those `wanted` that come after."""
    rows = sorted((FacetCount(*row) for row in counts), key=lambda c: (-c[1], c[0]))
    return (*rows[:most], *(row for row in rows[most:] if row.value in wanted))


@dataclass(frozen=True, slots=True)
class Results:
    """One page of hits.

    `page` may differ from the query's, which can be past the end. `facets` holds each
    facet's values with at least one case, most first, counted under the filters of
    the other facets: the `search.fields.VALUES` most frequent ones, and those that
    are filtered by.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetCount, ...]] = field(default_factory=dict)
    page: int = 1
    pages: int = 1
    took_ms: float = 0.0
    # Hits on all pages that no word finds.
    by_meaning: int = 0


@dataclass(frozen=True, slots=True)
class Stats:
    documents: int
    bytes: int
    segments: int
    generation: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that a rebuild repairs. `code` is missing, unreadable or stale."""

    code: str
    message: str


# Gives the present documents for the ids asked for; a case that is gone is left out.
Refresh = Callable[[Collection[str]], Iterable[Document]]


class Engine(Protocol):
    """Every method may raise `SearchUnavailable`, except `check` and `rebuild`."""

    def search(self, query: Query) -> Results: ...

    def similar(
        self, id: str, n: int = 5, *, audience: str = PUBLIC
    ) -> tuple[Hit, ...]:
        """The nearest other cases, best first; none where `id` is unknown."""

    def corrections(
        self, words: Iterable[str], *, audience: str = PUBLIC, known: bool = False
    ) -> Mapping[str, tuple[str, ...]]:
        """For those of the folded `words` that no case of this audience has in any
        form: similar words that some have, likeliest first. With `known` for the
        others, too: similar words that are much more frequent. Words without are left
        out."""

    def complete(
        self, text: str, n: int = 5, *, audience: str = PUBLIC
    ) -> tuple[Hit, ...]:
        """Cases whose title has every word of `text`, the last one only begun unless
        a blank follows; with a typing error in a word that no title has."""

    def write(
        self, upserts: Iterable[Document] = (), deletes: Iterable[str] = ()
    ) -> None:
        """Make the changes durable and visible to the next search, or raise.

        Deletes come first. Waits for other writers of any process. Repeating a write
        changes nothing.
        """

    def turn(self) -> AbstractContextManager[None]:
        """The right, one process at a time, to read cases and then write them: an
        old state can't overtake a newer one. Waits; ends with its process."""

    def rebuild(
        self,
        documents: Iterable[Document],
        *,
        refresh: Refresh | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> int:
        """Replace the index by `documents` and give their number.

        The old index answers until the new one is complete. `refresh` is called
        before the switch with the ids written meanwhile; without it those writes are
        lost. `progress` is called with the number of documents so far. Whatever
        `documents`, `refresh` or the disk raise passes through, and the old index
        stays.
        """

    def fill(
        self,
        refresh: Refresh,
        *,
        seconds: float | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> int:
        """Give a vector to each case that is found by words alone so far, as long as
        there is time; gives the number of those still without.

        Nothing to do where the engine does not search by meaning, or while another
        process is at it. `progress` is called with the number done and of all.
        """

    def fingerprints(self) -> dict[str, str]:
        """Fingerprint by id of every document."""

    def stats(self) -> Stats: ...

    def check(self) -> tuple[Problem, ...]: ...


def get_engine() -> Engine:
    """The engine that `settings.SEARCH_URL` names; the same object each time."""
    return engine_for(settings.SEARCH_URL, semantic=settings.SEARCH_SEMANTIC != OFF)


@lru_cache(maxsize=8)
def engine_for(url: str, *, semantic: bool = False) -> Engine:
    """The engine at `url`, such as `tantivy:///absolute/path/of/a/directory` or
    `opensearch://host:9200/hub`.

    `semantic`: by meaning, too, where the extra of that name is installed and the
    engine is the embedded one. Opens nothing. Raises ValueError for an address that no
    engine understands, or whose engine's library is not installed.
    """
    parts = urlsplit(url)
    if parts.scheme == "tantivy" and parts.path.startswith("/") and not parts.netloc:
        # Only here: engines import this module, and each needs its own library.
        from search.engines.embedded import EmbeddedEngine

        encoder = meaning.encoder() if semantic else None
        return EmbeddedEngine(unquote(parts.path), encoder)
    if parts.scheme.partition("+")[0] in ("elasticsearch", "opensearch"):
        return _on_server(parts)
    raise ValueError(f"No search engine for {parts.scheme!r}: see SEARCH_URL.")


def _on_server(parts: SplitResult) -> Engine:
    product = parts.scheme.partition("+")[0]
    try:
        if product == "opensearch":
            import opensearchpy  # noqa: F401 (only whether it is there)
        from search.engines.elastic import ElasticEngine
        from search.engines.elastic_address import Address
    except ImportError as error:
        raise ValueError(
            f"SEARCH_URL needs the extra {product}: {error.name} is not installed."
        ) from error
    return ElasticEngine(Address.parse(parts))
