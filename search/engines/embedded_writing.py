"""Changes to the files of one generation of the embedded index."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import tantivy

from search.engines import embedded_schema as layout
from search.fields import Document

# Memory for documents not yet written out, in bytes; tantivy wants 15 MB at least.
_WRITE_BUFFER = 30_000_000
_BUILD_BUFFER = 300_000_000
_PROGRESS_EVERY = 100


def create(generation: Path) -> None:
    tantivy.Index(layout.schema(), path=str(generation), reuse=False)
    layout.write_fingerprint(generation)


def apply(
    generation: Path, upserts: Iterable[Document], deletes: Iterable[str]
) -> tantivy.IndexWriter:
    """Commit the changes; the writer that comes back may still be merging."""
    # Afresh each time: an Index kept from earlier writes forgets files to remove.
    index = tantivy.Index.open(str(generation))
    writer = index.writer(heap_size=_WRITE_BUFFER, num_threads=1)
    for id in deletes:
        writer.delete_documents_by_term("id", id)
    for document in upserts:
        writer.delete_documents_by_term("id", document.id)
        writer.add_document(layout.to_tantivy(document, index.schema))
    writer.commit()
    return writer


def catch_up(
    generation: Path, ids: Iterable[str], documents: Iterable[Document]
) -> None:
    """Replace what `ids` were by `documents`."""
    apply(generation, documents, ids).wait_merging_threads()


def fill(
    generation: Path,
    documents: Iterable[Document],
    progress: Callable[[int], None] | None,
) -> None:
    index = tantivy.Index.open(str(generation))
    writer = index.writer(heap_size=_BUILD_BUFFER, num_threads=1)
    number = 0
    for number, document in enumerate(documents, 1):
        writer.add_document(layout.to_tantivy(document, index.schema))
        if progress and number % _PROGRESS_EVERY == 0:
            progress(number)
    if progress and number % _PROGRESS_EVERY:
        progress(number)
    writer.commit()
    writer.wait_merging_threads()
