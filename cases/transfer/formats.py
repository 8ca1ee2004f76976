"""Readers of the three formats, one row at a time."""

from __future__ import annotations

import codecs
import csv
import datetime
import json
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from cases.transfer.cells import unguarded
from cases.transfer.rows import SourceRow, UnreadableFile

FORMATS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".xlsx": "xlsx"}
# A full case is about 25 kB; the largest that the limits of its fields allow, 2 MB.
MAX_LINE_BYTES = 4_000_000
MAX_COLUMNS = 500
MAX_SHEET_ROWS, MAX_SHEET_COLUMNS = 1_048_576, 16_384
MAX_UNPACKED_BYTES = 500 * 1024 * 1024
MAX_SHARED_TEXT_BYTES = 100 * 1024 * 1024  # openpyxl holds these in memory
DELIMITERS = ",;\t"
csv.field_size_limit(MAX_LINE_BYTES)


def format_of(path: Path) -> str:
    try:
        return FORMATS[path.suffix.lower()]
    except KeyError:
        known = ", ".join(FORMATS)
        raise UnreadableFile(f"The name must end in one of {known}.") from None


def read_rows(path: Path) -> Iterator[SourceRow]:
    """The rows of the file; raises UnreadableFile where there is no going on.

    Bytes that are not UTF-8 come through as surrogates, so that they can be
    reported by row and column.
    """
    if not path.is_file():
        raise UnreadableFile(f"There is no file {path}.")
    readers = {"jsonl": _read_json_lines, "csv": _read_csv, "xlsx": _read_xlsx}
    return readers[format_of(path)](path)


def _lines(path: Path) -> Iterator[str | None]:
    """Lines with their ends; None for one that is too long to be read."""
    with path.open("rb") as file:
        head = file.read(4)
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise UnreadableFile("This file is UTF-16. Save it as UTF-8.")
        file.seek(3 if head.startswith(codecs.BOM_UTF8) else 0)
        while line := file.readline(MAX_LINE_BYTES):
            if len(line) == MAX_LINE_BYTES and not line.endswith(b"\n"):
                while line and not line.endswith(b"\n"):
                    line = file.readline(MAX_LINE_BYTES)
                yield None
            else:
                yield line.decode("utf-8", "surrogateescape")


def _read_json_lines(path: Path) -> Iterator[SourceRow]:
    for number, line in enumerate(_lines(path), 1):
        if line is None:
            row = SourceRow(number, {})
            row.complain("", f"This line is longer than {MAX_LINE_BYTES:,} bytes.")
            yield row
        elif line.strip():
            yield _json_row(number, line)


def _json_row(number: int, line: str) -> SourceRow:
    row = SourceRow(number, {}, text=line.rstrip("\r\n"))

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        values = dict(pairs)
        if len(values) < len(pairs):
            names = [name for name, _value in pairs]
            double = sorted({name for name in names if names.count(name) > 1})
            row.complain(", ".join(double), "This name is given twice.")
        return values

    def refuse(text: str):
        raise ValueError(f"{text} is not a number that JSON knows")

    try:
        values = json.loads(
            line, parse_float=Decimal, parse_constant=refuse, object_pairs_hook=once
        )
    except RecursionError:
        row.complain("", "This line is nested too deeply.")
        return row
    except ValueError as error:
        row.complain("", f"This line is not JSON: {error}.")
        return row
    if isinstance(values, dict):
        row.values = values
    else:
        row.complain("", "A line must be a JSON object, in braces.")
    return row


def _read_csv(path: Path) -> Iterator[SourceRow]:
    with path.open("rb") as file:
        first = file.readline(MAX_LINE_BYTES).decode("utf-8", "replace")
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(_short_lines(path), delimiter=delimiter, strict=True)
    header: list[str] = []
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            row = SourceRow(number, {}, loose=True, columns=tuple(filter(None, header)))
            row.complain("", f"This row cannot be read: {error}.")
            yield row
            continue
        cells = [unguarded(cell) for cell in cells]
        if not header:
            header = _header(cells)
        elif any(cells):
            yield _sheet_row(number, header, cells)
    if not header:
        raise UnreadableFile("This file is empty.")


def _short_lines(path: Path) -> Iterator[str]:
    for number, line in enumerate(_lines(path), 1):
        if line is None:
            raise UnreadableFile(
                f"Line {number} is longer than {MAX_LINE_BYTES:,} bytes."
            )
        yield line


def _header(cells: list[Any]) -> list[str]:
    names = ["" if cell is None else str(cell).strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    double = sorted({name for name in names if name and names.count(name) > 1})
    if double:
        raise UnreadableFile(f"Columns named twice: {', '.join(double)}.")
    if not names or len(names) > MAX_COLUMNS:
        raise UnreadableFile(f"Row 1 must name 1 to {MAX_COLUMNS} columns.")
    if any("\0" in name or not name.isprintable() for name in names):
        raise UnreadableFile("Row 1 is not a row of column names in UTF-8.")
    return names


def _sheet_row(number: int, header: list[str], cells: list[Any]) -> SourceRow:
    row = SourceRow(number, {}, loose=True, columns=tuple(filter(None, header)))
    for position, cell in enumerate(cells):
        if cell in (None, ""):
            continue
        name = header[position] if position < len(header) else ""
        if name:
            row.values[name] = cell
        else:
            row.complain(f"column {position + 1}", "This column has no name in row 1.")
    return row


def _read_xlsx(path: Path) -> Iterator[SourceRow]:
    _check_archive(path)
    try:
        book = load_workbook(path, read_only=True, keep_links=False)
    except (
        InvalidFileException,
        KeyError,
        OSError,
        ParseError,
        ValueError,
        zipfile.BadZipFile,
    ) as error:
        raise UnreadableFile(f"This is not an Excel file: {error}.") from error
    try:
        if not book.worksheets:
            raise UnreadableFile("This file has no sheet.")
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # the declared size may be wrong or absurd
        yield from _sheet_rows(sheet)
    except (ParseError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise UnreadableFile(f"This Excel file is damaged: {error}.") from error
    finally:
        book.close()


def _sheet_rows(sheet) -> Iterator[SourceRow]:
    header: list[str] = []
    for number, cells in enumerate(sheet.iter_rows(), 1):
        if number > MAX_SHEET_ROWS or len(cells) > MAX_SHEET_COLUMNS:
            raise UnreadableFile("This sheet is larger than Excel's sheets can be.")
        if not header:
            if any(cell.value is not None for cell in cells):
                header = _header([cell.value for cell in cells])
            continue
        row = _sheet_row(number, header, [_cell_value(cell) for cell in cells])
        for position, cell in enumerate(cells):
            name = header[position] if position < len(header) else ""
            if cell.data_type == "f":
                row.complain(name, "This cell is a formula; import its value.")
            elif cell.data_type == "e":
                row.complain(name, f"This cell shows an error, {cell.value}.")
        if row.values or row.problems:
            yield row
    if not header:
        raise UnreadableFile("The first sheet is empty.")


def _cell_value(cell) -> Any:
    value = cell.value
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, str):
        return unguarded(value)
    if value is None or isinstance(value, (bool, int, Decimal)):
        return value
    return str(value)


def _check_archive(path: Path) -> None:
    """Refuse what unpacks to too much, by its declared sizes, which zipfile keeps
    to, and XML that declares entities."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                raise UnreadableFile("This is not an Excel file.")
            shared = sum(i.file_size for i in parts if "sharedStrings" in i.filename)
            if (
                sum(info.file_size for info in parts) > MAX_UNPACKED_BYTES
                or shared > MAX_SHARED_TEXT_BYTES
            ):
                raise UnreadableFile("This file unpacks to more than is accepted.")
            for info in parts:
                if info.filename.endswith((".xml", ".rels")):
                    with archive.open(info) as part:
                        if b"<!DOCTYPE" in part.read(4096):
                            raise UnreadableFile("This file declares XML entities.")
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
        raise UnreadableFile(f"This is not an Excel file: {error}.") from error
