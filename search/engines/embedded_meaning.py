"""Vectors of the embedded index kept up with its documents.

A write embeds the few documents that it changes; those of larger writes and of a
rebuild are found by words at once and get their vectors from `fill`, which may stop
and go on at any time. A rebuild takes over the vectors of texts that did not change.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from search import meaning
from search.engine import Refresh, SearchUnavailable
from search.engines.embedded_schema import key_of
from search.engines.embedded_storage import Storage, held
from search.fields import Document

if TYPE_CHECKING:
    from search.engines.embedded_reader import Reader
    from search.engines.embedded_vectors import Vectors

logger = logging.getLogger(__name__)

# About 10 ms each, during which nobody waits but the writer. More than that come from
# imports and renamed terms, which should not be held up for minutes.
INLINE = 16
_BATCH = 32


class Meaning:
    """The vectors beside an index; safe to use from several threads."""

    def __init__(self, storage: Storage, encoder: meaning.Encoder) -> None:
        # The only place: it needs numpy, which comes with the encoder.
        from search.engines.embedded_vectors import Vectors

        self.encoder = encoder
        self._open = Vectors
        self._storage = storage
        self._vectors: Vectors | None = None

    def vectors(self, generation: Path) -> Vectors:
        """Those of `generation` as they are now. Raises OSError or ValueError where
        the files are damaged."""
        vectors = self._vectors
        if vectors is None or vectors.generation != generation:
            vectors = self._open(generation, self.encoder)
            self._vectors = vectors
        vectors.refresh()
        return vectors

    def digests(self, documents: Iterable[Document]) -> dict[int, str]:
        return {key_of(d.id): meaning.digest(meaning.texts_of(d)) for d in documents}

    def prepare(self, documents: Sequence[Document]) -> Embedded:
        """Embed those whose text is new, if they are few. Needs no lock."""
        generation = self._storage.current()
        kept = self.readable(generation) if generation else None
        texts = {key_of(d.id): meaning.texts_of(d) for d in documents}
        embedded: Embedded = {k: (meaning.digest(t), None) for k, t in texts.items()}
        new = [
            key
            for key, (digest, _) in embedded.items()
            if kept is None or kept.digest(key) != digest
        ]
        if len(new) <= INLINE:
            for key in new:
                embedded[key] = (embedded[key][0], self._embed(texts[key]))
        return embedded

    def readable(self, generation: Path) -> Vectors | None:
        """None where they are damaged: words find without them."""
        try:
            return self.vectors(generation)
        except (OSError, ValueError):
            logger.warning("The vectors can't be read: rebuild.", exc_info=True)
            return None

    def _embed(self, texts: Sequence[str]):
        return self.encoder.embed(texts) if texts else _no_rows(self.encoder)

    def write(self, generation: Path, embedded: Embedded, deletes: Iterable[str]):
        """Bring the vectors to what is about to be committed. Needs the write lock."""
        vectors = self.readable(generation)
        if vectors is None:
            return
        gone = {key_of(id) for id in deletes} - embedded.keys()
        changes = [(key, "", None) for key in gone]
        changes += [
            # Where nothing was embedded the old ones go: none are better than wrong.
            (key, digest, rows)
            for key, (digest, rows) in embedded.items()
            if vectors.digest(key) != digest
        ]
        vectors.put(changes)

    def adopt(self, new: Path, digests: dict[int, str]) -> None:
        """Take over what did not change. Needs the write lock."""
        try:
            old = self._storage.current()
            if old is None:
                return
            kept = self._open(old, self.encoder)
            self._open(new, self.encoder).adopt(kept, digests)
        except (OSError, ValueError, SearchUnavailable):
            logger.warning("The old vectors can't be read.", exc_info=True)

    def missing(self, reader: Reader) -> list[str]:
        """Ids of the documents without vectors."""
        vectors = self.vectors(reader.generation)
        return [id for id in reader.fingerprints() if not vectors.digest(key_of(id))]

    def fill(
        self,
        current_reader: Callable[[], Reader | None],
        refresh: Refresh,
        *,
        seconds: float | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> int:
        """Embed what has no vectors yet, as long as there is time; gives the number
        of documents still without. One process at a time; others return at once."""
        reader = current_reader()
        lock = self._storage.fill_lock() if reader else None
        if reader is None or lock is None:
            return 0
        with held(lock):
            missing = self.missing(reader)
            until = None if seconds is None else time.monotonic() + seconds
            done = 0
            for ids in _batches(missing):
                if until is not None and time.monotonic() >= until:
                    break
                self._fill_batch(current_reader, list(refresh(ids)))
                done += len(ids)
                if progress:
                    progress(done, len(missing))
        return len(missing) - done

    def _fill_batch(
        self,
        current_reader: Callable[[], Reader | None],
        documents: Collection[Document],
    ) -> None:
        found = [(doc, meaning.texts_of(doc)) for doc in documents]
        rows = [self._embed(texts) for _, texts in found]
        with held(self._storage.write_lock()):
            reader = current_reader()
            if reader is None:
                return
            vectors = self.vectors(reader.generation)
            vectors.put(
                [
                    (key_of(doc.id), meaning.digest(texts), row)
                    for (doc, texts), row in zip(found, rows, strict=True)
                    # Written or deleted since it was read: that took care of it.
                    if reader.fingerprint(doc.id) == doc.fingerprint
                ]
            )


# Digest and vectors by key; None: to be embedded later.
Embedded = dict[int, tuple[str, object]]


def _no_rows(encoder: meaning.Encoder):
    return encoder.embed([""])[:0]


def _batches(ids: Iterable[str]) -> Iterator[tuple[str, ...]]:
    iterator = iter(ids)
    while batch := tuple(islice(iterator, _BATCH)):
        yield batch
