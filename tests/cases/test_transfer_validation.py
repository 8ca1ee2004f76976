from __future__ import annotations

import pytest

from tests.cases.transfer_rows import full, import_rows, snapshot, write_media

pytestmark = pytest.mark.django_db

STEP = {"what": "x", "who": "", "when": ""}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("key", ""),
        ("key", "k" * 201),
        ("language", "fr"),
        ("city", "atlantis"),
        ("title", ""),
        ("title", "t" * 101),
        ("title", 5),
        ("title", ["a"]),
        ("title", "NUL \0 in it"),
        ("title", "half \ud800 pair"),
        ("slug", "not a slug"),
        ("form", "long"),
        ("one_line_result", "x" * 161),
        ("summary", "word " * 251),
        ("contact_email", "nobody"),
        ("contact_public", "yes"),
        ("partners", "University"),
        ("partners", [{"name": "University", "support": "moral"}]),
        ("partners", [{"name": ""}]),
        ("partners", [{"name": "University", "colour": "red"}]),
        ("partners", ["University"]),
        ("latitude", 91),
        ("latitude", "north"),
        ("latitude", -91),
        ("profile_year", 1492),
        ("profile_population", -1),
        ("profile_population", 10**30),
        ("profile_population", 1.5),
        ("sector", "wast"),
        ("other_sectors", "waste"),
        ("other_sectors", ["wast"]),
        ("primary_sdg", 18),
        ("sdgs", [0]),
        ("sdg_targets", ["11.99"]),
        ("sub_dimension", "waste"),
        ("tags", ["t" * 101]),
        ("tags", [f"t{n}" for n in range(51)]),
        ("start", "2019-13"),
        ("start", "19"),
        ("end", "2018"),
        ("ongoing", 1),
        ("key_dates", [{"date": "2019", "label": "x"}] * 6),
        ("key_dates", [{"date": "soon", "label": "x"}]),
        ("situation", "x" * 20_001),
        ("steps", [STEP | {"what": ""}]),
        ("steps", [STEP | {"what": "x" * 1001}]),
        ("technology", [{"system": "App", "url": "javascript:alert(1)"}]),
        ("cost_total", -1),
        ("cost_total", "1.250.000,00"),
        ("cost_total", 10**20),
        ("staff", True),
        ("funding", [{"source": "own", "share": 101}]),
        ("indicators", [{"name": "x", "year_before": 2020, "year": 2019}]),
        ("indicators", [{"name": "x", "before": "many"}]),
        ("videos", [{"title": "Film", "url": "file:///etc/passwd"}]),
        ("awards", [{"name": "Prize", "year": "long ago"}]),
        ("gallery", [{"caption": "no file"}]),
        ("text_licence", "gpl"),
        ("text_licence", "mine"),
        ("visibility", "secret"),
        ("embargo_until", "2019-02-30"),
        ("provenance", "rumour"),
        ("source_url", "example"),
        ("source_name", ""),
        ("last_confirmed", "yesterday"),
    ],
)
def test_a_wrong_value_is_reported_by_row_and_column(tmp_path, column, value):
    row = snapshot(start="2019", pillar="living", latitude=1, longitude=1)
    row |= {column: value}
    report = import_rows(tmp_path, snapshot("first"), row)
    assert {(p.row, p.column) for p in report.problems} == {(2, column)}
    assert not report.written


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"cost_total": 5, "cost_year": 2020}, "cost_currency"),
        ({"cost_total": 5, "cost_currency": "IDR"}, "cost_year"),
        ({"profile_budget": 5}, "profile_budget_currency"),
        ({"latitude": 5}, "longitude"),
        ({"visibility": "embargo"}, "embargo_until"),
        ({"ongoing": True, "end": "2020"}, "end"),
    ],
)
def test_what_contradicts_itself_is_reported(tmp_path, values, column):
    report = import_rows(tmp_path, snapshot(**values))
    assert [problem.column for problem in report.problems] == [column]


def test_a_value_in_every_field_is_accepted(tmp_path):
    write_media(tmp_path)
    report = import_rows(tmp_path, full())
    assert report.problems == []
    assert report.counts == {"created": 1}


def test_columns_of_an_export_that_are_derived_are_ignored(tmp_path):
    report = import_rows(tmp_path, snapshot(public_id="zzz", completeness=3))
    assert report.problems == []
