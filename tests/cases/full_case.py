"""A case that answers every question, with rows of every kind."""

from __future__ import annotations

from decimal import Decimal

from django.core.files.base import ContentFile

from cases.models import (
    SDG,
    CaseDocument,
    CaseStudyPage,
    Funding,
    GalleryImage,
    HubDocument,
    Indicator,
    KeyDate,
    Partner,
    Pillar,
    SDGTarget,
    Sector,
    TargetGroup,
)
from tests.factories import HubImageFactory, make_case


def full_case(**values) -> CaseStudyPage:
    return make_case(
        **{
            "objectives": "Less waste.",
            "solution": "Banks.\n\nMany banks.",
            "pillar": Pillar.objects.get(code="environment"),
            "primary_sdg": SDG.objects.get(code="11"),
            "sdgs": list(SDG.objects.filter(code__in=["12", "13"])),
            "sdg_targets": list(SDGTarget.objects.filter(number="11.6")),
            "other_sectors": list(Sector.objects.filter(code__in=["health", "energy"])),
            "target_groups": list(TargetGroup.objects.filter(code="women")),
            "failures": "The first banks closed.",
            "cost_total": Decimal("1500000"),
            "cost_currency": "USD",
            "cost_year": 2019,
            "steps": [("step", {"what": "Ask", "who": "Agency", "when": "2018"})],
            "barriers": [("barrier", {"barrier": "Doubt", "response": "Talk"})],
            "indicators": [Indicator(name="Banks", before=100, after=125, year=2020)],
            "partners": [Partner(name="University", support="technical")],
            "funding": [Funding(source="own", share=80)],
            "key_dates": [KeyDate(date="2019-10", label="Opening")],
            "tags": ["compost"],
        }
        | values
    )


def case_with_files(**values) -> CaseStudyPage:
    document = HubDocument(title="Decree", file=ContentFile(b"text", "decree.txt"))
    document.save()
    return full_case(
        cover=HubImageFactory(),
        cover_alt="Children sort paper",
        gallery=[GalleryImage(image=HubImageFactory(), alt="A bank") for _n in "123"],
        documents=[CaseDocument(document=document, kind="regulation")],
        **values,
    )
