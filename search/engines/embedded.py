"""The embedded engine: tantivy in this process, one index directory on a local disk.

Any number of processes may read and write. A writer waits for the lock, opens the
index afresh, commits and leaves merging to a thread that still holds the lock; a
reader compares the commit's own file before each search and opens the index again
when it has changed. A kill at any moment leaves the last commit.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import tantivy

from search.engine import (
    Hit,
    Problem,
    Refresh,
    Results,
    SearchStale,
    SearchUnavailable,
    Stats,
)
from search.engines import embedded_schema as layout
from search.engines.embedded_hybrid import Blend, blend, similar
from search.engines.embedded_meaning import Meaning
from search.engines.embedded_reader import Reader
from search.engines.embedded_storage import Lock, Storage, held
from search.engines.embedded_writing import apply, catch_up, create, fill
from search.fields import PUBLIC, Document
from search.meaning import Encoder
from search.query import Query

if TYPE_CHECKING:
    from search.engines.embedded_vectors import Vectors


# tantivy merges from eight segments of a size on; with fewer there is nothing to
# wait for and no thread to start.
_MERGE_FROM = 8
_ATTEMPTS = 5


class EmbeddedEngine:
    """See `search.engine.Engine`."""

    def __init__(
        self, directory: str | os.PathLike[str], encoder: Encoder | None = None
    ) -> None:
        self._storage = Storage(directory)
        self._meaning = Meaning(self._storage, encoder) if encoder else None
        self._reader: Reader | None = None
        self._reading = threading.Lock()
        self._merging: threading.Thread | None = None

    # Reading

    def search(self, query: Query) -> Results:
        started = time.perf_counter()
        with _translated():
            reader = self._current_reader()
            if reader is None:
                return Results(0, (), dict.fromkeys(query.counted, ()))
            both = self._blend(reader, query)
            total, facets = reader.counts(query, both)
            pages = max(1, -(-total // query.size))
            page = min(max(1, query.page), pages)
            hits = reader.hits(query, page, both) if total else ()
        took = (time.perf_counter() - started) * 1000
        extra = len(both.fused.by_meaning) if both else 0
        return Results(total, hits, facets, page, pages, took, extra)

    def similar(
        self, id: str, n: int = 5, *, audience: str = PUBLIC
    ) -> tuple[Hit, ...]:
        with _translated():
            reader = self._current_reader()
            if reader is None:
                return ()
            vectors = self._vectors(reader)
            if vectors is not None:
                return similar(reader, vectors, id, n, audience)
            return reader.similar(id, n, audience)

    def _blend(self, reader: Reader, query: Query) -> Blend | None:
        vectors = self._vectors(reader)
        if self._meaning is None or vectors is None:
            return None
        return blend(reader, vectors, self._meaning.encoder, query)

    def _vectors(self, reader: Reader) -> Vectors | None:
        return self._meaning and self._meaning.readable(reader.generation)

    def corrections(
        self, words: Iterable[str], *, audience: str = PUBLIC, known: bool = False
    ) -> dict[str, tuple[str, ...]]:
        with _translated():
            reader = self._current_reader()
            if reader is None:
                return {}
            return reader.vocabulary.corrections(words, audience, known)

    def complete(
        self, text: str, n: int = 5, *, audience: str = PUBLIC
    ) -> tuple[Hit, ...]:
        with _translated():
            reader = self._current_reader()
            return reader.complete(text, n, audience) if reader else ()

    def fingerprints(self) -> dict[str, str]:
        with _translated():
            reader = self._current_reader()
            return reader.fingerprints() if reader else {}

    @contextmanager
    def turn(self) -> Iterator[None]:
        with _translated():
            lock = self._storage.turn_lock()
        with held(lock):
            yield

    def stats(self) -> Stats:
        with _translated():
            reader = self._current_reader()
            if reader is None:
                return Stats(0, 0, 0, "")
            size = sum(f.stat().st_size for f in reader.generation.iterdir())
            searcher = reader.searcher
            return Stats(
                searcher.num_docs, size, searcher.num_segments, reader.generation.name
            )

    def check(self) -> tuple[Problem, ...]:
        try:
            generation = self._storage.current()
            if generation is None:
                return (Problem("missing", "There is no search index yet."),)
            self.stats()
        except SearchUnavailable as error:
            return (Problem("unreadable", str(error)),)
        if layout.read_fingerprint(generation) != layout.fingerprint():
            return (Problem("stale", "The search index is of another version."),)
        return ()

    def _current_reader(self) -> Reader | None:
        """The reader of the last commit; None where there is no index."""
        for attempt in range(_ATTEMPTS):
            generation = self._storage.current()
            if generation is None:
                return None
            try:
                state = (generation / "meta.json").read_bytes()
                reader = self._reader
                if reader and (reader.generation, reader.state) == (generation, state):
                    return reader
                with self._reading:
                    self._reader = Reader(generation, state)
                    return self._reader
            except (OSError, ValueError):
                # A rebuild may have removed this generation, or a commit its files,
                # between two of the steps above.
                if attempt == _ATTEMPTS - 1:
                    raise
                time.sleep(0.01 * attempt)
        return None

    # Writing

    def write(
        self, upserts: Iterable[Document] = (), deletes: Iterable[str] = ()
    ) -> None:
        upserts, deletes = tuple(upserts), tuple(deletes)
        if not upserts and not deletes:
            return
        with _translated():
            texts = self._meaning.prepare(upserts) if self._meaning else None
            lock = self._storage.write_lock()
            try:
                generation = self._generation_to_write()
                self._storage.note([*deletes, *(d.id for d in upserts)])
                if self._meaning:
                    self._meaning.write(generation, texts, deletes)
                writer = apply(generation, upserts, deletes)
            except BaseException:
                lock.release()
                raise
            self._merge(generation, writer, lock)

    def fill(
        self,
        refresh: Refresh,
        *,
        seconds: float | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> int:
        if self._meaning is None:
            return 0
        with _translated():
            return self._meaning.fill(
                self._current_reader, refresh, seconds=seconds, progress=progress
            )

    def close(self) -> None:
        """Wait for the merging that an earlier write of this process started."""
        if self._merging is not None:
            self._merging.join()

    def _generation_to_write(self) -> Path:
        generation = self._storage.current()
        if generation is None:
            generation = self._storage.new_generation()
            create(generation)
            self._storage.publish(generation)
        elif layout.read_fingerprint(generation) != layout.fingerprint():
            raise SearchStale("The search index is of another version: rebuild it.")
        return generation

    def _merge(self, generation: Path, writer: tantivy.IndexWriter, lock: Lock) -> None:
        """Let the next writer in only when the merges of this commit are done."""

        def finish() -> None:
            with held(lock):
                writer.wait_merging_threads()

        segments = (generation / "meta.json").read_bytes().count(b'"segment_id"')
        if segments < _MERGE_FROM:
            finish()
        else:
            self._merging = threading.Thread(target=finish, name="search-merge")
            self._merging.start()

    def _noted(
        self, documents: Iterable[Document], digests: dict[int, str]
    ) -> Iterator[Document]:
        """`documents`, with what their vectors are kept by put into `digests`."""
        for document in documents:
            if self._meaning:
                digests |= self._meaning.digests((document,))
            yield document

    def rebuild(
        self,
        documents: Iterable[Document],
        *,
        refresh: Refresh | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> int:
        storage = self._storage
        with held(storage.rebuild_lock()):
            with held(storage.write_lock()):
                # Before the first document is read, or a change could fall between.
                storage.start_journal()
            generation = storage.new_generation()
            try:
                create(generation)
                digests: dict[int, str] = {}
                noted = partial(self._noted, digests=digests)
                fill(generation, noted(documents), progress)
                with held(storage.write_lock()):
                    ids = storage.journal()
                    if ids and refresh:
                        catch_up(generation, ids, noted(refresh(ids)))
                    if self._meaning:
                        self._meaning.adopt(generation, digests)
                    storage.publish(generation)
                    storage.remove_others(generation)
                    storage.end_journal()
            except BaseException:
                with held(storage.write_lock()):
                    storage.discard(generation)
                    storage.end_journal()
                raise
        return self.stats().documents


@contextmanager
def _translated() -> Iterator[None]:
    """Whatever a missing, truncated or foreign index makes go wrong, as one error."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise SearchUnavailable(f"The search index failed: {error}") from error
    except BaseException as error:
        # A panic inside the engine; its class can't be imported.
        if type(error).__name__ == "PanicException":
            raise SearchUnavailable("The search index is damaged.") from error
        raise
