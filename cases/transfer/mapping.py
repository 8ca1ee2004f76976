"""A mapping file: which columns of a foreign file feed which fields of a case.

    [fields]
    key = { template = "wb-{id}" }
    title = { column = "title", characters = 100 }
    city = { column = "country", values = "cities" }
    provenance = { constant = "catalogued" }

    [values.cities]
    "Republic of India" = "india"

docs/import.md describes every rule.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.text import slugify

from cases.records import WRITTEN
from cases.transfer.rows import SourceRow

SOURCES = ("column", "columns", "first_of", "template", "constant")
OPTIONS = {
    "join": str,
    "pattern": str,
    "split": str,
    "part": int,
    "values": (str, dict),
    "keywords": list,
    "default": (str, int, float, bool, list),
    "slugify": bool,
    "words": int,
    "characters": int,
}
CITY_FIELDS = ("name", "name_id", "country", "level")
SECTIONS = {"fields", "values", "new_cities", "ignore"}
PLACE = re.compile(r"\{([^{}]+)\}")


class WrongMapping(Exception):
    """The mapping file cannot be used; the text lists every reason."""


@dataclass
class MappedRow(SourceRow):
    """A row in the columns of the record; `city` are facts of the city in case it
    must be created, `notices` say what was cut."""

    notices: list[str] = field(default_factory=list)
    city: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Rule:
    name: str
    options: dict[str, Any]
    values: dict[str, Any] | None = None

    def columns(self) -> set[str]:
        """Top-level columns of the file that this rule reads."""
        names = [self.options.get("column", "")]
        names += self.options.get("columns", []) + self.options.get("first_of", [])
        names += PLACE.findall(self.options.get("template", ""))
        return {name.partition(".")[0] for name in names if name}

    def value(self, row: SourceRow, notices: list[str]) -> Any:
        options = self.options
        value = self._source(row)
        if "pattern" in options:
            found = re.search(options["pattern"], str(value or ""))
            value = found[1] if found else ""
        if "split" in options and not isinstance(value, list):
            parts = str(value or "").split(options["split"])
            value = [part.strip() for part in parts if part.strip()]
        value = self._translated(value)
        if "part" in options and isinstance(value, list):
            try:
                value = value[options["part"]]
            except IndexError:
                value = None
        if value in (None, "", []) and "default" in options:
            value = options["default"]
        if options.get("slugify"):
            value = slugify(str(value or ""))
        return self._shortened(value, notices)

    def _source(self, row: SourceRow) -> Any:
        options = self.options
        if "constant" in options:
            return options["constant"]
        if "column" in options:
            return _look_up(row.values, options["column"])
        if "template" in options:
            return PLACE.sub(
                lambda place: str(_look_up(row.values, place[1]) or ""),
                options["template"],
            )
        names = options.get("first_of") or options["columns"]
        found = [value for name in names if (value := _look_up(row.values, name))]
        if "first_of" in options:
            return found[0] if found else None
        return options.get("join", "\n\n").join(str(value) for value in found)

    def _translated(self, value: Any) -> Any:
        """Through the value table or the keywords; lists lose empty and double
        entries, and unlisted values stay unless there is a default."""
        if self.values is None and "keywords" not in self.options:
            return value
        items = value if isinstance(value, list) else [value]
        found = [result for item in items for result in self._matches(item)]
        if isinstance(value, list):
            return list(dict.fromkeys(item for item in found if item != ""))
        if "keywords" in self.options and "part" not in self.options:
            return list(dict.fromkeys(found))
        return found[0] if found else ""

    def _matches(self, item: Any) -> list:
        if "keywords" in self.options:
            words = str(item or "").lower()
            return [code for word, code in self.options["keywords"] if word in words]
        key = str(item).strip() if item is not None else ""
        if key in self.values:
            return [self.values[key]]
        return [] if "default" in self.options or not key else [item]

    def _shortened(self, value: Any, notices: list[str]) -> Any:
        if not isinstance(value, str):
            return value
        cut = value
        if "words" in self.options:
            cut = _first_words(cut, self.options["words"])
        limit = self.options.get("characters")
        if limit and len(cut) > limit:
            cut = cut[: limit - 1].rstrip() + "…"
        if cut != value:
            notices.append(f"{self.name} was shortened")
        return cut


@dataclass(frozen=True)
class Mapping:
    rules: tuple[Rule, ...]
    city_rules: tuple[Rule, ...]
    ignored: frozenset[str]

    @classmethod
    def read(cls, path: Path) -> Mapping:
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise WrongMapping(f"{path}: {error.strerror}.") from error
        except ValueError as error:
            raise WrongMapping(f"{path} is not TOML: {error}.") from error
        return cls.from_data(data)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Mapping:
        """Raises WrongMapping with every reason, not only the first."""
        reasons = [f"unknown section: {name}" for name in data.keys() - SECTIONS]
        tables = data.get("values", {})
        rules = _rules(data.get("fields", {}), WRITTEN, tables, reasons)
        cities = _rules(data.get("new_cities", {}), CITY_FIELDS, tables, reasons)
        ignored = data.get("ignore", [])
        if not isinstance(ignored, list):
            reasons.append("ignore must be a list of columns")
            ignored = []
        if not {"key", "title", "city"} <= {rule.name for rule in rules}:
            reasons.append("fields must say where key, title and city come from")
        if reasons:
            raise WrongMapping("The mapping is wrong: " + "; ".join(sorted(reasons)))
        return cls(tuple(rules), tuple(cities), frozenset(map(str, ignored)))

    def apply(self, row: SourceRow) -> MappedRow:
        mapped = MappedRow(row.number, {}, loose=True, problems=list(row.problems))
        used = self.ignored.union(
            *(rule.columns() for rule in (*self.rules, *self.city_rules))
        )
        for name in row.values.keys() - used:
            if not name.startswith("_"):
                mapped.complain(name[:80], "The mapping does not say what this is for.")
        for rule in self.rules:
            mapped.values[rule.name] = rule.value(row, mapped.notices)
        mapped.city = {
            rule.name: rule.value(row, mapped.notices) for rule in self.city_rules
        }
        return mapped


def _rules(section: Any, known, tables: Any, reasons: list[str]) -> list[Rule]:
    if not isinstance(section, dict):
        reasons.append("fields and new_cities must be tables")
        return []
    rules = []
    for name, options in section.items():
        if isinstance(options, str):
            options = {"column": options}
        if name not in known:
            reasons.append(f"unknown field: {name}")
        elif not isinstance(options, dict):
            reasons.append(f"{name} must be the name of a column or a rule")
        else:
            found = _reasons_against(name, options, tables)
            reasons.extend(found)
            if not found:
                rules.append(Rule(name, options, _table(options, tables)))
    return rules


def _reasons_against(name: str, options: dict, tables: Any) -> list[str]:
    reasons = [
        f"{name}: unknown option {option}"
        for option in options.keys() - OPTIONS.keys() - set(SOURCES)
    ]
    if sum(source in options for source in SOURCES) != 1:
        reasons.append(f"{name} needs exactly one of {', '.join(SOURCES)}")
    for option, kind in OPTIONS.items():
        if option in options and not isinstance(options[option], kind):
            reasons.append(f"{name}: {option} has the wrong type")
    for source in ("columns", "first_of"):
        names = options.get(source, [])
        if not isinstance(names, list) or not all(isinstance(n, str) for n in names):
            reasons.append(f"{name}: {source} must be a list of columns")
    for source in ("column", "template"):
        if not isinstance(options.get(source, ""), str):
            reasons.append(f"{name}: {source} must be text")
    if not options.get("split", " "):
        reasons.append(f"{name}: split must not be empty")
    try:
        pattern = re.compile(str(options.get("pattern", "()")))
        if pattern.groups < 1:
            reasons.append(f"{name}: pattern needs a group in brackets")
    except re.error as error:
        reasons.append(f"{name}: pattern is wrong, {error}")
    if not all(
        isinstance(pair, list) and len(pair) == 2
        for pair in options.get("keywords", [])
    ):
        reasons.append(f"{name}: keywords must be pairs of a word and a value")
    if isinstance(options.get("values"), str) and (
        not isinstance(tables, dict) or options["values"] not in tables
    ):
        reasons.append(f"{name}: there is no table values.{options['values']}")
    return reasons


def _table(options: dict, tables: dict) -> dict[str, Any] | None:
    values = options.get("values")
    return tables[values] if isinstance(values, str) else values


def _look_up(values: dict[str, Any], path: str) -> Any:
    """`sections.Impacts` is the entry Impacts of the object in column sections. A
    column whose own name has the dot comes first."""
    if path in values:
        return values[path]
    name, _dot, rest = path.partition(".")
    inner = values.get(name)
    return _look_up(inner, rest) if rest and isinstance(inner, dict) else None


def _first_words(text: str, limit: int) -> str:
    words = list(re.finditer(r"\S+", text))
    if len(words) <= limit:
        return text
    return text[: words[limit - 1].end()] + "…"
