"""Vectors of the cases of one generation of the embedded index, in two files beside it
that all processes map and that only ever grow.

    vectors-MODEL.f32   rows of float32, one for each language version of a case
    vectors-MODEL.log   lines "key digest first-row rows", the last one of a key holds

Rows are on the disk before the line that names them, so a crash leaves rows that
nobody names, or part of a line, and both are written over. MODEL is a digest of the
encoder's name. Needs numpy: import this module only where there is an encoder.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from search.meaning import Encoder

# More near ones than any filter leaves the wanted number of.
_MOST_NEAR = 20_000
_COPIED_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class _Entry:
    digest: str
    first: int
    rows: int


# A case and, under the digest of its texts, their vectors; None: it has none now.
Change = tuple[int, str, np.ndarray | None]


class Vectors:
    """Reading is safe from several threads; writing needs the engine's write lock."""

    def __init__(self, generation: Path, encoder: Encoder) -> None:
        model = hashlib.blake2b(encoder.name.encode(), digest_size=4).hexdigest()
        self.generation = generation
        self._width = encoder.dimensions
        self._rows_file = generation / f"vectors-{model}.f32"
        self._log = generation / f"vectors-{model}.log"
        self._turn = threading.Lock()
        self._read = 0  # bytes of the log
        self._entries: dict[int, _Entry] = {}
        self._owners: list[int] = []
        self._matrix = np.empty((0, self._width), np.float32)

    # Reading

    def refresh(self) -> None:
        """Take in what this or another process has appended."""
        try:
            size = self._log.stat().st_size
        except FileNotFoundError:
            return
        if size <= self._read:
            return
        with self._turn, self._log.open("rb") as file:
            file.seek(self._read)
            whole, newline, _torn = file.read().rpartition(b"\n")
            if not newline:
                return
            named = [_parsed(line) for line in whole.decode("ascii").splitlines()]
            count = max((entry.first + entry.rows for _, entry in named), default=0)
            # Before the entries: readers that go on meanwhile follow those.
            if count > len(self._matrix):
                self._matrix = self._mapped(count)
            for key, entry in named:
                self._take(key, entry)
            self._read += len(whole) + 1

    def _take(self, key: int, entry: _Entry) -> None:
        if entry.digest == "-":
            self._entries.pop(key, None)
            return
        end = entry.first + entry.rows
        self._owners += [0] * (end - len(self._owners))
        self._owners[entry.first : end] = [key] * entry.rows
        self._entries[key] = entry

    def _mapped(self, rows: int) -> np.ndarray:
        shape = (rows, self._width)
        return np.asarray(np.memmap(self._rows_file, np.float32, "r", shape=shape))

    def __len__(self) -> int:
        return len(self._entries)

    def digest(self, key: int) -> str:
        """Of the texts whose vectors these are; empty for a case without an entry."""
        entry = self._entries.get(key)
        return entry.digest if entry else ""

    def of(self, key: int) -> np.ndarray:
        """(versions, dimensions); no rows for a case without vectors."""
        entry = self._entries.get(key)
        if entry is None:
            return self._matrix[:0]
        return self._matrix[entry.first : entry.first + entry.rows]

    def nearest(self, vector: np.ndarray, least: float) -> list[tuple[int, float]]:
        """(key, cosine) of all cases with a cosine of at least `least`, best first."""
        matrix = self._matrix
        cosines = matrix @ vector
        rows = np.flatnonzero(cosines >= least)
        if len(rows) > _MOST_NEAR:
            rows = rows[np.argpartition(-cosines[rows], _MOST_NEAR)[:_MOST_NEAR]]
        best: dict[int, float] = {}
        for row in rows[np.argsort(-cosines[rows], kind="stable")].tolist():
            key = self._owners[row]
            if key not in best and self._holds(key, row):
                best[key] = float(cosines[row])
        return list(best.items())

    def _holds(self, key: int, row: int) -> bool:
        """Whether a row is of the present text of a case."""
        entry = self._entries.get(key)
        return entry is not None and entry.first <= row < entry.first + entry.rows

    def cosines(self, vector: np.ndarray, keys: Iterable[int]) -> dict[int, float]:
        """Of those of `keys` that have vectors; of several versions the nearest."""
        spans = [(key, self._entries[key]) for key in keys if key in self._entries]
        rows = [n for _, e in spans for n in range(e.first, e.first + e.rows)]
        if not rows:
            return {}
        values = (self._matrix[rows] @ vector).tolist()
        found: dict[int, float] = {}
        for row, value in zip(rows, values, strict=True):
            key = self._owners[row]
            found[key] = max(value, found.get(key, -1.0))
        return found

    # Writing

    def put(self, changes: Sequence[Change]) -> None:
        """Make the changes durable, in this order."""
        if not changes:
            return
        self.refresh()
        row, lines, new = len(self._owners), [], []
        for key, digest, vectors in changes:
            if vectors is None:
                if key in self._entries:
                    lines.append(f"{key} - 0 0\n")
                continue
            lines.append(f"{key} {digest} {row} {len(vectors)}\n")
            new.append(vectors)
            row += len(vectors)
        self._append(new, lines)

    def _append(self, vectors: Sequence[np.ndarray], lines: Sequence[str]) -> None:
        if vectors:
            start = len(self._owners) * self._width * 4
            joined = np.concatenate(vectors).astype(np.float32, copy=False)
            _write_at(self._rows_file, start, joined.tobytes())
        if lines:
            _write_at(self._log, self._read, "".join(lines).encode("ascii"), cut=True)
        self.refresh()

    def adopt(self, older: Vectors, digests: Mapping[int, str]) -> int:
        """Take over the vectors of `older` whose texts are still the same; gives the
        number of cases. This one must be empty."""
        older.refresh()
        same = [key for key, text in digests.items() if older.digest(key) == text]
        for start in range(0, len(same), _COPIED_AT_ONCE):
            keys = same[start : start + _COPIED_AT_ONCE]
            self.put([(key, digests[key], older.of(key)) for key in keys])
        return len(same)


def _parsed(line: str) -> tuple[int, _Entry]:
    key, digest, first, rows = line.split(" ")
    return int(key), _Entry(digest, int(first), int(rows))


def _write_at(path: Path, offset: int, content: bytes, *, cut: bool = False) -> None:
    """Over what a writer left there that was killed."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if cut:
            os.ftruncate(descriptor, offset)
        view = memoryview(content)
        while view:
            written = os.pwrite(descriptor, view, offset)
            view, offset = view[written:], offset + written
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
