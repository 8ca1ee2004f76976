"""A right that one process of any host has at a time, kept in the server itself.

One document for each right. Whoever holds it writes the document again every few
seconds; a holder that did not for `LEASE_SECONDS`, as measured by the one who waits,
is taken for dead: no clocks need to agree. One that was only asleep may wake up
afterwards, so every holder has a higher token than those before, and writes with it as
the version of documents: the server refuses older ones.
"""

from __future__ import annotations

import contextlib
import random
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from search.engine import SearchUnavailable
from search.engines.elastic_clients import Refused
from search.engines.elastic_schema import state_definition
from search.engines.elastic_server import NOTE_SECONDS, WRITE_SECONDS, Server

LEASE_SECONDS = 10.0
BEAT_SECONDS = 3.0
# Long enough to find out that a holder is dead.
PATIENCE_SECONDS = LEASE_SECONDS + 2
# Between two looks while another has the right.
_LOOKS = 0.005, 0.04

_CONFLICT, _NOT_FOUND = 409, 404


class Held:
    """A right that is held: keeps itself alive by a thread until `release`."""

    def __init__(self, lease: Lease, token: int, state: tuple[int, int]) -> None:
        self.token = token
        self._lease = lease
        self._state = state
        self._about = ""
        self._writing = threading.Lock()
        self._over = threading.Event()
        self._lost: SearchUnavailable | None = None
        self._beating = threading.Thread(
            target=self._beat, name=f"search-{lease.name}", daemon=True
        )
        self._beating.start()

    def say(self, about: str) -> None:
        """Let the others know what it is held for. Raises if it was lost."""
        self._about = about
        self._write(self._lease.holder)

    def check(self) -> None:
        """Raise unless it is still held: the document is written once more."""
        if self._lost is not None:
            raise SearchUnavailable("The right was lost.") from self._lost
        self._write(self._lease.holder)

    def release(self) -> None:
        self._over.set()
        self._beating.join()
        # Not written: the others find out by waiting.
        with contextlib.suppress(SearchUnavailable):
            if self._lost is None:
                self._about = ""
                self._write("")

    def _beat(self) -> None:
        while not self._over.wait(BEAT_SECONDS):
            try:
                self._write(self._lease.holder)
            except Refused as error:
                self._lost = error
                return
            except SearchUnavailable:
                continue  # the next beat may get through in time

    def _write(self, holder: str) -> None:
        with self._writing:
            content = {"holder": holder, "token": self.token, "about": self._about}
            self._state = self._lease.put(content, self._state)


class Lease:
    def __init__(self, server: Server, index: str, name: str) -> None:
        self.name = name
        self.holder = ""
        self._server = server
        self._index = index
        self._path = f"/{index}/_doc/{name}"
        self._here = threading.Lock()

    @contextmanager
    def held(self, patience: float = PATIENCE_SECONDS) -> Iterator[Held]:
        """Raises SearchUnavailable if another has it for longer than `patience`."""
        # Threads of this process wait for each other without asking the server.
        if not self._here.acquire(timeout=patience):
            raise SearchUnavailable(f"Another thread has the {self.name}.")
        try:
            self.holder = uuid.uuid4().hex
            held = self._acquire(patience)
            try:
                yield held
            finally:
                held.release()
        finally:
            self._here.release()

    def about(self) -> str:
        """What its holder says that it is held for; may be of one that died."""
        found = self._get()
        return found["_source"]["about"] if found else ""

    def put(
        self, content: dict[str, Any], state: tuple[int, int] | None
    ) -> tuple[int, int]:
        """Write the document if nobody has since `state`; `Refused` (409) otherwise."""
        condition: dict[str, Any] = {"op_type": "create"}
        if state is not None:
            condition = {"if_seq_no": state[0], "if_primary_term": state[1]}
        answer = self._server.request(
            "PUT", self._path, content, seconds=NOTE_SECONDS, **condition
        )
        return answer["_seq_no"], answer["_primary_term"]

    def _acquire(self, patience: float) -> Held:
        deadline = time.monotonic() + patience
        seen, since = None, 0.0
        while True:
            found = self._get()
            if found is None:
                self._create_index()
            state = (found["_seq_no"], found["_primary_term"]) if found else None
            now = time.monotonic()
            if state != seen:
                seen, since = state, now
            free = found is None or not found["_source"]["holder"]
            if free or now - since > LEASE_SECONDS:
                token = _next_token(found["_source"]["token"] if found else 0)
                content = {"holder": self.holder, "token": token, "about": ""}
                try:
                    return Held(self, token, self.put(content, state))
                except Refused as refused:
                    if refused.status != _CONFLICT:
                        raise
            if now > deadline:
                raise SearchUnavailable(f"Another process has the {self.name}.")
            time.sleep(random.uniform(*_LOOKS))  # noqa: S311 (no secret)

    def _get(self) -> dict[str, Any] | None:
        try:
            return self._server.request("GET", self._path, seconds=NOTE_SECONDS)
        except Refused as refused:
            if refused.status == _NOT_FOUND:
                return None
            raise

    def _create_index(self) -> None:
        # Refused: another was first. If not, the next write says what is wrong.
        with contextlib.suppress(Refused):
            self._server.request(
                "PUT", f"/{self._index}", state_definition(), seconds=WRITE_SECONDS
            )


def _next_token(last: int) -> int:
    """Milliseconds since 1970 or above `last`: still the highest if the document was
    lost."""
    return max(last + 1, time.time_ns() // 1_000_000)
