"""Small documents for the demonstration: a PDF writer of one font, and DOCX."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from pathlib import Path

import docx

LINE_CHARS = 80
# A4 in points, with its margins and the height of a line.
WIDTH, HEIGHT, MARGIN, LEADING = 595, 842, 64, 16

VISIT = [
    [
        "Worksheet for a study visit on doorstep collection",
        "Written for this demonstration. It is not a document of any city; it shows "
        "how a document of a case is found by what stands in it.",
        "Before you travel, agree with your hosts on what you want to see, who "
        "interprets, and which figures you will bring of your own city.",
    ],
    [
        "At the kerb in the early morning",
        "Walk one round from its first door to its last. Count the households that "
        "hand over wet and dry waste apart, and ask two of them since when.",
        "Look at the handcart: how heavy is it when full, who repairs its wheels, "
        "where does it stay overnight? Ask about gloves, raincoats and vaccinations.",
        "Ask what happens on the days on which nobody comes.",
    ],
    [
        "In the office",
        "Ask for the payslip of one collector and the user fee of one household, and "
        "follow the money from one to the other.",
        "Ask who settles a quarrel between a collector and a resident, and read the "
        "last three complaints in the logbook.",
        "Write down on the way home: what would our own union, our own contractor and "
        "our own treasurer say to this?",
    ],
]
EXERCISE_TITLE = "Lembar latihan kompos untuk RT"
EXERCISE = (
    "Ditulis untuk peragaan ini. Lembar ini bukan dokumen resmi kota mana pun; ia "
    "menunjukkan bahwa isi dokumen sebuah praktik dapat dicari.",
    "Kumpulkan sepuluh rumah yang bertetangga. Setiap rumah membawa sisa dapur satu "
    "hari dan menimbangnya bersama dengan timbangan gantung.",
    "Bicarakan bau, lalat dan belatung secara terbuka: kebanyakan keluarga berhenti "
    "karena itu. Tambahkan sekam bila isi keranjang terasa basah.",
    "Tunjuk seorang pencatat. Ia menulis berat setiap pekan dan menempelkannya di pos "
    "ronda supaya semua warga melihat hasilnya.",
)
EXERCISE_TABLE = (
    ("Yang diperiksa", "Tanda baik", "Bila tidak"),
    ("Suhu", "hangat di tangan", "aduk dan beri gula merah"),
    ("Kelembapan", "seperti spons diperas", "tambah sekam atau percik air"),
    ("Bau", "seperti tanah hutan", "buka tutup, kurangi sisa ikan"),
)


def write_papers(folder: Path) -> None:
    """Write the documents that cases of the demonstration name and `folder` lacks."""
    folder.mkdir(parents=True, exist_ok=True)
    papers = {
        "demo-doorstep-collection-visit.pdf": lambda: pdf(VISIT),
        "demo-lembar-latihan-kompos.docx": lambda: word(
            EXERCISE_TITLE, EXERCISE, EXERCISE_TABLE
        ),
    }
    for name, content in papers.items():
        if not (folder / name).exists():
            (folder / name).write_bytes(content())


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF of `pages`, each with paragraphs in Helvetica; characters of Latin-1 only.
    The first paragraph of a page is its heading."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica "
        b"/Encoding /WinAnsiEncoding >>",
    ]
    for n, paragraphs in enumerate(pages):
        content = _content(paragraphs)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * n} 0 R "
            ">>".encode()
        )
        objects.append(
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)
        )
    return assembled(objects)


def assembled(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A PDF file of these objects, numbered from 1; the first is the catalogue."""
    file = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    for place in places:
        file += b"%010d 00000 n \n" % place
    file += b"trailer\n<< /Size %d /Root 1 0 R %s >>\n" % (len(places) + 1, trailer)
    return bytes(file + b"startxref\n%d\n%%%%EOF\n" % start)


def _content(paragraphs: Sequence[str]) -> bytes:
    lines = [f"BT /F1 11 Tf {LEADING} TL {MARGIN} {HEIGHT - MARGIN} Td"]
    for n, paragraph in enumerate(paragraphs):
        lines.append(f"/F1 {11 if n else 17} Tf")
        for line in textwrap.wrap(paragraph, LINE_CHARS if n else LINE_CHARS // 2):
            escaped = line.translate({ord(c): f"\\{c}" for c in "\\()"})
            lines.append(f"({escaped}) Tj T*")
        lines.append("T*")
    return "\n".join([*lines, "ET"]).encode("latin-1")


def word(
    heading: str, paragraphs: Sequence[str], table: Sequence[Sequence[str]] = ()
) -> bytes:
    """A DOCX with `paragraphs` and, behind them, `table`, whose rows are of one
    length."""
    document = docx.Document()
    document.add_heading(heading, 0)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if table:
        rows = document.add_table(len(table), len(table[0]), style="Table Grid").rows
        for row, texts in zip(rows, table, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
