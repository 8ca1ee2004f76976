"""Rows and files for the tests of import and export."""

from __future__ import annotations

import io
import json
from pathlib import Path

from PIL import Image

from cases.transfer.importing import Import, Options, Report
from tests.factories import CityFactory


def snapshot(key: str = "a-1", **values) -> dict:
    """The least that is published: a catalogued case."""
    return {
        "key": key,
        "language": "en",
        "city": "kupang",
        "title": f"Case {key}",
        "summary": "What was done, in a few words.",
        "provenance": "catalogued",
        "source_name": "City report",
        "sector": "waste",
    } | values


def full(key: str = "full-1", **values) -> dict:
    """A value in every field."""
    return {
        "key": key,
        "language": "en",
        "city": "kupang",
        "title": "Waste banks – bank sampah: 50% “less”",
        "slug": "waste-banks",
        "form": "full",
        "one_line_result": "=SUM(A1) is not a formula here",
        "summary": 'First paragraph.\n\nSecond paragraph, with "quotes"; and, commas.',
        "cover": "cover.png",
        "cover_alt": "A drawing",
        "lead_organisation": "@city agency",
        "contact_name": "Ana",
        "contact_role": "Head",
        "contact_email": "ana@example.org",
        "contact_public": True,
        "partners": [
            {"name": "University", "support": "technical"},
            {"name": "+NGO", "support": "other"},
        ],
        "authors": [{"name": "Ana", "affiliation": "City"}],
        "place_name": "Oebobo",
        "latitude": -10.1718,
        "longitude": 123.6075,
        "profile_year": 2020,
        "profile_population": 442758,
        "profile_area_km2": 180.27,
        "profile_budget": 1234567890123456.78,
        "profile_budget_currency": "IDR",
        "profile_income_group": "lower-middle",
        "profile_geography": "coastal",
        "sector": "waste",
        "other_sectors": ["health", "economy"],
        "cluster": "sdgs",
        "pillar": "environment",
        "sub_dimension": "waste",
        "primary_sdg": 12,
        "sdgs": [11, 3],
        "sdg_targets": ["11.6", "11.a"],
        "kind": "programme",
        "scale": "city",
        "stage": "running",
        "tags": ["waste bank", "Kompos"],
        "target_groups": ["residents", "women"],
        "start": "2019-10",
        "end": "2021",
        "ongoing": False,
        "key_dates": [{"date": "2019-10-16", "label": "Start"}],
        "months_to_run": 14,
        "situation": "-10 % a year\r\nand a second line",
        "objectives": "Objectives",
        "solution": "'quoted' at the start",
        "steps": [
            {"what": "Ask", "who": "Ward heads", "when": "2019"},
            {"what": "Build", "who": "", "when": ""},
        ],
        "innovation": "Innovation",
        "participation": "Participation",
        "legal_basis": "Perda 4/2019",
        "technology": [
            {
                "system": "App",
                "licence": "MIT",
                "hosting": "own",
                "url": "https://example.org/app",
            }
        ],
        "cost_total": 1500000.5,
        "cost_currency": "IDR",
        "cost_year": 2020,
        "investment": 1000000,
        "running_cost": 0,
        "funding": [{"source": "own", "name": "APBD", "share": 66.67}],
        "staff": 2.5,
        "indicators": [
            {
                "name": "Waste to landfill",
                "unit": "t",
                "before": 100.25,
                "after": 50,
                "year_before": 2018,
                "year": 2020,
                "target": None,
                "proof": "Report",
                "proof_url": "https://example.org/report",
            }
        ],
        "results": "Results",
        "evidence_level": "administrative",
        "success_factors": "Factors",
        "barriers": [{"barrier": "Trust", "response": "Meetings"}],
        "failures": "Failures",
        "lessons": "Lessons _x000D_ and x005F_",
        "sustainability": "Sustainability",
        "what_to_copy": "Copy",
        "what_to_adapt": "Adapt",
        "conditions_people": "People",
        "conditions_money": "Money",
        "conditions_law": "Law",
        "conditions_data": "Data",
        "offers_visit": True,
        "offers_mentoring": False,
        "offers_documents": True,
        "seeks_partner": True,
        "quick_win": True,
        "gallery": [{"image": "street.png", "caption": "Street", "alt": "A street"}],
        "videos": [{"title": "Film", "url": "https://example.org/film"}],
        "documents": [{"file": "rules.txt", "kind": "regulation", "title": "Rules"}],
        "links": [{"title": "Site", "url": "https://example.org/"}],
        "awards": [{"name": "Prize", "giver": "UN", "year": "2021", "url": ""}],
        "text_licence": "cc-by-sa-4.0",
        "consent_city": True,
        "consent_persons": True,
        "visibility": "embargo",
        "embargo_until": "2020-01-01",
        "provenance": "catalogued",
        "source_name": "City report",
        "source_url": "https://example.org/source",
        "last_confirmed": "2024-02-29",
    } | values


def write_media(folder: Path) -> None:
    for number, name in enumerate(("cover.png", "street.png")):
        file = io.BytesIO()
        Image.new("RGB", (8, 8), (number, 80, 120)).save(file, "PNG")
        (folder / name).write_bytes(file.getvalue())
    (folder / "rules.txt").write_text("Rules of the waste bank", encoding="utf-8")


def write_lines(path: Path, *rows: dict) -> Path:
    path.write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows),
        encoding="utf-8",
        errors="surrogatepass",
    )
    return path


def import_rows(folder: Path, *rows: dict, **options) -> Report:
    """Import `rows`, of Kupang unless they say otherwise, and publish them."""
    CityFactory(slug="kupang")
    path = write_lines(folder / "cases.jsonl", *rows)
    return Import(path, Options(**({"publish": True} | options))).run()
