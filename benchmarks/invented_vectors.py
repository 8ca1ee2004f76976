"""Vectors of invented cases, for measuring speed: an encoder would take half an hour
for 100,000 of them. They gather around subjects as those of real cases do, so that
about as many are near a query; the time to embed a query is the real encoder's."""

from __future__ import annotations

import numpy as np

from search import meaning

SUBJECTS = 200
# Share of its subject in a case. Two of the same subject have a cosine of about .3.
_SHARE = 0.55


class InventedEncoder:
    """Like `search.meaning.SentenceEncoder`, which it asks only for its time."""

    name = "invented"
    dimensions = 512
    threshold = meaning.SentenceEncoder.threshold

    def __init__(self) -> None:
        self._chance = np.random.default_rng(1)
        self._subjects = self._directions(SUBJECTS)
        self._real = meaning.encoder()

    def _directions(self, count: int) -> np.ndarray:
        rows = self._chance.standard_normal((count, self.dimensions), np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def embed(self, texts) -> np.ndarray:
        chosen = self._subjects[self._chance.integers(SUBJECTS, size=len(texts))]
        own = self._directions(len(texts))
        return _SHARE * chosen + (1 - _SHARE**2) ** 0.5 * own

    def of_query(self, text: str) -> np.ndarray:
        if self._real:
            self._real.of_query(text)
        return self.embed([text])[0]
