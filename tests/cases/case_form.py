"""What the editor of a case posts."""

from __future__ import annotations

from django.urls import reverse
from wagtail.test.utils.form_data import (
    inline_formset,
    nested_form_data,
    streamfield,
)

from cases.models import SDG, CityPage, Sector

STREAMS = ("authors", "steps", "technology", "barriers", "videos", "links", "awards")
ROWS = ("partners", "key_dates", "funding", "indicators", "gallery", "documents")


def page_of(city, language="en"):
    return CityPage.objects.get(city=city, locale__language_code=language)


def form_data(**values):
    empty = {name: streamfield([]) for name in STREAMS}
    empty |= {name: inline_formset([]) for name in ROWS}
    empty |= {"comments": inline_formset([]), "tags": ""}
    return nested_form_data(
        empty
        | {
            "title": "Waste banks",
            "slug": "waste-banks",
            "form": "snapshot",
            "text_licence": "cc-by-4.0",
            "visibility": "public",
            "provenance": "city",
        }
        | values
    )


def snapshot(**values):
    return form_data(
        **{
            "one_line_result": "214 waste banks sort 3 tonnes a day.",
            "summary": "Households bring sorted waste and get paid for it.",
            "lead_organisation": "Environment agency",
            "contact_email": "waste@example.org",
            "sector": Sector.objects.get(code="waste").pk,
            "primary_sdg": SDG.objects.get(code="11").pk,
            "stage": "running",
            "start": "2019-10",
            "situation": "Waste was burnt.",
            "solution": "Waste banks.",
            "lessons": "Start small.",
            "evidence_level": "self",
            "consent_city": "on",
            "consent_persons": "on",
            "indicators": inline_formset(
                [{"name": "Waste banks", "before": "0", "after": "214", "unit": ""}]
            ),
        }
        | values
    )


def add_url(city, language="en"):
    return reverse(
        "wagtailadmin_pages:add",
        args=["cases", "casestudypage", page_of(city, language).pk],
    )
