"""Every document is read once, by one process, whatever happens to that one."""

from __future__ import annotations

import io
import threading
from pathlib import Path

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, Locale

from cases.demo.papers import pdf, word
from cases.models import CaseDocument, HubDocument
from search import document_texts
from search.document_texts import LEASE, MOST_ATTEMPTS, claim, note_missing, note_unread
from search.documents import documents_of
from search.engine import get_engine
from search.extraction import Extracted, State
from search.indexing import compare
from search.models import DocumentText, Outbox
from search.query import Query
from tests.factories import CityFactory, make_case, make_document

pytestmark = pytest.mark.django_db
CISTERNS = pdf([["Preface"], ["Rain flows into cisterns."]])


def text_of(document) -> DocumentText:
    return DocumentText.objects.get(document=document)


def read_waiting() -> int:
    return document_texts.read_waiting()


def found(text: str, audience: str = "public") -> set[str]:
    results = get_engine().search(Query(text=text, audience=audience))
    return {hit.id for hit in results.hits}


def case_with(*documents, **values):
    rows = [CaseDocument(document=document) for document in documents]
    return make_case(documents=rows, **values)


def indexed_texts(case) -> tuple[str, ...]:
    documents = list(documents_of([case.identity.public_id]))
    return documents[0].attachments if documents else ()


@pytest.fixture
def unread(monkeypatch):
    """Reading gives what the test says, or raises it; nothing is started."""

    def say(answer):
        def extract(file, name):
            if isinstance(answer, Exception):
                raise answer
            return answer

        monkeypatch.setattr(document_texts, "extract", extract)

    return say


def test_a_document_waits_from_when_it_is_saved():
    assert text_of(make_document(CISTERNS)).state == State.PENDING


def test_a_document_that_waits_is_read_by_page():
    document = make_document(CISTERNS)
    assert read_waiting() == 1
    text = text_of(document)
    assert text.state == State.DONE
    assert text.pages == ["Preface", "Rain flows into cisterns."]
    assert text.characters == 32
    assert text.seconds > 0


def test_what_is_read_is_not_read_again():
    make_document(CISTERNS)
    read_waiting()
    assert read_waiting() == 0


def test_a_new_title_is_no_reason_to_read_again():
    document = make_document(CISTERNS)
    read_waiting()
    document.title = "Other"
    document.save()
    assert text_of(document).state == State.DONE


def test_a_new_file_is_read_and_the_text_of_the_old_one_goes_at_once():
    document = make_document(CISTERNS)
    case = case_with(document)
    read_waiting()
    document.file = ContentFile(word("Wells", ["Only wells."]), "plan.docx")
    document.save()
    assert indexed_texts(case) == ()
    assert Outbox.objects.filter(key=str(case.translation_key)).exists()
    read_waiting()
    assert indexed_texts(case) == ("Wells\nOnly wells.",)


def test_a_document_that_is_not_read_has_its_reason():
    document = make_document(b"a,b", "table.csv")
    read_waiting()
    assert text_of(document).state == State.UNSUPPORTED


def test_a_file_that_is_gone_is_broken():
    document = make_document(CISTERNS)
    Path(document.file.path).unlink()
    read_waiting()
    assert text_of(document).state == State.BROKEN


def test_two_processes_do_not_read_the_same_document():
    make_document(CISTERNS)
    assert claim() is not None
    assert claim() is None


def test_another_process_takes_over_when_the_first_one_died():
    make_document(CISTERNS)
    claim()
    with time_machine.travel(timezone.now() + LEASE * 2):
        assert claim() is not None


def test_a_document_that_ends_every_process_is_given_up():
    document = make_document(CISTERNS)
    for n in range(MOST_ATTEMPTS + 1):
        with time_machine.travel(timezone.now() + LEASE * 2 * (n + 1)):
            claim()
    assert text_of(document).state == State.BROKEN


def test_who_was_overtaken_does_not_write(unread):
    unread(Extracted(State.DONE, ("Late",)))
    document = make_document(CISTERNS)
    first = claim()
    with time_machine.travel(timezone.now() + LEASE * 2):
        claim()
    document_texts._read(first)
    assert text_of(document).state == State.PENDING


def test_a_file_that_is_replaced_while_it_is_read_is_read_again(unread):
    unread(Extracted(State.DONE, ("Old",)))
    document = make_document(CISTERNS)
    first = claim()
    document.file = ContentFile(b"new", "new.pdf")
    document.save()
    document_texts._read(first)
    assert text_of(document).state == State.PENDING


def test_a_full_disk_leaves_the_document_waiting(unread):
    unread(OSError("no space left on device"))
    document = make_document(CISTERNS)
    assert read_waiting() == 0
    assert text_of(document).state == State.PENDING


def test_a_document_deleted_while_it_is_read_is_no_error():
    document = make_document(CISTERNS)
    text = claim()
    document.delete()
    document_texts._read(text)
    assert not DocumentText.objects.exists()


def test_documents_from_before_are_noticed():
    make_document(CISTERNS)
    DocumentText.objects.all().delete()
    assert note_missing() == 1
    assert read_waiting() == 1


def test_what_could_not_be_read_is_tried_again_when_asked():
    document = make_document(b"%PDF-1.4 broken")
    read_waiting()
    assert note_unread() == 1
    assert text_of(document).state == State.PENDING


def test_the_command_reads_what_waits():
    document = make_document(CISTERNS)
    out = io.StringIO()
    call_command("search_sync", stdout=out)
    assert "1 documents read." in out.getvalue()
    assert text_of(document).state == State.DONE


def test_no_document_is_begun_when_the_time_is_over():
    make_document(CISTERNS)
    assert document_texts.read_waiting(seconds=0) == 0


@pytest.fixture
def at_work(monkeypatch, settings):
    """Set when a thread of this process reads."""
    began = threading.Event()
    settings.SEARCH_EXTRACT_IN_BACKGROUND = True
    monkeypatch.setattr(document_texts, "read_waiting", began.set)
    monkeypatch.setattr(document_texts, "_serving", threading.Event())
    yield began
    thread = document_texts._thread
    if thread is not None:
        thread.join(5)


def test_a_process_that_serves_reads_in_a_thread(at_work, committed, client):
    client.get("/robots.txt")
    with committed():
        make_document(CISTERNS)
    assert at_work.wait(5)


def test_a_command_leaves_documents_to_search_sync(at_work, committed):
    with committed():
        make_document(CISTERNS)
    assert document_texts._thread is None


def test_the_setting_turns_the_thread_off(at_work, committed, client, settings):
    settings.SEARCH_EXTRACT_IN_BACKGROUND = False
    client.get("/robots.txt")
    with committed():
        make_document(CISTERNS)
    assert document_texts._thread is None


def test_a_failure_in_the_thread_does_not_end_reading_for_good(
    at_work, committed, client, monkeypatch
):
    def fail():
        raise ZeroDivisionError

    client.get("/robots.txt")
    with monkeypatch.context() as patch:
        patch.setattr(document_texts, "read_waiting", fail)
        with committed():
            make_document(CISTERNS)
        if document_texts._thread:
            document_texts._thread.join(5)
    with committed():
        make_document(CISTERNS)
    assert at_work.wait(5)


def test_the_index_gets_the_texts_of_a_case():
    case = case_with(make_document(CISTERNS))
    read_waiting()
    assert indexed_texts(case) == ("Preface\n\nRain flows into cisterns.",)


def test_the_index_gets_a_document_of_two_versions_once():
    case = case_with(make_document(CISTERNS))
    translation = case.copy_for_translation(Locale.objects.get(language_code="id"))
    translation.save_revision().publish()
    read_waiting()
    assert len(indexed_texts(case)) == 1


def test_the_index_gets_a_bounded_part_of_long_documents(unread):
    unread(Extracted(State.DONE, ("word " * 30_000,)))
    case = case_with(make_document(b"1"), make_document(b"2"))
    read_waiting()
    assert sum(map(len, indexed_texts(case))) == 200_000


def test_the_texts_of_any_number_of_cases_take_the_same_queries(
    django_assert_num_queries, unread
):
    unread(Extracted(State.DONE, ("Text",)))
    cases = [case_with(make_document(b"%d" % n)) for n in range(3)]
    read_waiting()
    ids = [case.identity.public_id for case in cases]
    list(documents_of(ids))
    with CaptureQueriesContext(connection) as one:
        list(documents_of(ids[:1]))
    with django_assert_num_queries(len(one)):
        assert len(list(documents_of(ids))) == 3


def test_a_document_behind_a_password_does_not_reach_the_index():
    closed = Collection.get_first_root_node().add_child(name="Closed")
    inner = closed.add_child(name="Inner")
    CollectionViewRestriction.objects.create(
        collection=closed, restriction_type="login"
    )
    case = case_with(make_document(CISTERNS, collection=inner))
    read_waiting()
    assert indexed_texts(case) == ()


def test_the_document_of_a_case_is_found_when_it_is_read(committed):
    with committed():
        case = case_with(make_document(CISTERNS))
    assert not found("cistern")
    with committed():
        read_waiting()
    assert found("cistern") == {case.identity.public_id}
    assert len(compare()) == 0


def test_the_document_of_a_case_for_members_is_found_by_members_only(committed):
    city = CityFactory()
    with committed():
        case = case_with(
            make_document(CISTERNS, city=city), city=city, visibility="members"
        )
        make_case(title="Another")
    with committed():
        read_waiting()
    assert not found("cistern")
    assert found("cistern", "members") == {case.identity.public_id}


@pytest.mark.parametrize(
    "end",
    [
        lambda case: HubDocument.objects.get().delete(),
        lambda case: HubDocument.objects.all().delete(),
        lambda case: case.unpublish(),
        lambda case: case.delete(),
    ],
    ids=["document", "documents at once", "case withdrawn", "case"],
)
def test_what_is_removed_is_not_found(committed, end):
    with committed():
        case = case_with(make_document(CISTERNS))
    with committed():
        read_waiting()
    assert found("cistern")
    with committed():
        end(case)
    assert not found("cistern")


def test_a_document_that_a_case_shows_no_more_is_not_found(committed):
    with committed():
        case = case_with(make_document(CISTERNS))
    with committed():
        read_waiting()
    with committed():
        case.documents = []
        case.save_revision().publish()
    assert not found("cistern")


def test_the_document_of_a_draft_is_not_found(committed):
    with committed():
        case_with(make_document(CISTERNS), publish=False)
        read_waiting()
        make_case(title="Another")
    assert not found("cistern", "members")


def test_a_document_in_the_draft_of_a_published_case_is_not_found(committed):
    with committed():
        case = make_case()
        case.documents = [CaseDocument(document=make_document(CISTERNS))]
        case.save_revision()
        read_waiting()
    assert not found("cistern", "members")


def test_its_text_is_no_use_of_a_document():
    document = make_document(CISTERNS)
    assert document.get_usage().count() == 0
