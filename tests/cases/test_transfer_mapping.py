from __future__ import annotations

from pathlib import Path

import pytest

import benchmarks
from cases.models import CaseStudyPage
from cases.transfer.importing import Import, Options
from cases.transfer.mapping import Mapping, WrongMapping
from cases.transfer.rows import SourceRow
from members.models import City
from tests.cases.transfer_rows import write_lines

MAPPINGS = Path(benchmarks.__file__).parent / "mappings"
LEAST = {"key": "id", "title": "name", "city": {"constant": "kupang"}}


def mapping(fields=None, **sections) -> Mapping:
    return Mapping.from_data({"fields": LEAST | (fields or {}), **sections})


def value(rule: dict, row: dict, **sections):
    found = mapping({"summary": rule}, **sections).apply(SourceRow(1, row))
    return found.values["summary"]


@pytest.mark.parametrize(
    ("rule", "row", "expected"),
    [
        ({"column": "a"}, {"a": "x"}, "x"),
        ({"column": "a.b"}, {"a": {"b": "x"}}, "x"),
        ({"column": "a.b"}, {"a.b": "x"}, "x"),
        ({"column": "a.b"}, {"a": "text"}, None),
        ({"columns": ["a", "b"]}, {"a": "x", "b": "y"}, "x\n\ny"),
        ({"columns": ["a", "b"], "join": ", "}, {"a": "", "b": "y"}, "y"),
        ({"first_of": ["a", "b"]}, {"a": "", "b": "y"}, "y"),
        ({"template": "no-{a}-{b}"}, {"a": 1, "b": None}, "no-1-"),
        ({"constant": "x"}, {}, "x"),
        ({"column": "a", "pattern": "in ([A-Z]\\w+)"}, {"a": "in Kupang."}, "Kupang"),
        ({"column": "a", "pattern": "in ([A-Z]\\w+)"}, {"a": "nowhere"}, ""),
        ({"column": "a", "split": ","}, {"a": "x, y,"}, ["x", "y"]),
        ({"column": "a", "split": "–", "part": 0}, {"a": "x – y"}, "x"),
        ({"column": "a", "split": "–", "part": 5, "default": "z"}, {"a": "x"}, "z"),
        ({"column": "a", "values": {"x": "1"}}, {"a": "x"}, "1"),
        ({"column": "a", "values": {"x": "1"}}, {"a": "other"}, "other"),
        ({"column": "a", "values": {"x": "1"}, "default": "0"}, {"a": "y"}, "0"),
        ({"column": "a", "values": {"x": "1", "y": "1"}}, {"a": ["x", "y"]}, ["1"]),
        ({"column": "a", "keywords": [["flood", "w"]]}, {"a": "A Flood"}, ["w"]),
        (
            {"column": "a", "keywords": [["flood", "w"]], "part": 0, "default": "-"},
            {"a": "fire"},
            "-",
        ),
        ({"column": "a", "slugify": True}, {"a": "Medellín (CO)"}, "medellin-co"),
        ({"column": "a", "words": 2}, {"a": "one two three"}, "one two…"),
        ({"column": "a", "words": 2}, {"a": "one two"}, "one two"),
        ({"column": "a", "characters": 5}, {"a": "abcdefgh"}, "abcd…"),
    ],
)
def test_a_rule_gives_the_value(rule, row, expected):
    assert value(rule, row) == expected


def test_a_value_table_can_be_shared():
    tables = {"values": {"yes": {"ja": "true"}}}
    assert value({"column": "a", "values": "yes"}, {"a": "ja"}, **tables) == "true"


def test_a_cut_is_noticed():
    cut = mapping({"summary": {"column": "a", "words": 1}})
    assert cut.apply(SourceRow(1, {"a": "one two"})).notices == [
        "summary was shortened"
    ]


def test_a_column_that_the_mapping_does_not_know_is_reported():
    row = mapping(ignore=["b"]).apply(SourceRow(4, {"a": 1, "b": 2}))
    assert [(p.row, p.column) for p in row.problems] == [(4, "a")]


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ({"colour": {"column": "a"}}, "unknown field: colour"),
        ({"summary": 5}, "must be the name of a column or a rule"),
        ({"summary": {}}, "needs exactly one of"),
        ({"summary": {"column": "a", "constant": "b"}}, "needs exactly one of"),
        ({"summary": {"column": "a", "size": 5}}, "unknown option size"),
        ({"summary": {"column": 5}}, "column must be text"),
        ({"summary": {"columns": "a"}}, "columns must be a list"),
        ({"summary": {"column": "a", "words": "many"}}, "words has the wrong type"),
        ({"summary": {"column": "a", "values": "none"}}, "no table values.none"),
        ({"summary": {"column": "a", "pattern": "("}}, "pattern is wrong"),
        ({"summary": {"column": "a", "pattern": "x"}}, "needs a group"),
        ({"summary": {"column": "a", "split": ""}}, "split must not be empty"),
        ({"summary": {"column": "a", "keywords": ["x"]}}, "keywords must be pairs"),
    ],
)
def test_a_wrong_mapping_is_refused_with_its_reason(rule, reason):
    with pytest.raises(WrongMapping, match=reason):
        mapping(rule)


def test_all_reasons_are_given_at_once():
    with pytest.raises(WrongMapping) as caught:
        Mapping.from_data({"fields": {"colour": "a"}, "other": {}})
    assert str(caught.value).count(";") == 2


def test_a_file_that_is_no_mapping_is_refused(tmp_path):
    path = tmp_path / "mapping.toml"
    with pytest.raises(WrongMapping, match="No such file"):
        Mapping.read(path)
    path.write_text("fields = [", encoding="utf-8")
    with pytest.raises(WrongMapping, match="not TOML"):
        Mapping.read(path)


WORLD_BANK = {
    "id": "P1",
    "title": "Invented water project " * 8,
    "text": "To supply water. " * 100,
    "region": "South Asia",
    "country": "Kingdom of Bhutan",
    "status": "Closed",
    "sectors": ["Water Supply", "Sanitation", "Urban Transport"],
    "themes": ["Water resource management"],
    "agency": None,
    "fiscal_year": "2010",
    "url": "http://projects.example.org/P1/null?lang=en",
}
CITY_PRIZE = {
    "id": "prize-1",
    "title": "Medellín – Invented stairs",
    "text": "Whole text.",
    "kind": "case-studies",
    "summary": "Stairs against the social divide.",
    "sections": {"Impacts": "Fewer steps.", "Key issues": "Hills."},
    "city": "Medellín",
    "award": "2016 Laureate",
    "country": "Colombia",
}
CIPTA = {
    "id": "cm-1",
    "title": "Aplikasi rekaan",
    "text": "Semua.",
    "sections": {"deskripsi": "Tentang sampah.", "masalah": "Banyak."},
    "program": "cms",
    "location": "Kupang",
    "topic": "",
    "art": None,
    "year": 2014,
    "lang": "id",
}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "row", "expected"),
    [
        ("world-bank", WORLD_BANK, ("bhutan-country", "BT", "water", "country")),
        ("world-city-prize", CITY_PRIZE, ("medellin", "CO", "inclusion", "city")),
        ("cipta-media", CIPTA, ("indonesia-country", "ID", "waste", "country")),
    ],
)
def test_the_mappings_of_public_collections_publish_cases(
    tmp_path, name, row, expected
):
    path = write_lines(tmp_path / "source.jsonl", row)
    options = Options(mapping=Mapping.read(MAPPINGS / f"{name}.toml"), publish=True)
    report = Import(path, options).run()
    page = CaseStudyPage.objects.get()
    assert report.problems == []
    assert page.live
    city = City.objects.get()
    assert (city.slug, city.country_id, page.sector.code, city.level) == expected


@pytest.mark.django_db
def test_a_new_city_without_a_known_country_is_reported(tmp_path):
    path = write_lines(tmp_path / "source.jsonl", CITY_PRIZE | {"country": "Atlantis"})
    options = Options(mapping=Mapping.read(MAPPINGS / "world-city-prize.toml"))
    report = Import(path, options).run()
    assert report.problems[0].column == "city"
    assert not City.objects.exists()
