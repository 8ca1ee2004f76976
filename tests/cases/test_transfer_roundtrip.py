from __future__ import annotations

import csv
import io
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from cases.models import CaseIdentity, CaseStudyPage
from cases.records import WRITTEN, CaseRecord, record_of, with_details
from cases.transfer.cells import escaped, guarded, unguarded
from cases.transfer.columns import all_columns
from cases.transfer.exporting import exported, writer
from cases.transfer.formats import read_rows
from cases.transfer.importing import Import, Options
from tests.cases.transfer_rows import full, import_rows, snapshot, write_media
from tests.factories import CityFactory

FORMATS = ("jsonl", "csv", "xlsx")


def export(folder, format_name, **options):
    path = folder / f"export.{format_name}"
    call_command("export_cases", path, stdout=StringIO(), **options)
    return path


def records() -> list[CaseRecord]:
    cases = with_details(CaseStudyPage.objects.order_by("locale", "title"))
    return [record_of(page, page.identity) for page in cases]


def written(record: CaseRecord) -> dict:
    return {name: getattr(record, name) for name in WRITTEN}


@pytest.mark.django_db
@pytest.mark.parametrize("format_name", FORMATS)
def test_importing_an_export_changes_nothing(tmp_path, format_name):
    write_media(tmp_path)
    import_rows(tmp_path, full(language="id"), full(), snapshot())
    path = export(tmp_path, format_name, all=True)
    report = Import(path, Options(publish=True)).run()
    assert report.problems == []
    assert report.counts == {"unchanged": 3}


@pytest.mark.django_db
@pytest.mark.parametrize("format_name", FORMATS)
def test_an_export_into_an_empty_hub_gives_the_same_cases(tmp_path, format_name):
    write_media(tmp_path)
    import_rows(tmp_path, full(language="id"), full(), snapshot())
    media = tmp_path / "media-copy"
    path = export(tmp_path, format_name, all=True, media=media)
    before = [written(record) for record in records()]
    for page in CaseStudyPage.objects.all():
        page.delete()
    CaseIdentity.objects.all().delete()
    report = Import(path, Options(publish=True, media=media)).run()
    assert report.counts == {"created": 3}
    assert [written(record) for record in records()] == before


@pytest.mark.django_db
def test_an_export_has_what_the_public_sees(tmp_path):
    import_rows(tmp_path, snapshot("public"), snapshot("m", visibility="members"))
    import_rows(tmp_path, snapshot("draft"), publish=False)
    keys = {row.values["key"] for row in read_rows(export(tmp_path, "jsonl"))}
    assert keys == {"public"}


@pytest.mark.django_db
def test_an_export_can_be_of_one_city_and_language(tmp_path):
    CityFactory(slug="surabaya")
    import_rows(
        tmp_path,
        snapshot("a"),
        snapshot("b", city="surabaya"),
        snapshot("c", city="surabaya", language="id"),
    )
    path = export(tmp_path, "csv", city="surabaya", language="id")
    assert [row.values["key"] for row in read_rows(path)] == ["c"]
    with pytest.raises(CommandError, match="Unknown city"):
        export(tmp_path, "csv", city="atlantis")


@pytest.mark.django_db
def test_drafts_are_exported_as_last_edited(tmp_path):
    import_rows(tmp_path, snapshot())
    import_rows(tmp_path, snapshot(title="Next title"), publish=False)
    rows = exported(CaseStudyPage.objects.all(), drafts=True)
    assert [row.record.title for row in rows] == ["Next title"]


@pytest.mark.django_db
def test_no_cell_of_an_excel_export_is_a_formula(tmp_path):
    write_media(tmp_path)
    import_rows(tmp_path, full(title="=1+1"))
    sheet = load_workbook(export(tmp_path, "xlsx")).active
    assert {cell.data_type for row in sheet for cell in row} <= {"s", "n"}


@pytest.mark.django_db
def test_no_cell_of_a_csv_export_starts_a_formula(tmp_path):
    import_rows(tmp_path, snapshot(title="@SUM(A1)", contact_name="+62 812 3456"))
    text = export(tmp_path, "csv").read_text(encoding="utf-8-sig")
    header, row = csv.reader(io.StringIO(text))
    assert row[header.index("title")] == "'@SUM(A1)"
    assert row[header.index("contact_name")] == "'+62 812 3456"


def test_too_long_a_cell_is_refused_rather_than_cut(tmp_path):
    barriers = ({"barrier": "x" * 33_000, "response": ""},)
    with (
        pytest.raises(Exception, match="barriers has 33,"),
        writer(tmp_path / "a.xlsx", "xlsx") as write,
    ):
        write(CaseRecord(barriers=barriers))


@given(st.text())
def test_a_guarded_cell_gives_its_text_back(text):
    assert unguarded(guarded(text)) == text
    assert unguarded(escaped(text)) == text


PLAIN_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"))
    | st.sampled_from("\n\r\t=+-@'\"[;,"),
    max_size=60,
).filter(lambda text: not text.isspace())
MONEY = st.none() | st.decimals(0, 10**15, places=2)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "name": PLAIN_TEXT.filter(bool),
            "unit": PLAIN_TEXT,
            "before": st.none() | st.decimals(-(10**12), 10**12, places=4),
            "after": st.none() | st.decimals(0, 10**12, places=4),
            "year_before": st.none() | st.integers(1900, 2000),
            "year": st.none() | st.integers(2000, 2100),
            "target": st.none(),
            "proof": PLAIN_TEXT,
            "proof_url": st.just(""),
        }
    ),
    max_size=3,
).map(tuple)
RECORDS = st.builds(
    CaseRecord,
    title=PLAIN_TEXT,
    situation=PLAIN_TEXT,
    summary=PLAIN_TEXT,
    contact_name=PLAIN_TEXT,
    latitude=st.none() | st.floats(-90, 90),
    profile_population=st.none() | st.integers(0, 10**12),
    cost_total=MONEY,
    ongoing=st.booleans(),
    start=st.sampled_from(["", "2019", "2019-10", "2019-10-16"]),
    embargo_until=st.sampled_from(["", "2020-02-29"]),
    sdgs=st.sets(st.integers(1, 17)).map(lambda s: tuple(sorted(s))),
    tags=st.sets(st.sampled_from(["a b", "c;d", "-e", "[f]"])).map(
        lambda s: tuple(sorted(s))
    ),
    indicators=ROWS,
)


@pytest.mark.django_db
@pytest.mark.parametrize("format_name", FORMATS)
@given(found=RECORDS)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_every_value_survives_every_format(tmp_path, format_name, found):
    path = tmp_path / f"one.{format_name}"
    with writer(path, format_name) as write:
        write(found)
    (row,) = read_rows(path)
    assert row.problems == []
    columns = all_columns()
    for name in ("title", "situation", "latitude", "cost_total", "indicators", "tags",
                 "sdgs", "ongoing", "start", "embargo_until", "profile_population",
                 "summary", "contact_name"):  # fmt: skip
        given_value = row.values.get(name)
        empty = given_value in (None, "")
        value = (
            columns[name].empty if empty else columns[name].read(given_value, row.loose)
        )
        assert value == getattr(found, name), name


def test_a_large_amount_keeps_its_cents(tmp_path):
    path = tmp_path / "one.jsonl"
    amount = Decimal("123456789012345678.99")
    with writer(path, "jsonl") as write:
        write(CaseRecord(cost_total=amount))
    (row,) = read_rows(path)
    assert Decimal(row.values["cost_total"]) == amount
