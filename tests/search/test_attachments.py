"""A card tells where in a document the words stand that its case has not."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from wagtail.models import Locale

from cases.demo.papers import pdf
from cases.listing import cards_for
from cases.models import CaseDocument
from cases.records import open_cases, public_cases
from search import attachments
from search.attachments import with_attachments
from search.extraction import State
from search.models import DocumentText
from search.snippets import texts_of
from tests.factories import make_case, make_document

pytestmark = pytest.mark.django_db
ANYONE = AnonymousUser()
PAGES = (
    "Preface to the plan.",
    "Rain flows into cisterns.",
    "Cisterns again, of clay.",
)


def document_with(*pages, name="plan.pdf", **values):
    """A document that was read already."""
    document = make_document(b"", name, **values)
    DocumentText.objects.filter(document=document).update(
        state=State.DONE, pages=list(pages), characters=sum(map(len, pages))
    )
    return document


def case_with(*documents, **values):
    rows = [CaseDocument(document=document) for document in documents]
    return make_case(documents=rows, **values)


def told(case, *words, language="en", cases=None):
    """The attachment on the card of `case`, or None."""
    cards = cards_for([case.identity.public_id], language, ANYONE)
    cases = public_cases() if cases is None else cases
    texts = texts_of(cards, cases)
    return with_attachments(cards, texts, cases, [[w] for w in words])[0].get(
        "attachment"
    )


def test_the_page_of_a_pdf_is_told():
    document = document_with(*PAGES)
    found = told(case_with(document), "cistern")
    assert found["title"] == "Budget plan"
    assert found["page"] == 2
    assert found["url"] == f"/documents/{document.pk}/{document.filename}#page=2"
    assert found["snippet"] == "Rain flows into <mark>cisterns</mark>."
    assert found["language"] == "en"


def test_of_a_docx_the_document_is_told():
    document = document_with(*PAGES, name="plan.docx")
    found = told(case_with(document), "cistern")
    assert found["page"] is None
    assert found["url"] == document.url


def test_the_page_with_most_of_the_words_is_told():
    assert told(case_with(document_with(*PAGES)), "cistern", "clay")["page"] == 3


def test_the_case_gives_the_document_its_title():
    row = CaseDocument(document=document_with(*PAGES), title="Plan for the dry months")
    assert told(make_case(documents=[row]), "cistern")["title"] == row.title


def test_words_that_the_case_has_itself_are_not_looked_for():
    case = case_with(document_with(*PAGES), situation="No cisterns were left.")
    assert told(case, "cistern") is None


def test_a_word_that_the_case_lacks_is_told_beside_one_that_it_has():
    case = case_with(document_with(*PAGES), situation="No cisterns were left.")
    assert told(case, "cistern", "clay")["page"] == 3


def test_without_the_words_nothing_is_told():
    assert told(case_with(document_with(*PAGES)), "zebra") is None


def test_another_name_of_what_is_asked_for_is_told():
    case = case_with(document_with(*PAGES))
    cards = cards_for([case.identity.public_id], "en", ANYONE)
    found = with_attachments(cards, {}, public_cases(), [["reservoir", "cistern"]])
    assert found[0]["attachment"]["page"] == 2


def test_another_name_is_not_told_where_the_case_has_the_first():
    case = case_with(document_with(*PAGES), situation="One reservoir.")
    cards = cards_for([case.identity.public_id], "en", ANYONE)
    texts = texts_of(cards, public_cases())
    found = with_attachments(cards, texts, public_cases(), [["reservoir", "cistern"]])
    assert "attachment" not in found[0]


def test_the_beginning_of_a_word_is_told():
    assert told(case_with(document_with(*PAGES)), "cist*")["page"] == 2


def test_letters_inside_another_word_are_no_hit():
    assert told(case_with(document_with("Concern about trains.")), "rain") is None


def test_short_words_are_found():
    assert told(case_with(document_with("The 3R rule.")), "3r")["page"] == 1


def test_markup_in_a_document_is_shown_as_text():
    case = case_with(document_with("<script>cistern()</script>"))
    snippet = told(case, "cistern")["snippet"]
    assert snippet == "&lt;script&gt;<mark>cistern</mark>()&lt;/script&gt;"


def test_a_document_that_waits_is_not_told():
    document = document_with(*PAGES)
    DocumentText.objects.update(state=State.PENDING, pages=[], characters=0)
    assert told(case_with(document), "cistern") is None


def test_only_cases_that_the_reader_may_see_lend_their_documents():
    """A card of a case is not enough: the document may hang on another version."""
    case = make_case()
    version = case.copy_for_translation(Locale.objects.get(language_code="id"))
    version.documents = [CaseDocument(document=document_with(*PAGES))]
    version.save()
    assert told(case, "cistern") is None


def test_a_document_of_a_case_for_members_is_told_to_members_alone():
    case = case_with(document_with(*PAGES), title="Waste")
    hidden = public_cases().none()
    assert told(case, "cistern", cases=hidden) is None
    assert told(case, "cistern", cases=open_cases())["page"] == 2


def test_any_number_of_cards_takes_two_queries(django_assert_num_queries):
    cases = [case_with(document_with(*PAGES), title=f"Case {n}") for n in range(3)]
    cards = cards_for([case.identity.public_id for case in cases], "en", ANYONE)
    texts = texts_of(cards, public_cases())
    with django_assert_num_queries(2):
        shown = with_attachments(cards, texts, public_cases(), [["cistern"]])
    assert all("attachment" in card for card in shown)


def test_cards_without_documents_take_one_query(django_assert_num_queries):
    cards = cards_for([make_case().identity.public_id], "en", ANYONE)
    with django_assert_num_queries(1):
        with_attachments(cards, {}, public_cases(), [["cistern"]])


def test_no_more_text_is_read_than_is_allowed(monkeypatch):
    monkeypatch.setattr(attachments, "MOST_CHARS", 10)
    assert told(case_with(document_with(*PAGES)), "cistern") is None


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "In the document “Budget plan”, page 2"),
        ("id", "Dalam dokumen “Budget plan”, halaman 2"),
    ],
)
def test_the_page_of_results_says_it(client, indexed, language, words):
    case_with(document_with(*PAGES))
    indexed()
    address = reverse("search:results").replace("/en/", f"/{language}/")
    content = client.get(address, {"q": "cistern"}).content.decode()
    assert words in content
    assert "#page=2" in content


def test_a_document_of_a_case_for_members_is_never_shown_to_others(client, indexed):
    canary = pdf([["Kanarivogel"]])
    case_with(document_with("Kanarivogel sings."), visibility="members")
    make_document(canary)
    make_case(title="Kanarivogel aside")
    indexed()
    content = client.get(reverse("search:results"), {"q": "kanarivogel"}).content
    assert b"sings" not in content
