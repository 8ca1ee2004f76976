"""A new index beside the old one on a search server, and the switch to it.

While it is filled, writers note in the journal what they change. Those cases are read
and written again: most of them while others still write, the rest in the turn in which
the alias moves. So there is no moment without an index and no change that is lost, and
a rebuild that is killed leaves the old index, and a new one for the next to delete.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from search.engine import Refresh, SearchUnavailable
from search.engines import elastic_schema as schema
from search.engines.elastic import ElasticEngine, changes
from search.engines.elastic_leases import Held
from search.engines.elastic_server import PATIENT_SECONDS
from search.fields import Document

_PROGRESS_EVERY = 100
# Nobody searches the new index: it is made visible once.
_WHILE_FILLING = {"refresh_interval": "-1", "translog.durability": "async"}
_AFTERWARDS = dict.fromkeys(_WHILE_FILLING)  # null: what the server does by itself


class Rebuild:
    def __init__(
        self,
        engine: ElasticEngine,
        refresh: Refresh | None,
        progress: Callable[[int], None] | None,
    ) -> None:
        self._engine = engine
        self._server = engine.server
        self._refresh = refresh
        self._progress = progress

    def run(self, documents: Iterable[Document]) -> int:
        engine = self._engine
        with engine.rebuilding.held() as held:
            index = schema.new_name(engine.alias)
            with engine.turn():
                # Nobody else builds: other indices are left of rebuilds that died.
                self._remove_others(engine.current())
                # Before the first document is read, or a change could fall between.
                held.say(index)
                token = engine.token
            try:
                self._create(index)
                self._fill(index, documents, token)
                self._switch(index, held, token)
            except BaseException:
                with suppress(SearchUnavailable):
                    if engine.current() != index:
                        self._request("DELETE", f"/{index}", ignore_unavailable="true")
                raise
            engine.journal.clear()
        answer = self._request("GET", f"/{engine.alias}/_count")
        return answer["count"]

    def _create(self, index: str) -> None:
        body = schema.definition(self._server.address.product)
        body["settings"]["index"] |= _WHILE_FILLING
        self._request("PUT", f"/{index}", body)

    def _fill(self, index: str, documents: Iterable[Document], token: int) -> None:
        self._server.bulk(
            index, changes(self._counted(documents), (), token), patient=True
        )
        self._request("POST", f"/{index}/_flush")

    def _counted(self, documents: Iterable[Document]) -> Iterator[Document]:
        number = 0
        for number, document in enumerate(documents, 1):
            yield document
            if self._progress and number % _PROGRESS_EVERY == 0:
                self._progress(number)
        if self._progress and number % _PROGRESS_EVERY:
            self._progress(number)

    def _switch(self, index: str, held: Held, token: int) -> None:
        engine = self._engine
        last = self._catch_up(index, 0, token)
        self._request("PUT", f"/{index}/_settings", {"index": _AFTERWARDS})
        with engine.turn():
            self._catch_up(index, last, engine.token)
            self._request("POST", f"/{index}/_refresh")
            held.check()
            old = engine.current()
            actions = [{"add": {"index": index, "alias": engine.alias}}]
            if old is not None:
                actions.append({"remove": {"index": old, "alias": engine.alias}})
            self._request("POST", "/_aliases", {"actions": actions})
            held.say("")
        self._remove_others(index)

    def _catch_up(self, index: str, since: int, token: int) -> int:
        """Take in what was written since; gives the last token in the journal."""
        ids, last = self._engine.journal.read(index, since)
        if ids and self._refresh:
            documents = list(self._refresh(ids))
            gone = set(ids) - {document.id for document in documents}
            self._server.bulk(index, changes(documents, gone, token), patient=True)
        return last

    def _remove_others(self, keep: str | None) -> None:
        pattern = f"/{self._engine.alias}-*"
        names = self._request("GET", f"{pattern}/_alias")
        for name in schema.ours(self._engine.alias, names):
            if name != keep:
                self._request("DELETE", f"/{name}", ignore_unavailable="true")

    def _request(self, method: str, path: str, body=None, **params) -> dict:
        return self._server.request(
            method, path, body, seconds=PATIENT_SECONDS, patient=True, **params
        )
