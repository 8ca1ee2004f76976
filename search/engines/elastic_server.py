"""Requests to a search server: time limits, pauses for one that is down, and writing in
bulk with repetitions for one that is busy. All that goes wrong is `SearchUnavailable`.
"""

from __future__ import annotations

import json
import logging
import random
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from urllib3 import Timeout

from search.engine import SearchUnavailable
from search.engines.elastic_address import Address
from search.engines.elastic_clients import Client, Refused, Silent, client_for

logger = logging.getLogger(__name__)

# Seconds. A reader gets the plain page within two: one of these and the page itself.
CONNECT_SECONDS = 1.0
READ_SECONDS = 1.4
# One small document, which the server puts on its disk.
NOTE_SECONDS = 3.0
WRITE_SECONDS = 10.0
# Of a rebuild, which nobody waits for.
PATIENT_SECONDS = 120.0
# A server that did not answer is left alone so long: requests fail at once, but for
# one after each pause that tries it.
PAUSE_SECONDS = 5.0

_BUSY = (429, 502, 503, 504)
_ATTEMPTS, _PATIENT_ATTEMPTS = 4, 9
_FIRST_WAIT, _LONGEST_WAIT = 0.1, 10.0
_CHUNK_BYTES = 4_000_000
_CHUNK_ACTIONS = 500

# What to do with one document, and its content where there is any.
Action = tuple[Mapping[str, Any], Mapping[str, Any] | None]


class Breaker:
    """Remembers that a server did not answer, for all threads of this process."""

    def __init__(self, pause: float = PAUSE_SECONDS) -> None:
        self._pause = pause
        self._until: float | None = None
        self._lock = threading.Lock()

    def check(self) -> None:
        """Raise unless the server may be asked now."""
        with self._lock:
            if self._until is None:
                return
            now = time.monotonic()
            if now < self._until:
                raise SearchUnavailable("The search server did not answer just now.")
            # This caller tries it, the others wait for what comes out.
            self._until = now + self._pause

    def note(self, *, answered: bool) -> None:
        with self._lock:
            self._until = None if answered else time.monotonic() + self._pause


class Server:
    """Opens nothing before the first request; safe to use from several threads."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.breaker = Breaker()

    def close(self) -> None:
        self._client.close()

    def request(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | bytes | None = None,
        *,
        seconds: float = READ_SECONDS,
        patient: bool = False,
        **params: str | int,
    ) -> dict[str, Any]:
        """The server's answer to one request, which is not repeated.

        A patient one is sent even if the last had no answer. Raises SearchUnavailable,
        with `Refused` for what the server says no to.
        """
        if not patient:
            self.breaker.check()
        timeout = Timeout(connect=min(CONNECT_SECONDS, seconds), total=seconds)
        sent = None if body is None else _encoded(body)
        try:
            answer = self._client.request(method, path, sent, params, timeout)
        except Silent:
            self.breaker.note(answered=False)
            raise
        except Refused:
            self.breaker.note(answered=True)
            raise
        self.breaker.note(answered=True)
        return answer

    def bulk(
        self,
        index: str,
        actions: Iterable[Action],
        *,
        refresh: bool = False,
        patient: bool = False,
        **params: str,
    ) -> None:
        """Carry out `actions` on an index, in order.

        What the server is too busy for is tried again, after longer and longer
        pauses. Raises `Refused` for the first action that was refused otherwise, 409
        where the index has a later version; a document to delete may be missing.
        """
        for chunk in _chunks(actions):
            left = chunk
            attempts = _PATIENT_ATTEMPTS if patient else _ATTEMPTS
            for attempt in range(attempts):
                if attempt:
                    time.sleep(_pause_before(attempt))
                last = attempt == attempts - 1
                left = self._try(index, left, last, patient, params)
                if not left:
                    break
        if refresh:
            self.request(
                "POST", f"/{index}/_refresh", seconds=WRITE_SECONDS, patient=patient
            )

    def _try(
        self,
        index: str,
        lines: list[bytes],
        last: bool,
        patient: bool,
        params: Mapping[str, str],
    ) -> list[bytes]:
        """Those that the server was too busy for."""
        seconds = PATIENT_SECONDS if patient else WRITE_SECONDS
        try:
            answer = self.request(
                "POST", f"/{index}/_bulk", b"".join(lines),
                seconds=seconds, patient=patient, **params,
            )  # fmt: skip
        except Refused as refused:
            if last or refused.status not in _BUSY:
                raise
            return lines
        except Silent:
            if last or not patient:
                raise
            return lines
        if not answer["errors"]:
            return []
        busy = []
        for line, item in zip(lines, answer["items"], strict=True):
            ((verb, outcome),) = item.items()
            status = outcome["status"]
            if status in _BUSY and not last:
                busy.append(line)
            elif status >= 300 and (verb, status) != ("delete", 404):
                reason = outcome.get("error", {}).get("reason", "")
                raise Refused(status, reason)
        return busy

    @cached_property
    def _client(self) -> Client:
        return client_for(self.address)


def _encoded(body: Mapping[str, Any] | bytes) -> bytes:
    if isinstance(body, bytes):
        return body
    try:
        return json.dumps(body, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise SearchUnavailable(f"This can't be sent: {error}") from error


def _chunks(actions: Iterable[Action]) -> Iterator[list[bytes]]:
    chunk: list[bytes] = []
    size = 0
    for action, content in actions:
        line = _encoded(action) + b"\n"
        if content is not None:
            line += _encoded(content) + b"\n"
        if chunk and (size + len(line) > _CHUNK_BYTES or len(chunk) == _CHUNK_ACTIONS):
            yield chunk
            chunk, size = [], 0
        chunk.append(line)
        size += len(line)
    if chunk:
        yield chunk


def _pause_before(attempt: int) -> float:
    longest = min(_FIRST_WAIT * 2**attempt, _LONGEST_WAIT)
    # At different moments, or several writers would come back together.
    return random.uniform(longest / 2, longest)  # noqa: S311 (no secret)
