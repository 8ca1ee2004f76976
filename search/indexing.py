"""From changes in the database to the index.

`enqueue` notes a change in its own transaction, `drain` takes the notes in once that
is committed. At least once, in any order: a note only says where to look, and what
is written is the case as it is then. `rebuild` makes the index anew beside the old
one; `reconcile` finds what nobody noted.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from django.apps import apps
from django.db import transaction
from django.db.models import ManyToManyField, Q, QuerySet
from taggit.models import Tag

from cases.models import CaseIdentity, CaseStudyPage
from search.documents import documents_of
from search.engine import SearchUnavailable, get_engine
from search.fields import Document
from search.models import Outbox

logger = logging.getLogger(__name__)

BATCH = 500
Scope = Outbox.Scope


def enqueue(scope: str, keys: Iterable[str]) -> None:
    """Note that these must be looked at again, and do so after the commit."""
    rows = [Outbox(scope=scope, key=key) for key in keys]
    if rows:
        Outbox.objects.bulk_create(rows)
        transaction.on_commit(drain_quietly, robust=True)


def drain_quietly() -> None:
    """Drain, and leave the rows for later where the index can't be written now."""
    try:
        drain()
    except (SearchUnavailable, OSError) as error:
        logger.warning("The search index is behind: %s", error)


def drain() -> int:
    """Bring the index up to the outbox; gives the number of rows done.

    Reading the cases and writing them are one turn under the engine's writer lock:
    otherwise a slow writer could put an old state over a newer one.
    """
    done = 0
    while True:
        if not Outbox.objects.exists():
            return done
        engine = get_engine()
        with engine.turn():
            rows = list(Outbox.objects.order_by("pk")[:BATCH])
            public_ids = _public_ids(rows)
            for ids in _batches(public_ids):
                found = list(documents_of(ids))
                gone = set(ids) - {document.id for document in found}
                engine.write(found, gone)
            # The index has it durably before the rows go: a crash repeats, never
            # loses.
            Outbox.objects.filter(pk__in=[row.pk for row in rows]).delete()
        done += len(rows)


def rebuild(progress: Callable[[int], None] | None = None) -> int:
    """Make the index anew beside the old one and switch; gives the cases in it."""
    count = get_engine().rebuild(
        all_documents(), refresh=documents_of, progress=progress
    )
    drain()
    return count


def fill(
    seconds: float | None = None, progress: Callable[[int, int], None] | None = None
) -> int:
    """Let cases be found by meaning that so far are found by words alone; gives the
    number of those that are left when the time is up."""
    return get_engine().fill(documents_of, seconds=seconds, progress=progress)


@dataclass(frozen=True)
class Difference:
    """Public identifiers whose index entry and database do not agree."""

    missing: frozenset[str]
    stale: frozenset[str]
    surplus: frozenset[str]

    def __len__(self) -> int:
        return len(self.missing) + len(self.stale) + len(self.surplus)


def compare(progress: Callable[[int], None] | None = None) -> Difference:
    """Read every case and compare it with what the index holds of it."""
    present = {}
    for number, document in enumerate(all_documents(), 1):
        present[document.id] = document.fingerprint
        if progress:
            progress(number)
    found = _difference(present, get_engine().fingerprints())
    if not found:
        return found
    # What changed between the two readings is no difference: look at those once more.
    ids = found.missing | found.stale | found.surplus
    present = {
        document.id: document.fingerprint
        for batch in _batches(ids)
        for document in documents_of(batch)
    }
    indexed = get_engine().fingerprints()
    return _difference(present, {id: indexed[id] for id in ids & indexed.keys()})


def _difference(present: Mapping[str, str], indexed: Mapping[str, str]) -> Difference:
    return Difference(
        missing=frozenset(present.keys() - indexed.keys()),
        stale=frozenset(
            id for id in present.keys() & indexed.keys() if present[id] != indexed[id]
        ),
        surplus=frozenset(indexed.keys() - present.keys()),
    )


def reconcile(progress: Callable[[int], None] | None = None) -> Difference:
    """Find and repair what no signal told; gives what was found."""
    drain()
    found = compare(progress)
    for ids in _batches(found.missing | found.stale | found.surplus):
        engine = get_engine()
        with engine.turn():
            documents = list(documents_of(ids))
            engine.write(documents, set(ids) - {item.id for item in documents})
    return found


def all_documents() -> Iterator[Document]:
    ids = CaseIdentity.objects.order_by("pk").values_list("public_id", flat=True)
    for chunk in _batches(ids.iterator(chunk_size=2_000)):
        yield from documents_of(chunk)


def cases_with(model, pk) -> QuerySet[CaseStudyPage]:
    """Cases that refer to this term or tag in any of their fields."""
    if model is Tag:
        return CaseStudyPage.objects.filter(tagged_items__tag_id=pk)
    condition = Q(pk__in=[])
    for item in CaseStudyPage._meta.get_fields():
        if item.related_model is model and item.concrete:
            condition |= Q((f"{item.name}__pk" if _is_many(item) else item.name, pk))
    return CaseStudyPage.objects.filter(condition).distinct()


def _is_many(item) -> bool:
    return isinstance(item, ManyToManyField)


def _public_ids(rows: list[Outbox]) -> list[str]:
    if any(row.scope == Scope.ALL for row in rows):
        return list(CaseIdentity.objects.values_list("public_id", flat=True))
    keys = {scope: {r.key for r in rows if r.scope == scope} for scope in Scope}
    translation_keys = set(keys[Scope.CASE])
    for key in keys[Scope.TERM]:
        name, _colon, pk = key.partition(":")
        cases = cases_with(apps.get_model("cases", name), pk)
        translation_keys |= _keys(cases)
    for pk in keys[Scope.TAG]:
        translation_keys |= _keys(cases_with(Tag, pk))
    identities = CaseIdentity.objects.filter(
        Q(translation_key__in=translation_keys)
        | Q(city__in=keys[Scope.CITY])
        | Q(city__country__in=keys[Scope.COUNTRY])
    )
    return list(identities.values_list("public_id", flat=True))


def _keys(cases: QuerySet[CaseStudyPage]) -> set[str]:
    return {str(key) for key in cases.values_list("translation_key", flat=True)}


def _batches(ids: Iterable[str]) -> Iterator[tuple[str, ...]]:
    iterator = iter(ids)
    while batch := tuple(islice(iterator, BATCH)):
        yield batch
