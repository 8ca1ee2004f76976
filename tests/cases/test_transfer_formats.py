from __future__ import annotations

import datetime
import zipfile
from decimal import Decimal

import pytest
from openpyxl import Workbook

from cases.transfer.formats import MAX_LINE_BYTES, read_rows
from cases.transfer.rows import UnreadableFile


def rows(path, content: bytes | str, name="cases.jsonl"):
    data = content if isinstance(content, bytes) else content.encode()
    (path / name).write_bytes(data)
    return list(read_rows(path / name))


def sheet(path, *lines, change=None):
    book = Workbook()
    for line in lines:
        book.active.append(line)
    if change:
        change(book.active)
    book.save(path / "cases.xlsx")
    return list(read_rows(path / "cases.xlsx"))


def messages(found):
    return [str(problem) for row in found for problem in row.problems]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "is not JSON"),
        ("[1]", "must be a JSON object"),
        ('{"a": NaN}', "not a number that JSON knows"),
        ('{"a": 1, "a": 2}', "given twice"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a": ' + "9" * 5000 + "}", "is not JSON"),
        ('{"a": "' + "x" * MAX_LINE_BYTES + '"}', "longer than"),
    ],
)
def test_a_broken_line_is_reported_and_the_next_one_read(tmp_path, line, message):
    found = rows(tmp_path, f'{line}\n{{"key": "good"}}\n')
    assert message in messages(found)[0]
    assert found[0].number == 1
    assert found[1].values == {"key": "good"}


def test_empty_lines_and_a_byte_order_mark_mean_nothing(tmp_path):
    found = rows(tmp_path, b'\xef\xbb\xbf\n{"key": "a"}\n\n')
    assert [(row.number, row.values) for row in found] == [(2, {"key": "a"})]


def test_bytes_that_are_not_utf8_come_through_to_be_reported(tmp_path):
    (row,) = rows(tmp_path, b'{"title": "caf\xe9"}\n')
    assert row.values["title"] == "caf\udce9"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_sheet_may_be_delimited_by_what_spreadsheets_use(tmp_path, delimiter):
    text = delimiter.join(["key", "title"]) + "\r\n" + delimiter.join(["a", "b"])
    (row,) = rows(tmp_path, text, "cases.csv")
    assert (row.number, row.values) == (2, {"key": "a", "title": "b"})


def test_a_cell_of_csv_may_have_several_lines(tmp_path):
    found = rows(tmp_path, 'key,title\na,"one\n\ntwo"\nb,c\n', "cases.csv")
    assert [row.number for row in found] == [2, 3]
    assert found[0].values["title"] == "one\n\ntwo"


def test_a_value_without_a_column_is_reported(tmp_path):
    found = rows(tmp_path, "key\na,b\n", "cases.csv")
    assert messages(found) == ["row 2, column 2: This column has no name in row 1."]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("cases.csv", b"", "empty"),
        ("cases.csv", b"a,a\n1,2\n", "named twice"),
        ("cases.csv", b"key\0,title\n", "not a row of column names"),
        ("cases.csv", "key\na".encode("utf-16"), "UTF-16"),
        ("cases.csv", b"key\n" + b"x" * (MAX_LINE_BYTES + 1), "longer than"),
        ("cases.csv", b",".join(b"c%d" % n for n in range(501)), "1 to 500 columns"),
        ("cases.xlsx", b"key\na\n", "not an Excel file"),
        ("cases.xlsx", b"PK\x03\x04" + b"\0" * 50, "not an Excel file"),
        ("cases.pdf", b"%PDF-", "must end in"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(tmp_path, name, content, message):
    with pytest.raises(UnreadableFile, match=message):
        rows(tmp_path, content, name)


def test_an_open_quotation_mark_does_not_swallow_the_file_silently(tmp_path):
    found = rows(tmp_path, 'key,title\na,"open\nb,c\n', "cases.csv")
    assert "cannot be read" in messages(found)[0]


def test_cells_of_excel_keep_their_meaning(tmp_path):
    day = datetime.datetime(2019, 10, 16)
    (row,) = sheet(
        tmp_path,
        ["key", "start", "latitude", "ongoing", "cost_year", "title"],
        ["a", day, -10.25, True, 2020.0, "'=x"],
    )
    assert row.values == {
        "key": "a",
        "start": "2019-10-16",
        "latitude": Decimal("-10.25"),
        "ongoing": True,
        "cost_year": 2020,
        "title": "=x",
    }


def test_a_formula_is_refused_by_row_and_column(tmp_path):
    found = sheet(tmp_path, ["key", "title"], ["a", "=1+1"])
    assert messages(found) == [
        "row 2, title: This cell is a formula; import its value."
    ]


def test_a_row_far_below_costs_nothing(tmp_path):
    def change(active):
        active["A900000"] = "far"

    found = sheet(tmp_path, ["key"], ["a"], change=change)
    assert [row.number for row in found] == [2, 900_000]


def test_a_sheet_without_end_is_refused(tmp_path):
    part = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>key</t></is></c></row>'
        b'<row r="999999999"><c r="A999999999"><v>1</v></c></row>'
        b"</sheetData></worksheet>"
    )
    target = rewritten(tmp_path, "xl/worksheets/sheet1.xml", part)
    with pytest.raises(UnreadableFile, match="larger than"):
        list(read_rows(target))


def rewritten(path, name: str, content: bytes):
    """The Excel file with one part replaced."""
    sheet(path, ["key"], ["a"])
    source, target = path / "cases.xlsx", path / "other.xlsx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", 8) as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info, old.read(info))
        new.writestr(name, content)
    return target


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    target = rewritten(tmp_path, "xl/sharedStrings.xml", b" " * 101 * 1024 * 1024)
    with pytest.raises(UnreadableFile, match="unpacks to more"):
        list(read_rows(target))


def test_xml_with_entities_is_refused(tmp_path):
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    target = rewritten(tmp_path, "xl/sharedStrings.xml", bomb)
    with pytest.raises(UnreadableFile, match="XML entities"):
        list(read_rows(target))


def test_a_damaged_sheet_is_refused(tmp_path):
    target = rewritten(tmp_path, "xl/worksheets/sheet1.xml", b"<worksheet><sheetData>")
    with pytest.raises(UnreadableFile, match=r"not an Excel file|damaged"):
        list(read_rows(target))
