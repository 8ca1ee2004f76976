"""Reads one PDF or DOCX from standard input and writes its text as JSON.

Run as a program of its own by `search.extraction`: a file that makes a library crash,
spin or swell takes only this process with it. It knows nothing of the hub: no
settings, no database, no environment, and no file but the open one.
"""

from __future__ import annotations

import io
import json
import os
import resource
import sys
import zipfile
from collections.abc import Iterator

# A DOCX without a page of its own: about as much text as fits on one.
BLOCK_CHARS = 3_000
# Unpacked. A DOCX that was uploaded has 10 MB; lxml needs about five times the XML.
MAX_UNPACKED_BYTES = 60 * 1024 * 1024
# What Office puts around a DOCX with a password: a compound file of older days.
COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
PDF_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD in pdfium's fpdfview.h


class TooBig(Exception):
    pass


class Encrypted(Exception):
    pass


def main(
    kind: str, memory: int, cpu_seconds: int, output: int, pages: int, chars: int
) -> None:
    """`memory` and `output` in bytes. First the limits: what follows is not trusted."""
    _limit(memory, cpu_seconds, output)
    texts: list[str] = []
    complete = True
    try:
        data = sys.stdin.buffer.read()
        for text in {"pdf": pdf_pages, "docx": docx_blocks}[kind](data, chars):
            if len(texts) == pages or chars <= 0:
                complete = False
                break
            texts.append(text[:chars])
            complete = len(text) <= chars
            chars -= len(text)
        state = "done"
    except Encrypted:
        state = "encrypted"
    except (TooBig, MemoryError):
        state = "too_big"
    except Exception:  # noqa: BLE001 - whatever a library says to a bad file
        state = "broken"
    found = texts if state == "done" else []
    answer = {"state": state, "pages": found, "complete": complete}
    sys.stdout.buffer.write(json.dumps(answer).encode("ascii"))
    sys.stdout.flush()


def _limit(memory: int, cpu_seconds: int, output: int) -> None:
    os.nice(10)  # a reader's request goes first
    for name, value in {
        "RLIMIT_AS": memory,
        "RLIMIT_CPU": cpu_seconds,
        "RLIMIT_FSIZE": output,
        "RLIMIT_NOFILE": 32,
        "RLIMIT_NPROC": 0,
        "RLIMIT_CORE": 0,
    }.items():
        # macOS has some of them and refuses others; the parent's clock ticks anyway.
        try:
            # At the soft limit of time comes a signal that says so, at the hard one
            # SIGKILL. Nothing else may be exceeded.
            hard = value + (name == "RLIMIT_CPU")
            resource.setrlimit(getattr(resource, name), (value, hard))
        except (AttributeError, OSError, ValueError):
            continue


def pdf_pages(data: bytes, chars: int) -> Iterator[str]:
    """The text of each page; a page that can't be read is empty."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == PDF_PASSWORD_ERROR:
            raise Encrypted from error
        raise
    for number in range(len(document)):
        try:
            page = document[number]
        except pypdfium2.PdfiumError:
            yield ""
            continue
        text = page.get_textpage()
        # One more than is wanted, so that the caller sees that there is more.
        yield text.get_text_range(0, min(text.count_chars(), chars + 1))
        text.close()
        page.close()


def docx_blocks(data: bytes, chars: int) -> Iterator[str]:
    """Paragraphs and tables in their order, in blocks of some length."""
    import docx

    if data.startswith(COMPOUND_FILE) and ENCRYPTED_PACKAGE in data:
        raise Encrypted
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = archive.infolist()
        if any(info.flag_bits & 1 for info in infos):
            raise Encrypted
        if sum(info.file_size for info in infos) > MAX_UNPACKED_BYTES:
            raise TooBig
    block: list[str] = []
    length = 0
    for text in _lines(docx.Document(io.BytesIO(data))):
        block.append(text)
        length += len(text)
        if length >= BLOCK_CHARS:
            yield "\n".join(block)
            block, length = [], 0
    if block:
        yield "\n".join(block)


def _lines(container) -> Iterator[str]:
    """Text of paragraphs and, row by row, of the cells of tables, nested ones too."""
    for item in container.iter_inner_content():
        if not hasattr(item, "rows"):
            yield item.text
            continue
        seen = set()
        for row in item.rows:
            for cell in row.cells:
                # A merged cell is told again in each row and column that it spans.
                if cell._tc not in seen:
                    seen.add(cell._tc)
                    yield from _lines(cell)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
