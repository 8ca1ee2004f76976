"""How fast cases are imported, and in how much memory.

    python -m benchmarks.imports [--rows 10000] [--format jsonl|csv|xlsx] [--again]

Writes a file of invented full cases as long as real ones (62 fields, 20 rows of
details, 20 kB of JSON each), imports it in a process and a data folder of its own and
prints a line of a Markdown table. `--again` imports the same file once more, which
must change nothing.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

CITIES = 24
WORDS = [
    "city", "water", "street", "market", "bus", "flood", "waste", "school", "river",
    "ward", "plan", "budget", "map", "people", "family", "service", "data", "road",
    "house", "tree", "health", "worker", "park", "energy", "light", "repair",
    "meeting", "report", "council", "village", "coast", "bridge", "drain", "pump",
    "the", "of", "and", "to", "in", "a", "is", "for", "with", "on", "by", "from",
    "that", "it", "are", "was", "as", "at", "be", "this", "have",
]  # fmt: skip
STORIES = [
    "situation", "objectives", "solution", "innovation", "participation",
    "legal_basis", "results", "success_factors", "failures", "lessons",
    "sustainability", "what_to_copy", "what_to_adapt", "conditions_people",
    "conditions_money", "conditions_law", "conditions_data",
]  # fmt: skip


def prose(chance: random.Random, words: int) -> str:
    picked = (
        f"{chance.choice(WORDS)}{chance.randrange(400) or ''}"
        if chance.random() < 0.2
        else chance.choice(WORDS)
        for _ in range(words)
    )
    return " ".join(picked).capitalize() + "."


def case(number: int) -> dict:
    """The values of row `number`, the same in every run."""
    chance = random.Random(number)
    text = lambda words=80: prose(chance, words)  # noqa: E731 (a dozen short calls)
    year = chance.randrange(1995, 2025)
    return {name: text() for name in STORIES} | {
        "key": f"benchmark-{number}",
        "language": chance.choice(("en", "id")),
        "city": f"benchmark-{number % CITIES}",
        "title": f"{text(7)[:80]} {number}",
        "form": "full",
        "one_line_result": text(15)[:160],
        "summary": text(240),
        "lead_organisation": text(4),
        "contact_name": "A. N. Other",
        "contact_email": f"person{number}@example.org",
        "partners": [{"name": text(4), "support": "technical"} for _ in range(3)],
        "authors": [{"name": "A. N. Other", "affiliation": text(3)}],
        "latitude": chance.uniform(-10, 10),
        "longitude": chance.uniform(90, 140),
        "profile_year": year,
        "profile_population": chance.randrange(10**5, 10**7),
        "sector": chance.choice(("transport", "water", "waste", "health", "digital")),
        "other_sectors": ["planning", "inclusion"],
        "cluster": chance.choice(("climate-change", "disaster", "infrastructure")),
        "pillar": "living",
        "sub_dimension": chance.choice(("harmony", "health", "mobility")),
        "primary_sdg": chance.randrange(1, 18),
        "sdgs": [6, 11, 13],
        "sdg_targets": ["11.2", "11.6"],
        "kind": "programme",
        "scale": "city",
        "stage": chance.choice(("running", "pilot", "completed")),
        "tags": [chance.choice(WORDS) for _ in range(4)],
        "target_groups": ["residents", "women"],
        "start": f"{year}-{chance.randrange(1, 13):02d}",
        "ongoing": True,
        "key_dates": [{"date": str(year + n), "label": text(5)} for n in range(3)],
        "steps": [
            {"what": text(15), "who": text(3), "when": str(year)} for _ in range(5)
        ],
        "cost_total": chance.randrange(10**4, 10**9),
        "cost_currency": chance.choice(("USD", "IDR")),
        "cost_year": year,
        "funding": [
            {"source": "own", "name": "City", "share": 60},
            {"source": "donor", "name": text(3), "share": 40},
        ],
        "indicators": [
            {"name": text(6), "unit": "%", "before": 10, "after": 20 + n, "year": year}
            for n in range(4)
        ],
        "evidence_level": "administrative",
        "barriers": [{"barrier": text(20), "response": text(20)} for _ in range(2)],
        "links": [{"title": text(4), "url": "https://example.org/case"}],
        "consent_city": True,
        "consent_persons": True,
        "provenance": "city",
    }


def cases(rows: int) -> Iterator[dict]:
    return (case(number) for number in range(rows))


def write_file(folder: Path, rows: int, format_name: str) -> Path:
    from cases.records import CaseRecord
    from cases.transfer.exporting import writer

    path = folder / f"cases.{format_name}"
    with writer(path, format_name) as write:
        for values in cases(rows):
            values["cost_total"] = Decimal(values["cost_total"])
            lists = {k: tuple(v) for k, v in values.items() if isinstance(v, list)}
            write(CaseRecord(**(values | lists)))
    return path


def create_cities() -> None:
    from members.models import City

    for number in range(CITIES):
        City.objects.get_or_create(
            slug=f"benchmark-{number}",
            defaults={"names": {"en": f"City {number}"}, "country_id": "ID"},
        )


def run_import(path: Path) -> tuple[float, float, float, str]:
    """Seconds, seconds of processor time, peak memory in MB of this and earlier
    children, and what it said."""
    started = time.perf_counter()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = subprocess.run(
        [sys.executable, "manage.py", "import_cases", str(path), "--publish"],
        check=True,
        capture_output=True,
        text=True,
    )
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = sum(
        getattr(after, name) - getattr(before, name)
        for name in ("ru_utime", "ru_stime")
    )
    return seconds, processor, after.ru_maxrss / 1024, result.stdout


def line(label: str, rows: int, seconds, processor, peak, said: str) -> str:
    found = re.search(
        r"Checked in ([\d.]+) s, written in ([\d.]+) s.*?([\d.]+) s", said
    )
    checked, written, indexed = (float(number) for number in found.groups())
    without = seconds - indexed
    return (
        f"| {label} | {rows:,} | {seconds:.0f} | {processor:.0f} | "
        f"{rows / seconds:.0f} | {rows / without:.0f} | {checked:.0f} | "
        f"{written - indexed:.0f} | {indexed:.0f} | {peak:.0f} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--format", default="jsonl", choices=("jsonl", "csv", "xlsx"))
    parser.add_argument("--again", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hub-import-") as folder:
        os.environ["HUB_DATA_DIR"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "knowledge_hub.settings.dev")
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        create_cities()
        path = write_file(Path(folder), arguments.rows, arguments.format)
        columns = (
            "file", "rows", "s", "CPU s", "rows/s", "without index", "check s",
            "write s", "index s", "peak MB",
        )  # fmt: skip
        print(f"| {' | '.join(columns)} |")
        print(f"| {' | '.join('---' for _column in columns)} |")
        print(line(arguments.format, arguments.rows, *run_import(path)), flush=True)
        if arguments.again:
            measured = run_import(path)
            print(line("the same again", arguments.rows, *measured))
            print(measured[-1])
        from wagtail.models import Page

        print("Problems in the tree:", sum(map(len, Page.find_problems())))


if __name__ == "__main__":
    main()
