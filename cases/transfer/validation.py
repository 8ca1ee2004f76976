"""From a row to a record, or to what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug

from cases.choices import Provenance, Visibility
from cases.completeness import missing
from cases.models import (
    SDG,
    Cluster,
    Pillar,
    SDGTarget,
    Sector,
    SubDimension,
    TargetGroup,
)
from cases.models.case import TITLE_MAX_LENGTH
from cases.records import CaseRecord
from cases.transfer.columns import IGNORED, all_columns
from cases.transfer.files import MediaFolder
from cases.transfer.rows import SourceRow
from cases.transfer.values import Wrong

TERM_COLUMNS = {
    "sector": Sector,
    "other_sectors": Sector,
    "cluster": Cluster,
    "pillar": Pillar,
    "sub_dimension": SubDimension,
    "primary_sdg": SDG,
    "sdgs": SDG,
    "sdg_targets": SDGTarget,
    "target_groups": TargetGroup,
}
KEY_MAX_LENGTH = 200
SLUG_MAX_LENGTH = 255
COSTS = ("cost_total", "investment", "running_cost")


def term_ids() -> dict[str, dict[Any, int]]:
    """{column: {code as written in records: primary key}}."""
    tables: dict[type, dict[Any, int]] = {}
    for model in set(TERM_COLUMNS.values()):
        code = "number" if model is SDGTarget else "code"
        rows = model.objects.values_list(code, "pk")
        tables[model] = {
            int(value) if model is SDG else value: pk for value, pk in rows
        }
    return {name: tables[model] for name, model in TERM_COLUMNS.items()}


@dataclass
class Checker:
    """Checks rows one by one against the limits of the model, the vocabularies, the
    cities and the media folder; `cities` may grow while a file is read."""

    cities: set[str]
    media: MediaFolder
    publish: bool = False
    columns: dict = field(default_factory=all_columns)
    terms: dict = field(default_factory=term_ids)

    def __post_init__(self):
        self.languages = {code for code, _name in settings.LANGUAGES}
        pillars = SubDimension.objects.values_list("code", "pillar__code")
        self.pillar_of = dict(pillars)

    def check(self, row: SourceRow) -> CaseRecord | None:
        """The record, or None if the row has (or already had) problems."""
        for name in row.values.keys() - self.columns.keys() - IGNORED:
            row.complain(name[:80], "There is no such column.")
        values = {}
        for name, column in self.columns.items():
            try:
                given = row.values.get(name)
                missing_value = given is None or given == ""
                values[name] = (
                    column.empty if missing_value else column.read(given, row.loose)
                )
            except Wrong as error:
                row.complain(name, str(error))
        if row.problems:
            return None
        record = CaseRecord(**values)
        self._check_terms(row, record)
        self._check_identity(row, record)
        for name, message in contradictions(record, self.pillar_of):
            row.complain(name, message)
        self._check_files(row, record)
        if self.publish and not row.problems:
            for name in missing(record):
                row.complain(name, "This must be answered before publication.")
        return None if row.problems else record

    def _check_terms(self, row: SourceRow, record: CaseRecord) -> None:
        for name, known in self.terms.items():
            value = getattr(record, name)
            codes = value if isinstance(value, tuple) else (value,)
            for code in codes:
                if code not in ("", None) and code not in known:
                    row.complain(name, f"Unknown term: {code!s:.60}.")

    def _check_identity(self, row: SourceRow, record: CaseRecord) -> None:
        if not record.key:
            row.complain("key", "Every row needs a key of its own.")
        elif len(record.key) > KEY_MAX_LENGTH:
            row.complain("key", f"A key has at most {KEY_MAX_LENGTH} characters.")
        if record.language not in self.languages:
            row.complain("language", f"Unknown language: {record.language!s:.20}.")
        if record.city not in self.cities:
            row.complain("city", f"Unknown city: {record.city!s:.60}.")
        if not record.title:
            row.complain("title", "Every case needs a title.")
        if len(record.title) > TITLE_MAX_LENGTH:
            row.complain("title", f"A title has at most {TITLE_MAX_LENGTH} characters.")
        if record.slug:
            try:
                validate_slug(record.slug)
            except ValidationError as error:
                row.complain("slug", error.messages[0])
            if len(record.slug) > SLUG_MAX_LENGTH:
                row.complain("slug", "This is too long for an address.")

    def _check_files(self, row: SourceRow, record: CaseRecord) -> None:
        if record.cover:
            self._check_file(row, record, "cover", "image", record.cover)
        for number, picture in enumerate(record.gallery, 1):
            self._check_file(
                row, record, f"gallery {number}", "image", picture["image"]
            )
        for number, item in enumerate(record.documents, 1):
            self._check_file(
                row, record, f"documents {number}", "document", item["file"]
            )

    def _check_file(self, row, record, column: str, kind: str, name: str) -> None:
        message = self.media.problem_with(kind, name, record.city)
        if message:
            row.complain(column, message)


def contradictions(record: CaseRecord, pillar_of: dict[str, str]):
    """(column, message) for what no single field shows: the constraints of the
    table and the page's own clean()."""
    if record.sub_dimension and pillar_of.get(record.sub_dimension) != record.pillar:
        yield "sub_dimension", "This sub-dimension is of another pillar."
    if record.start and record.end and record.end < record.start[: len(record.end)]:
        yield "end", "The end is before the start."
    if record.ongoing and record.end:
        yield "end", "What is still running has no end."
    if any(getattr(record, name) is not None for name in COSTS):
        if not record.cost_currency:
            yield "cost_currency", "An amount needs its currency."
        if record.cost_year is None:
            yield "cost_year", "An amount needs its year."
    if record.profile_budget is not None and not record.profile_budget_currency:
        yield "profile_budget_currency", "An amount needs its currency."
    yield from _place_contradictions(record)
    if record.visibility == Visibility.EMBARGO and not record.embargo_until:
        yield "embargo_until", "An embargo needs its date."
    if record.provenance == Provenance.CATALOGUED and not record.source_name:
        yield "source_name", "A catalogued case names its source."
    for number, row in enumerate(record.indicators, 1):
        years = (row["year_before"], row["year"])
        if None not in years and years[0] > years[1]:
            yield "indicators", f"Entry {number}: the year before is after the year."


def _place_contradictions(record: CaseRecord):
    latitude, longitude = record.latitude, record.longitude
    if (latitude is None) != (longitude is None):
        name = "latitude" if latitude is None else "longitude"
        yield name, "A point has a latitude and a longitude."
    if latitude is not None and not -90 <= latitude <= 90:
        yield "latitude", "This must lie between -90 and 90."
    if longitude is not None and not -180 <= longitude <= 180:
        yield "longitude", "This must lie between -180 and 180."
