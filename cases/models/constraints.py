"""What the database itself refuses in a case study."""

from django.db.models import CheckConstraint, F, Q, Value
from django.db.models.functions import Left
from django.db.models.lookups import GreaterThanOrEqual

from cases.choices import (
    EvidenceLevel,
    Form,
    Kind,
    Licence,
    Provenance,
    Scale,
    Stage,
    Visibility,
)
from cases.fields import PARTIAL_DATE_PATTERN
from members.models import Geography, IncomeGroup


def _known(field, choices, *, blank=True):
    values = [*choices.values, ""] if blank else choices.values
    return CheckConstraint(
        condition=Q((f"{field}__in", values)), name=f"case_{field}_known"
    )


def _partial_date(field):
    return CheckConstraint(
        condition=Q((field, "")) | Q((f"{field}__regex", PARTIAL_DATE_PATTERN)),
        name=f"case_{field}_is_date",
    )


def _not_negative(field):
    return CheckConstraint(
        condition=Q((f"{field}__isnull", True)) | Q((f"{field}__gte", 0)),
        name=f"case_{field}_not_negative",
    )


CASE_CONSTRAINTS = [
    _known("form", Form, blank=False),
    _known("kind", Kind),
    _known("scale", Scale),
    _known("stage", Stage),
    _known("evidence_level", EvidenceLevel),
    _known("text_licence", Licence, blank=False),
    _known("visibility", Visibility, blank=False),
    _known("provenance", Provenance, blank=False),
    _known("profile_income_group", IncomeGroup),
    _known("profile_geography", Geography),
    _partial_date("start"),
    _partial_date("end"),
    *(
        _not_negative(field)
        for field in ("cost_total", "investment", "running_cost", "staff")
    ),
    CheckConstraint(
        condition=Q(start="")
        | Q(end="")
        | GreaterThanOrEqual(Left(F("end"), Value(4)), Left(F("start"), Value(4))),
        name="case_end_year_after_start",
    ),
    CheckConstraint(
        condition=Q(ongoing=False) | Q(end=""), name="case_ongoing_has_no_end"
    ),
    CheckConstraint(
        condition=Q(
            cost_total__isnull=True, investment__isnull=True, running_cost__isnull=True
        )
        | (Q(cost_year__isnull=False) & ~Q(cost_currency="")),
        name="case_cost_has_currency_and_year",
    ),
    CheckConstraint(
        condition=Q(profile_budget__isnull=True) | ~Q(profile_budget_currency=""),
        name="case_budget_has_currency",
    ),
    CheckConstraint(
        condition=Q(latitude__isnull=True, longitude__isnull=True)
        | Q(
            latitude__isnull=False,
            latitude__range=(-90, 90),
            longitude__isnull=False,
            longitude__range=(-180, 180),
        ),
        name="case_point_on_earth",
    ),
    CheckConstraint(
        condition=~Q(visibility=Visibility.EMBARGO) | Q(embargo_until__isnull=False),
        name="case_embargo_has_date",
    ),
    CheckConstraint(
        condition=~Q(provenance=Provenance.CATALOGUED) | ~Q(source_name=""),
        name="case_catalogued_has_source",
    ),
]
