"""The texts of documents: which are to be read, reading them, and who is told.

`note` says that a document is to be read, `read_waiting` reads what waits, in a thread
of a process that answers requests or in `search_sync`. Any number of processes may do
so at once: each claims a document for as long as reading may take. Afterwards the
cases that show the document are noted for the index.
"""

from __future__ import annotations

import datetime
import logging
import threading
import time

from django.conf import settings
from django.core.signals import request_started
from django.db import connections, transaction
from django.db.models import F
from django.utils import timezone
from wagtail.utils.file import hash_filelike

from cases.models import CaseStudyPage, HubDocument
from search.extraction import Extracted, Limits, State, extract
from search.indexing import enqueue
from search.models import DocumentText, Outbox

logger = logging.getLogger(__name__)

# Reading, starting the child and writing the answer: past it the reader is dead.
LEASE = datetime.timedelta(seconds=3 * Limits.seconds)
# A file that takes the machine down with it is not tried for ever.
MOST_ATTEMPTS = 3


def note(document: HubDocument) -> None:
    """Have `document` read, unless its present file has been. Call it in the
    transaction of the change."""
    digest = _digest(document)
    text, created = DocumentText.objects.get_or_create(
        document=document, defaults={"file_hash": digest}
    )
    if not created:
        if text.file_hash == digest:
            return
        had_words = bool(text.characters)
        _reset(DocumentText.objects.filter(pk=text.pk), file_hash=digest)
        if had_words:  # those of the file that was replaced
            tell_cases(document.pk)
    transaction.on_commit(read_soon, robust=True)


def note_missing() -> int:
    """Have those read that were stored before their texts were kept."""
    missing = list(HubDocument.objects.filter(extracted_text=None))
    for document in missing:
        note(document)
    return len(missing)


def note_unread() -> int:
    """Try again what could not be read, such as after an update of a library."""
    texts = DocumentText.objects.exclude(state__in=[State.PENDING, State.DONE])
    return _reset(texts)


def _reset(texts, **values) -> int:
    return texts.update(
        state=State.PENDING, pages=[], characters=0, complete=True, seconds=0,
        attempts=0, leased_until=None, updated=timezone.now(), **values,
    )  # fmt: skip


def tell_cases(document_id: int) -> None:
    """The cases that show this document are looked at again by the index."""
    enqueue(Outbox.Scope.CASE, cases_showing(document_id))


def cases_showing(document_id: int) -> list[str]:
    """Translation keys."""
    keys = CaseStudyPage.objects.filter(documents__document=document_id).order_by()
    return sorted({str(key) for key in keys.values_list("translation_key", flat=True)})


def read_waiting(seconds: float | None = None) -> int:
    """Read one document after the other; gives their number. None is begun after
    `seconds`."""
    done = 0
    end = None if seconds is None else time.monotonic() + seconds
    while end is None or time.monotonic() < end:
        text = claim()
        if text is None:
            break
        try:
            _read(text)
        except OSError as error:
            # Perhaps a full disk, which the next one would meet, too. This one is
            # tried again when its lease ends, a few times.
            logger.warning("Documents can't be read now: %s", error)
            break
        done += 1
    return done


def claim() -> DocumentText | None:
    """A document that waits, from now on this process's until the lease ends."""
    for text in DocumentText.objects.waiting().order_by("pk").defer("pages")[:20]:
        if text.attempts >= MOST_ATTEMPTS:
            DocumentText.objects.waiting().filter(pk=text.pk).update(state=State.BROKEN)
            continue
        until = timezone.now() + LEASE
        # Who comes second finds that it does not wait any more.
        claimed = DocumentText.objects.waiting().filter(pk=text.pk)
        if claimed.update(leased_until=until, attempts=F("attempts") + 1):
            text.leased_until = until
            return text
    return None


def _read(text: DocumentText) -> None:
    document = HubDocument.objects.filter(pk=text.document_id).first()
    if document is None:
        return
    started = time.monotonic()
    try:
        with document.open_file() as file:
            found = extract(file, document.filename)
    except FileNotFoundError:
        found = Extracted(State.BROKEN)
    seconds = round(time.monotonic() - started, 3)
    with transaction.atomic():
        # Not if the file was replaced or another process took over meanwhile.
        kept = _owned(text).update(
            state=found.state,
            pages=list(found.pages),
            characters=sum(map(len, found.pages)),
            complete=found.complete,
            seconds=seconds,
            leased_until=None,
            updated=timezone.now(),
        )
        if kept and found.pages:
            tell_cases(document.pk)


def _owned(text: DocumentText):
    return DocumentText.objects.filter(
        pk=text.pk, leased_until=text.leased_until, file_hash=text.file_hash
    )


def _digest(document: HubDocument) -> str:
    """SHA-1 of the file as it is now: what Wagtail has noted may be of the last one."""
    try:
        with document.open_file() as file:
            return hash_filelike(file)
    except OSError:
        return ""


# In the background. Only processes that answer requests have one: a command would end
# and take its thread along in the middle of a document; `search_sync` follows it.
_serving = threading.Event()
_wanted = threading.Event()
_starting = threading.Lock()
_thread: threading.Thread | None = None


def serving(**kwargs) -> None:
    _serving.set()


def connect() -> None:
    request_started.connect(serving, dispatch_uid="search.document_texts")


def read_soon() -> None:
    """Have what waits read by this process's thread, if it has one."""
    global _thread
    if not (settings.SEARCH_EXTRACT_IN_BACKGROUND and _serving.is_set()):
        return
    with _starting:
        _wanted.set()
        if _thread is None:
            _thread = threading.Thread(
                target=_work, name="reads documents", daemon=True
            )
            _thread.start()


def _work() -> None:
    global _thread
    while True:
        try:
            while _wanted.is_set():
                _wanted.clear()
                read_waiting()
        except Exception:  # whatever it is, the next document gets a new thread
            logger.exception("The thread that reads documents ended.")
        finally:
            connections.close_all()
        with _starting:
            if not _wanted.is_set():
                _thread = None
                return
