from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass


class Stopwatch:
    """Times what it is told to, so that the making of test data can be left out."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __enter__(self) -> Stopwatch:
        self._since = time.perf_counter()
        return self

    def __exit__(self, *exc: object) -> None:
        self.seconds += time.perf_counter() - self._since


@dataclass(frozen=True)
class Spread:
    p50: float
    p95: float

    @classmethod
    def of(cls, milliseconds: Sequence[float]) -> Spread:
        cuts = statistics.quantiles(milliseconds, n=20, method="inclusive")
        return cls(statistics.median(milliseconds), cuts[-1])

    def __str__(self) -> str:
        return f"{self.p50:.1f} / {self.p95:.1f}"
