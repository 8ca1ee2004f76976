"""Apps import downwards only, and no module is called after nothing in particular."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# From the lowest: each may import those before it, never one behind it.
APPS = ("members", "cases", "search")
# Wiring and proof: what ships in an app imports none of them.
OUTSIDE = {"knowledge_hub", "tests", "benchmarks", "docs"}
FORBIDDEN = {
    "utils", "helpers", "common", "core", "base", "misc", "services", "managers",
}  # fmt: skip
MAX_MODULE_LINES = 300
# Longer ones, each with what speaks for one piece.
DEFENDED = {
    "cases/models/case.py": "one class with some eighty columns, in one order",
    "cases/records.py": "one value and its two directions, read side by side",
    "cases/transfer/columns.py": "what a cell may hold, for each kind of column",
}
MAX_TEMPLATE_LINES = 100


def sources(*folders: str) -> list[Path]:
    return sorted(
        path
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts
    )


def imported(path: Path) -> Iterator[str]:
    package = path.relative_to(ROOT).parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level:
            above = package[: len(package) - node.level + 1]
            yield ".".join([*above, node.module or ""])
        elif isinstance(node, ast.ImportFrom):
            yield node.module


@pytest.mark.parametrize("app", APPS)
def test_an_app_never_imports_a_higher_one(app):
    higher = OUTSIDE | set(APPS[APPS.index(app) + 1 :])
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources(app)
        for name in imported(path)
        if name.partition(".")[0] in higher
    ]
    assert not wrong


@pytest.mark.parametrize("app", APPS)
def test_models_of_another_app_come_from_its_models_package(app):
    others = tuple(f"{other}.models." for other in APPS if other != app)
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources(app, "knowledge_hub", "benchmarks")
        for name in imported(path)
        if name.startswith(others)
    ]
    assert not wrong


def test_no_module_has_a_name_that_says_nothing():
    settings = ROOT / "knowledge_hub" / "settings"
    wrong = [
        path.relative_to(ROOT)
        for path in sources(*APPS, "knowledge_hub", "benchmarks", "docs", "tests")
        if path.parent != settings
        and ({path.stem} | set(path.relative_to(ROOT).parts)) & FORBIDDEN
    ]
    assert not wrong


def test_no_star_import_outside_the_settings():
    wrong = [
        path.relative_to(ROOT)
        for path in sources(*APPS, "benchmarks", "tests")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*"
    ]
    assert not wrong


def test_no_module_is_longer_than_one_reads_at_once():
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines())
        for path in sources(*APPS, "knowledge_hub", "benchmarks", "docs")
    }
    long = {path for path, length in lengths.items() if length > MAX_MODULE_LINES}
    assert not long - set(DEFENDED)


def test_no_template_is_longer_than_a_hundred_lines():
    lengths = {
        path.relative_to(ROOT): len(path.read_text(encoding="utf-8").splitlines())
        for path in (ROOT / "templates").rglob("*.html")
    }
    assert not {p: n for p, n in lengths.items() if n > MAX_TEMPLATE_LINES}
