"""Whatever a file is, reading it ends soon and with a state."""

from __future__ import annotations

import io
import json
import sys

import docx
import pytest

from cases.demo.papers import pdf, word
from search import extraction
from search.extraction import Limits, State, checked, extract, tidy
from tests.search.papers import (
    docx_with,
    locked_docx,
    locked_pdf,
    pdf_bomb,
    pdf_of,
)

ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;">]>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body></w:document>"""


def read(content: bytes, name: str = "plan.pdf", **limits):
    return extract(io.BytesIO(content), name, Limits(**limits))


def child(monkeypatch, code: str) -> None:
    """Let the child be a program that does this."""
    line = [sys.executable, "-I", "-c", f"import json, os, signal, sys, time; {code}"]
    monkeypatch.setattr(extraction, "command", lambda kind, limits: line)


def test_a_pdf_is_read_page_by_page():
    found = read(pdf([["First", "Rain (and flood) gauges"], ["Second"]]))
    assert found.state == State.DONE
    assert found.complete
    assert found.pages == ("First\nRain (and flood) gauges", "Second")


def test_a_docx_is_read_with_its_tables_in_order():
    found = read(word("Plan", ["One.", "Two."], [["Cost", "Year"]]), "plan.DOCX")
    assert found.pages == ("Plan\nOne.\nTwo.\nCost\nYear",)


def test_a_merged_cell_and_a_table_in_a_cell_are_read_once():
    document = docx.Document()
    table = document.add_table(2, 2)
    merged = table.cell(0, 0).merge(table.cell(1, 1))
    merged.text = "Merged"
    merged.add_table(1, 1).cell(0, 0).text = "Inside"
    buffer = io.BytesIO()
    document.save(buffer)
    lines = read(buffer.getvalue(), "a.docx").pages[0].split()
    assert lines == ["Merged", "Inside"]


def test_a_long_docx_comes_in_blocks():
    found = read(word("Plan", ["word " * 500] * 6), "plan.docx")
    assert 3 <= len(found.pages) <= 6


@pytest.mark.parametrize(
    ("content", "name", "state"),
    [
        (b"", "a.pdf", State.BROKEN),
        (b"%PDF-1.7 nothing behind", "a.pdf", State.BROKEN),
        (b"<!doctype html>", "a.pdf", State.BROKEN),
        (bytes(range(256)) * 100, "a.pdf", State.BROKEN),
        (pdf([["A"]] * 20)[:1_500], "a.pdf", State.BROKEN),
        (locked_pdf(), "a.pdf", State.ENCRYPTED),
        (pdf_of(b"0 0 100 100 re f"), "a.pdf", State.EMPTY),
        (b"", "a.docx", State.BROKEN),
        (b"PK\x03\x04 broken", "a.docx", State.BROKEN),
        (word("A", ["B"])[:5_000], "a.docx", State.BROKEN),
        (docx_with("word/document.xml", b"<not xml"), "a.docx", State.BROKEN),
        (docx_with("word/document.xml", b"x" * 61 * 2**20), "a.docx", State.TOO_BIG),
        (locked_docx(), "a.docx", State.ENCRYPTED),
        (docx_with("word/document.xml", ENTITIES), "a.docx", State.EMPTY),
        (word("", []), "a.docx", State.EMPTY),
        (b"a,b", "a.csv", State.UNSUPPORTED),
        (b"a", "no-ending", State.UNSUPPORTED),
    ],
    ids=[
        "pdf of no bytes", "pdf head only", "html as pdf", "noise as pdf", "cut pdf",
        "locked pdf", "pdf without words", "docx of no bytes", "zip head only",
        "cut docx", "bad xml", "zip bomb", "locked docx", "xml bomb", "empty docx",
        "csv", "no ending",
    ],
)  # fmt: skip
def test_a_file_that_has_no_text_says_why(content, name, state):
    found = read(content, name)
    assert found.state == state
    assert found.pages == ()


def test_of_very_many_pages_the_first_are_read():
    found = read(pdf([["Page"]] * 2_000), pages=30)
    assert (found.state, len(found.pages), found.complete) == (State.DONE, 30, False)


def test_of_very_much_text_the_first_is_read():
    found = read(pdf([["word " * 100]] * 10), chars=1_200)
    assert sum(map(len, found.pages)) <= 1_200
    assert len(found.pages) == 3
    assert not found.complete


def test_a_stream_that_swells_meets_the_limit_of_memory():
    bomb = pdf_bomb(megabytes=300)
    assert len(bomb) < 10_000
    assert read(bomb, memory=200 * 2**20).state == State.TOO_BIG


def test_a_file_past_the_limit_is_not_even_tried(monkeypatch):
    child(monkeypatch, "sys.exit('never')")
    assert read(b"%PDF" * 100, file=300).state == State.TOO_BIG


def test_a_child_that_hangs_is_ended(monkeypatch):
    child(monkeypatch, "time.sleep(60)")
    assert read(b"%PDF", seconds=1).state == State.TIMED_OUT


@pytest.mark.parametrize(
    ("end", "state"),
    [
        ("SIGXCPU", State.TIMED_OUT),
        ("SIGKILL", State.TOO_BIG),
        ("SIGSEGV", State.BROKEN),
    ],
)
def test_a_child_that_a_signal_ends_is_a_state(monkeypatch, end, state):
    child(monkeypatch, f"os.kill(os.getpid(), signal.{end})")
    assert read(b"%PDF").state == state


def test_the_child_spins_no_longer_than_its_share_of_the_processor(monkeypatch):
    real = extraction.command

    def spinning(kind, limits):
        program, flag, worker, *arguments = real(kind, limits)
        code = (
            "import runpy, sys; worker = runpy.run_path(sys.argv[1]); "
            "worker['_limit'](2**30, 1, 10**6)\nwhile True: pass"
        )
        return [program, flag, "-c", code, worker, *arguments]

    monkeypatch.setattr(extraction, "command", spinning)
    assert read(b"%PDF").state == State.TIMED_OUT


def test_the_child_knows_no_secrets(monkeypatch):
    monkeypatch.setenv("HUB_SECRET_KEY", "canary")
    answer = "{'state': 'done', 'pages': [repr(os.environ)], 'complete': True}"
    child(monkeypatch, f"print(json.dumps({answer}))")
    assert "canary" not in read(b"%PDF").pages[0]


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"null",
        b"[1]",
        b"\xff",
        b"[" * 100_000,
        b'{"state": "done"}',
        b'{"state": "pending", "pages": [], "complete": true}',
        b'{"state": "done", "pages": 7, "complete": true}',
        b'{"state": "done", "pages": [1], "complete": true}',
        b'{"state": "done", "pages": [["a"]], "complete": true}',
        b'{"state": "done", "pages": ["a"], "complete": 1}',
        b'{"state": "done", "pages": ["a", "b", "c"], "complete": true}',
        b'{"state": "done", "pages": ["abcdef"], "complete": true}',
        b'{"state": "done", "pages": ["a"], "complete": true}' + b" " * 2_000,
    ],
)
def test_an_answer_that_no_child_of_ours_gives_is_refused(said):
    assert checked(said, Limits(pages=2, chars=5)).state == State.BROKEN


def test_pages_are_kept_only_with_a_file_that_was_read():
    said = {"state": "encrypted", "pages": ["secret"], "complete": True}
    assert checked(json.dumps(said).encode(), Limits()).pages == ()


def test_control_characters_are_taken_out():
    assert tidy("a\x00b\ud800c", wrapped=False) == "a b c"


def test_words_and_sentences_that_lines_part_are_put_together():
    text = "pengelo\x02\r\nlaan air\r\nhujan.\r\nNext"
    assert tidy(text, wrapped=True) == "pengelolaan air hujan.\nNext"
