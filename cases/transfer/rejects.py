"""The file of rows that an import left out, ready to be corrected and imported."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from cases.transfer.cells import guarded
from cases.transfer.rows import SourceRow, UnreadableFile


class Rejects:
    """Made with the first rejected row; JSON Lines, or CSV where the name ends so.
    The columns `_row` and `_errors` say what was wrong; an import ignores them."""

    def __init__(self, path: Path, source: Path):
        if path.resolve() == source.resolve():
            raise UnreadableFile("The rejected rows need a file of their own.")
        self.path, self.count = path, 0
        self._file = None
        self._columns: list[str] = []

    @staticmethod
    def beside(source: Path) -> Path:
        """The default: in the working folder, because the source's may not be ours."""
        suffix = ".jsonl" if source.suffix in (".jsonl", ".ndjson") else ".csv"
        return Path(f"{source.stem}-rejects{suffix}")

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        if self._file is not None:
            self._file.close()

    def write(self, row: SourceRow) -> None:
        values = {
            "_row": row.number,
            "_errors": "; ".join(
                f"{p.column}: {p.message}" if p.column else p.message
                for p in row.problems
            ),
        }
        values |= row.values
        if not row.values and row.text:
            values["_line"] = row.text
        self.count += 1
        if self.path.suffix == ".csv":
            self._write_cells(values, row.columns)
        else:
            line = json.dumps(values, ensure_ascii=False, default=_number)
            self._open().write(line + "\n")

    def _open(self):
        if self._file is None:
            self._file = self.path.open(
                "w", encoding="utf-8", errors="surrogateescape", newline=""
            )
        return self._file

    def _write_cells(self, values: dict[str, Any], columns: tuple[str, ...]) -> None:
        if self._file is None:
            self._columns = ["_row", "_errors", *columns]
            csv.writer(self._open()).writerow(self._columns)
        cells = [values.get(name, "") for name in self._columns]
        csv.writer(self._open()).writerow(
            guarded(cell) if isinstance(cell, str) else cell for cell in cells
        )


def _number(value: Decimal) -> int | float:
    return int(value) if value == int(value) else float(value)
