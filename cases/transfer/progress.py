from __future__ import annotations

from collections.abc import Iterable

from tqdm import tqdm


def progress(items: Iterable, label: str, total: int | None) -> Iterable:
    """A bar on a terminal, nothing elsewhere."""
    return tqdm(items, desc=label, total=total, unit=" rows", disable=None)
