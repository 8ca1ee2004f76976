"""The bar of commands that go through every case; none where nobody looks on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.management.base import OutputWrapper
from tqdm import tqdm

from cases.models import CaseIdentity


@contextmanager
def cases_done(stream: OutputWrapper) -> Iterator[Callable[[int], None]]:
    """Gives what is called with the number of cases so far."""
    total = CaseIdentity.objects.count()
    with tqdm(total=total, unit=" cases", disable=not stream.isatty()) as bar:
        yield lambda done: bar.update(done - bar.n)
