from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


class UnreadableFile(Exception):
    """The file as a whole cannot be read; the text is a sentence for the operator."""


@dataclass(frozen=True)
class Problem:
    """What is wrong in one row. `column` is empty if it is the row as a whole."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        place = f"row {self.row}"
        return (
            f"{place}, {self.column}: {self.message}"
            if self.column
            else (f"{place}: {self.message}")
        )


@dataclass
class SourceRow:
    """A row as it stands in the file. `number` is the line of a JSON Lines file or
    the row of a sheet, whose header is row 1. `loose` rows hold cells, in which
    numbers, lists and yes or no may be written as text."""

    number: int
    values: dict[str, Any]
    loose: bool = False
    problems: list[Problem] = field(default_factory=list)
    text: str = ""
    columns: tuple[str, ...] = ()

    def complain(self, column: str, message: str) -> None:
        self.problems.append(Problem(self.number, column, message))
