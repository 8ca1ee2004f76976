"""An encoder that knows a few words, for tests of what is done with vectors."""

from __future__ import annotations

from search import text as analysis

MEANINGS = (
    {"waste", "sampah", "rubbish", "garbage"},
    {"bus", "bis", "angkutan", "transport"},
    {"water", "air", "banjir", "flood"},
    {"market", "pasar", "vendors", "pedagang"},
)


class FakeEncoder:
    """One dimension for each thing it knows, and one for all else."""

    dimensions = len(MEANINGS) + 1
    threshold = 0.5

    def __init__(self, name: str = "fake 1") -> None:
        self.name = name
        self.embedded: list[str] = []

    def embed(self, texts):
        import numpy as np

        self.embedded += texts
        rows = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in analysis.words(text):
                known = [n for n, words in enumerate(MEANINGS) if word in words]
                row[known[0] if known else -1] += 1 if known else 0.1
            row /= max(float(row @ row) ** 0.5, 1e-9)
        return rows

    def of_query(self, text):
        return FakeEncoder().embed([text])[0]
