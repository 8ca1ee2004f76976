"""The demonstration presents nothing as fact without saying where it comes from."""

from __future__ import annotations

import csv
import json
import re
from importlib.resources import files

import pytest

DEMO = files("cases.demo")
SOURCES = (DEMO / "SOURCES.md").read_text(encoding="utf-8")
# What must be the same in every language of a case.
FIGURES = (
    *("start", "end", "months_to_run", "staff", "evidence_level", "source_url"),
    *("cost_total", "cost_currency", "cost_year"),
    *("profile_year", "profile_population", "profile_area_km2"),
)
FIGURES_OF_ROWS = {
    "indicators": ("before", "after", "target", "year_before", "year", "proof_url"),
    "key_dates": ("date",),
    "funding": ("share",),
    "awards": ("year",),
}


def versions() -> list[dict]:
    names = ("cases-id.jsonl", "cases-id-en.jsonl", "cases-en.jsonl")
    texts = [(DEMO / name).read_text(encoding="utf-8") for name in names]
    return [json.loads(line) for text in texts for line in text.splitlines()]


def cities() -> list[dict]:
    texts = [(DEMO / f"cities-{name}.csv").read_text("utf-8") for name in ("en", "id")]
    return [row for text in texts for row in csv.DictReader(text.splitlines())]


def label(case: dict) -> str:
    return f"{case['key']}-{case['language']}"


@pytest.mark.parametrize("case", versions(), ids=label)
def test_every_demo_case_names_its_source(case):
    assert case["provenance"] == "catalogued"
    assert case["source_name"].strip()
    assert re.match(r"https?://[^/\s]+\.[^/\s]+/\S*$", case["source_url"])


@pytest.mark.parametrize("case", versions(), ids=label)
def test_every_indicator_of_a_demo_case_says_where_it_comes_from(case):
    for indicator in case.get("indicators", []):
        assert indicator["proof"].strip(), indicator["name"]
        assert {"before", "after", "target"} & indicator.keys(), indicator["name"]


def figures(case: dict) -> dict:
    found = {name: case.get(name) for name in FIGURES}
    for field, names in FIGURES_OF_ROWS.items():
        rows = case.get(field, [])
        found[field] = [[row.get(name) for name in names] for row in rows]
    return found


def test_both_languages_of_a_demo_case_give_the_same_figures():
    first: dict[str, dict] = {}
    for case in versions():
        found = figures(case)
        assert first.setdefault(case["key"], found) == found, case["key"]


def test_every_demo_case_has_its_line_among_the_sources():
    lines = re.findall(r"^- `([a-z0-9-]+)`: .+ - .+$", SOURCES, re.MULTILINE)
    assert len(lines) == len(set(lines))
    assert {f"demo-{name}" for name in lines} == {case["key"] for case in versions()}


def test_every_population_of_a_demo_city_has_a_year_and_a_source():
    stated = set(re.findall(r"^- ([A-Z]{2}): \D*(\d{4})", SOURCES, re.MULTILINE))
    counted = set()
    for city in cities():
        assert bool(city["population"]) == bool(city["population_year"]), city["slug"]
        if city["population"]:
            counted.add((city["country"], city["population_year"]))
    assert counted == stated


def test_the_population_in_a_demo_case_is_that_of_its_city():
    known = {
        (city["slug"], int(city["population_year"])): int(city["population"])
        for city in cities()
        if city["population"]
    }
    for case in versions():
        if expected := known.get((case["city"], case.get("profile_year"))):
            assert case["profile_population"] == expected, case["key"]
