"""Files that documents are made of in tests, good and bad ones."""

from __future__ import annotations

import io
import zipfile
import zlib

from cases.demo.papers import assembled, word

PAGES = b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 500 500] /Contents 5 0 R "
    b"/Resources << /Font << /F1 3 0 R >> >> >>"
)


def pdf_of(content: bytes, filters: bytes = b"", trailer: bytes = b"") -> bytes:
    """A PDF with one page of this content, as it stands in the file."""
    catalogue = b"<< /Type /Catalog /Pages 2 0 R >>"
    stream = b"<< /Length %d %s >>\nstream\n%s\nendstream" % (
        len(content),
        filters,
        content,
    )
    return assembled([catalogue, PAGES, FONT, PAGE, stream], trailer)


def pdf_bomb(megabytes: int) -> bytes:
    """A few bytes, packed twice, of which one page is that long."""
    packer = zlib.compressobj(9)
    blanks = b" " * 1024 * 1024
    once = b"".join(packer.compress(blanks) for _ in range(megabytes)) + packer.flush()
    return pdf_of(zlib.compress(once, 9), b"/Filter [/FlateDecode /FlateDecode]")


def locked_pdf() -> bytes:
    """A PDF with a password that nobody knows."""
    lock = b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >>"
    keys = (b"5a" * 32, b"a5" * 32)
    return pdf_of(b"", trailer=b"/Encrypt %s /ID [<00><00>]" % (lock % keys))


def locked_docx() -> bytes:
    """How Office begins a DOCX with a password."""
    name = "EncryptedPackage".encode("utf-16-le")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1_000 + name + b"\0" * 1_000


def docx_with(part: str, content: bytes) -> bytes:
    """A DOCX in which one part has this content."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(word("Heading", ["Text"]))) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for info in source.infolist():
            if info.filename != part:
                target.writestr(info.filename, source.read(info))
        target.writestr(part, content)
    return buffer.getvalue()
