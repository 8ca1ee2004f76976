"""The ids that were written while a rebuild went on, kept in the server.

One document for each id and rebuild, with the token of its last writer, so that a
rebuild can ask for those after the ones that it has taken in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from elasticsearch.dsl import Search
from elasticsearch.dsl import query as q

from search.engines.elastic_server import PATIENT_SECONDS, Action, Server

_PAGE = 5_000


class Journal:
    def __init__(self, server: Server, index: str) -> None:
        self._server = server
        self._index = index

    def note(self, rebuild: str, ids: Iterable[str], token: int) -> None:
        """Before the write, so that a kill in between leaves one id too many and never
        one too few."""
        self._server.bulk(self._index, (_noted(rebuild, id, token) for id in ids))

    def read(self, rebuild: str, since: int) -> tuple[tuple[str, ...], int]:
        """The ids noted with this token or a later one, and the last token."""
        self._refresh()
        query = q.Bool(filter=[q.Term(journal=rebuild), q.Range(token={"gte": since})])
        rows = [(hit["case"], hit["token"]) for _, hit in self._all(query)]
        return tuple(id for id, _ in rows), max((t for _, t in rows), default=since)

    def clear(self) -> None:
        """Remove all, those of rebuilds that died too."""
        self._refresh()
        found = [id for id, _ in self._all(q.Exists(field="journal"))]
        self._server.bulk(
            self._index, (({"delete": {"_id": id}}, None) for id in found), patient=True
        )

    def _all(self, query: q.Query) -> Iterator[tuple[str, dict]]:
        after: list | None = None
        while True:
            request = Search().query(query).sort("case", "journal")[:_PAGE]
            if after is not None:
                request = request.extra(search_after=after)
            answer = self._server.request(
                "POST", f"/{self._index}/_search", request.to_dict(),
                seconds=PATIENT_SECONDS, patient=True,
            )  # fmt: skip
            hits = answer["hits"]["hits"]
            yield from ((hit["_id"], hit["_source"]) for hit in hits)
            if len(hits) < _PAGE:
                return
            after = hits[-1]["sort"]

    def _refresh(self) -> None:
        self._server.request(
            "POST", f"/{self._index}/_refresh", seconds=PATIENT_SECONDS, patient=True
        )


def _noted(rebuild: str, id: str, token: int) -> Action:
    key = hashlib.blake2b(f"{rebuild} {id}".encode(), digest_size=16).hexdigest()
    content = {"journal": rebuild, "case": id, "token": token}
    return {"index": {"_id": f"journal-{key}"}}, content
