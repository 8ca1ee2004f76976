"""The engine on a search server, Elasticsearch or OpenSearch; any number of hosts share
its index.

    PREFIX                           alias: the index that is searched
    PREFIX-FINGERPRINT-TIME          that index, and during a rebuild the next one
    PREFIX-state                     the rights to write and to rebuild, the journal

Whoever writes has the turn (`elastic_leases`) and writes its token as the version of
each document, so that one who slept over its end can't put an old state over a newer
one. A kill at any moment leaves whole documents; what was waiting is written again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from search.engine import (
    Hit,
    Problem,
    Refresh,
    Results,
    SearchStale,
    SearchUnavailable,
    Stats,
)
from search.engines import elastic_queries as queries
from search.engines import elastic_schema as schema
from search.engines import elastic_vocabulary as vocabulary
from search.engines.elastic_address import Address
from search.engines.elastic_clients import Refused
from search.engines.elastic_journal import Journal
from search.engines.elastic_leases import Lease
from search.engines.elastic_server import (
    NOTE_SECONDS,
    PATIENT_SECONDS,
    WRITE_SECONDS,
    Action,
    Server,
)
from search.fields import PUBLIC, Document
from search.layout import laid_out, unpack_bag
from search.query import Query

_NOT_FOUND = 404


class ElasticEngine:
    """See `search.engine.Engine`."""

    def __init__(self, address: Address) -> None:
        self.server = Server(address)
        self.alias = address.prefix
        state = f"{address.prefix}-state"
        self.rebuilding = Lease(self.server, state, "rebuild")
        self.journal = Journal(self.server, state)
        self._turn = Lease(self.server, state, "turn")
        self._mine = threading.local()

    # Reading

    def search(self, query: Query) -> Results:
        started = time.perf_counter()
        page = queries.page_of(query)
        answer = self._search(queries.search(query, page))
        total = answer["hits"]["total"]["value"]
        pages = max(1, -(-total // query.size))
        if page > pages:
            page = pages
            answer = self._search(queries.search(query, page))
        hits = queries.hits_of(answer, scored=queries.is_scored(query))
        facets = queries.facets_of(answer, query)
        took = (time.perf_counter() - started) * 1000
        return Results(total, hits, facets, page, pages, took)

    def similar(
        self, id: str, n: int = 5, *, audience: str = PUBLIC
    ) -> tuple[Hit, ...]:
        found = self._search(queries.bag(id))["hits"]["hits"]
        if not found or n < 1:
            return ()
        bag = unpack_bag(found[0]["_source"]["bag"])
        if not bag:
            return ()
        answer = self.server.request(
            "POST", f"/{found[0]['_index']}/_termvectors", queries.frequencies(bag)
        )
        request = queries.similar(id, bag, answer, n, audience)
        return queries.hits_of(self._search(request)) if request else ()

    def corrections(
        self, words: Iterable[str], *, audience: str = PUBLIC, known: bool = False
    ) -> Mapping[str, tuple[str, ...]]:
        request = vocabulary.unknown(words, audience)
        answer = self._search(request) if request else {}
        if "aggregations" not in answer:
            return {}
        near = vocabulary.near(answer, known=known)
        if audience != PUBLIC or not near:
            return near
        every = {word for words in near.values() for word in words}
        seen = vocabulary.counted(self._search(vocabulary.seen(every, audience)))
        shown = {w: tuple(o for o in near[w] if o in seen) for w in near}
        return {word: others for word, others in shown.items() if others}

    def complete(
        self, text: str, n: int = 5, *, audience: str = PUBLIC
    ) -> tuple[Hit, ...]:
        typed = vocabulary.Typed(text)
        if not typed or n < 1:
            return ()
        known = vocabulary.counted(self._search(typed.known(audience)))
        return queries.hits_of(self._search(typed.titles(known, n, audience)))

    def fingerprints(self) -> dict[str, str]:
        pairs: dict[str, str] = {}
        after = None
        while True:
            request = queries.fingerprints(after)
            hits = self._search(request, seconds=PATIENT_SECONDS)["hits"]["hits"]
            for hit in hits:
                pairs[hit["_id"]] = hit["fields"]["fingerprint"][0]
            if len(hits) < queries.PAGE_OF_IDS:
                return pairs
            after = hits[-1]["_id"]

    def stats(self) -> Stats:
        index = self.current()
        if index is None:
            return Stats(0, 0, 0, "")
        path = f"/{index}/_stats/docs,store,segments"
        numbers = self.server.request("GET", path, seconds=NOTE_SECONDS)
        primary = numbers["indices"][index]["primaries"]
        return Stats(
            primary["docs"]["count"],
            primary["store"]["size_in_bytes"],
            primary["segments"]["count"],
            index,
        )

    def check(self) -> tuple[Problem, ...]:
        try:
            index = self.current()
            if index is None:
                return (Problem("missing", "There is no search index yet."),)
            self._search(queries.search(Query(size=1, counted=()), 1))
        except SearchUnavailable as error:
            return (Problem("unreadable", str(error)),)
        if not schema.is_present(index):
            return (Problem("stale", "The search index is of another version."),)
        return ()

    def close(self) -> None:
        """Nothing is left to wait for."""

    def current(self) -> str | None:
        """The index behind the alias; None where there is none.

        Raises SearchUnavailable where it is not one of ours.
        """
        try:
            answer = self.server.request("GET", f"/_alias/{self.alias}")
        except Refused as refused:
            if refused.status == _NOT_FOUND:
                return None
            raise
        names = schema.ours(self.alias, answer)
        if len(names) != len(answer):
            raise SearchUnavailable(f"{self.alias} is an index of something else.")
        return names[-1]

    def _search(
        self, request: Mapping[str, Any], *, seconds: float | None = None
    ) -> dict[str, Any]:
        """An empty answer where there is no index."""
        limit = {} if seconds is None else {"seconds": seconds}
        answer = self.server.request(
            "POST", f"/{self.alias}/_search", request,
            ignore_unavailable="true", allow_partial_search_results="false", **limit,
        )  # fmt: skip
        return answer

    # Writing

    @contextmanager
    def turn(self) -> Iterator[None]:
        if getattr(self._mine, "token", None) is not None:
            yield
            return
        with self._turn.held() as held:
            self._mine.token = held.token
            try:
                yield
            finally:
                self._mine.token = None

    @property
    def token(self) -> int:
        """Of the turn that this thread has."""
        return self._mine.token

    def write(
        self, upserts: Iterable[Document] = (), deletes: Iterable[str] = ()
    ) -> None:
        upserts, deletes = tuple(upserts), tuple(deletes)
        if not upserts and not deletes:
            return
        with self.turn():
            index = self._index_to_write()
            if rebuild := self.rebuilding.about():
                ids = [*deletes, *(document.id for document in upserts)]
                self.journal.note(rebuild, ids, self.token)
            actions = changes(upserts, deletes, self.token)
            self.server.bulk(index, actions, refresh=True)

    def _index_to_write(self) -> str:
        index = self.current()
        if index is None:
            index = schema.new_name(self.alias)
            body = schema.definition(self.server.address.product) | {
                "aliases": {self.alias: {}}
            }
            self.server.request("PUT", f"/{index}", body, seconds=WRITE_SECONDS)
        elif not schema.is_present(index):
            raise SearchStale("The search index is of another version: rebuild it.")
        return index

    def fill(
        self,
        refresh: Refresh,
        *,
        seconds: float | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> int:
        """Servers are searched by words alone."""
        return 0

    def rebuild(
        self,
        documents: Iterable[Document],
        *,
        refresh: Refresh | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> int:
        # Here: it needs this class in turn.
        from search.engines.elastic_rebuild import Rebuild

        return Rebuild(self, refresh, progress).run(documents)


def changes(
    upserts: Iterable[Document], deletes: Iterable[str], version: int
) -> Iterator[Action]:
    """Deletes and documents with a version; the same one may be written again."""
    about = {"version": version, "version_type": "external_gte"}
    for id in deletes:
        yield {"delete": {"_id": id, **about}}, None
    for document in upserts:
        yield {"index": {"_id": document.id, **about}}, laid_out(document)
