"""Writers of the three formats; what they write, an import reads as the same."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from cases.models import CaseIdentity, CaseStudyPage
from cases.records import DERIVED, WRITTEN, CaseRecord, record_of, with_details
from cases.transfer.cells import escaped, guarded
from cases.transfer.planning import edited
from cases.transfer.rows import UnreadableFile

COLUMNS = (*DERIVED, *WRITTEN)
CHUNK = 200
MAX_EXCEL_CELL = 32_767


@dataclass(frozen=True)
class Exported:
    record: CaseRecord
    page: CaseStudyPage


def exported(cases: QuerySet[CaseStudyPage], *, drafts: bool) -> Iterator[Exported]:
    """Versions of a case one after the other, original first; with `drafts` each as
    last edited, else as published."""
    order = {
        pk: position
        for position, (pk, *_rest) in enumerate(
            sorted(_keys_of(cases), key=lambda row: row[1:])
        )
    }
    pks = list(order)
    for start in range(0, len(pks), CHUNK):
        pages = with_details(CaseStudyPage.objects.filter(pk__in=pks[start:][:CHUNK]))
        pages = sorted(pages, key=lambda page: order[page.pk])
        identities = {
            i.translation_key: i
            for i in CaseIdentity.objects.filter(
                translation_key__in=[page.translation_key for page in pages]
            )
        }
        for page in pages:
            identity = identities[page.translation_key]
            page = edited(page) if drafts else page
            yield Exported(record_of(page, identity), page)


def _keys_of(cases: QuerySet[CaseStudyPage]) -> Iterator[tuple]:
    """(page, place of its case, whether it is a translation, language)"""
    identities = {
        key: (pk, language)
        for key, pk, language in CaseIdentity.objects.values_list(
            "translation_key", "pk", "original_language"
        ).iterator()
    }
    rows = cases.order_by().values_list(
        "pk", "translation_key", "locale__language_code"
    )
    for pk, key, language in rows.iterator():
        case, original = identities[key]
        yield pk, case, language != original, language


@contextmanager
def writer(path: Path, format_name: str):
    """A function that takes one record after the other."""
    writers = {"jsonl": _json_lines, "csv": _csv, "xlsx": _xlsx}
    with writers[format_name](path) as write:
        yield write


@contextmanager
def _json_lines(path: Path):
    with path.open("w", encoding="utf-8", newline="\n") as file:

        def write(record: CaseRecord) -> None:
            values = {name: getattr(record, name) for name in COLUMNS}
            line = json.dumps(values, ensure_ascii=False, default=plain_number)
            file.write(line + "\n")

        yield write


@contextmanager
def _csv(path: Path):
    # The byte order mark tells spreadsheets that this is UTF-8.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(COLUMNS)

        def write(record: CaseRecord) -> None:
            cells = (cell_of(getattr(record, name)) for name in COLUMNS)
            sheet.writerow(
                guarded(cell) if isinstance(cell, str) else cell for cell in cells
            )

        yield write


@contextmanager
def _xlsx(path: Path):
    book = Workbook(write_only=True)
    sheet = book.create_sheet("cases")
    sheet.append(COLUMNS)

    def write(record: CaseRecord) -> None:
        sheet.append(
            [_excel_cell(sheet, name, getattr(record, name)) for name in COLUMNS]
        )

    try:
        yield write
        book.save(path)
    except BaseException:
        sheet.close()
        sheet._writer.cleanup()  # its temporary file
        raise


def _excel_cell(sheet, name: str, value: Any):
    value = cell_of(value)
    if not isinstance(value, str):
        return value
    text = escaped(value)
    if len(text) > MAX_EXCEL_CELL:
        raise UnreadableFile(
            f"{name} has {len(text):,} characters, more than a cell of an Excel file "
            "can hold. Export JSON Lines or CSV."
        )
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"  # never a formula, whatever it starts with
    return cell


def cell_of(value: Any) -> Any:
    """Lists and rows as JSON, nothing for what is empty."""
    if value in (None, "", ()) or value == {}:
        return None
    if isinstance(value, (tuple, dict)):
        return json.dumps(value, ensure_ascii=False, default=plain_number)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return str(plain_number(value))
    if isinstance(value, float):
        return repr(value)
    return value


def plain_number(value: Decimal) -> int | float | str:
    """As a JSON number where that is exact, else as text."""
    if value == value.to_integral_value():
        return int(value)
    return float(value) if Decimal(repr(float(value))) == value else str(value)


def copy_files(page: CaseStudyPage, folder: Path) -> None:
    """The pictures and documents that the page's record names."""
    files = [row.image.file for row in page.gallery.all()]
    files += [row.document.file for row in page.documents.all()]
    if page.cover:
        files.append(page.cover.file)
    for file in files:
        target = folder / Path(file.name).name
        if not target.exists() and file.storage.exists(file.name):
            with file.open("rb") as source, target.open("wb") as copy:
                shutil.copyfileobj(source, copy)


def write_all(
    items: Iterable[Exported], path: Path, format_name: str, media: Path | None
) -> int:
    """Write a file beside `path` and put it there when it is complete."""
    count = 0
    unfinished = path.with_name(f"{path.name}.part")
    try:
        with writer(unfinished, format_name) as write:
            for item in items:
                write(item.record)
                if media is not None:
                    copy_files(item.page, media)
                count += 1
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return count
