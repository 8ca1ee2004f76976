"""Text in cells that no spreadsheet takes for a formula, and back."""

from __future__ import annotations

import json
import re

STARTS = "=+-@\t\r\n＝＋－＠"
QUOTE = "'"
ESCAPED = "'json:"
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
# openpyxl changes or refuses these: control characters, line ends, its own escapes.
FRAGILE = re.compile(
    r"[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_x[0-9A-Fa-f]{4}_|x005F_"
)


def guarded(text: str) -> str:
    """`text` with an apostrophe in front if a spreadsheet could run it. A plain
    number stays as it is."""
    if NUMBER.fullmatch(text):
        return text
    return QUOTE + text if text.startswith((QUOTE, *STARTS)) else text


def unguarded(cell: str) -> str:
    """The text that `guarded` or `escaped` was given."""
    if cell.startswith(ESCAPED):
        try:
            text = json.loads(cell.removeprefix(ESCAPED))
        except ValueError:
            return cell
        return text if isinstance(text, str) else cell
    if cell.startswith(QUOTE) and cell[1:].startswith((QUOTE, *STARTS)):
        return cell[1:]
    return cell


def escaped(text: str) -> str:
    """`text` for an Excel file: as JSON where that format would change it."""
    if FRAGILE.search(text):
        return ESCAPED + json.dumps(text)
    return guarded(text)
