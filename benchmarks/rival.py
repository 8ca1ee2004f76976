"""Wagtail's own search on the invented cases, to set beside the engine of the hub.

Started by `benchmarks.speed`. The texts become plain pages in an SQLite database of
their own, and Wagtail's `update_index` fills its table; then SQLite gathers its
statistics, in favour of Wagtail. A request is the total, the first ten pages, and ten
calls of `.facet()`. That counts filter fields of a page only, so the ten are those of
any page, and each is counted under all filters. There are no snippets.

All times here are processor time, again in favour of Wagtail: other jobs of the machine
do not count. A step that has used up its time is killed.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from benchmarks import synthetic
from benchmarks.writes import environment

OPERATORS = ("or", "and")
# Making and storing the pages is not what is measured: this only ends a hung process.
_STORING = 600
_STARTING = 5
# So many seconds of the clock may pass for one of the processor.
_PATIENCE = 10
_CHUNK = 1_000
_HITS = 10
_FACETS = (
    "live",
    "depth",
    "locked",
    "owner_id",
    "locale_id",
    "content_type_id",
    "show_in_menus",
    "first_published_at",
    "last_published_at",
    "latest_revision_created_at",
)


@dataclass(frozen=True)
class Measured:
    """What finished in time, None or shorter where something did not. Milliseconds,
    one for each question answered; `bare` is the part of it before the facets."""

    operator: str
    build_seconds: float | None
    megabytes: float | None
    requests: list[float]
    bare: list[float]
    share: float | None


def measure(size: int, count: int, seconds: float) -> Iterator[Measured]:
    """One result for each operator. Building the index has `seconds`, the questions
    with each operator have `asking_seconds` of it."""
    with tempfile.TemporaryDirectory(prefix="rival-") as folder:
        stored = _step(folder, "store", _STORING, size=size)
        built = _step(folder, "build", seconds) if stored else []
        for operator in OPERATORS:
            if not built:
                yield Measured(operator, None, None, [], [], None)
                continue
            lines = _step(
                folder, f"ask-{operator}", asking_seconds(seconds), size=count
            )
            full = [line["ms"] for line in lines if "ms" in line]
            bare = [line["bare"] for line in lines if "bare" in line]
            totals = [line["total"] for line in lines if "total" in line]
            share = statistics.fmean(totals) / size if totals else None
            yield Measured(
                operator, built[0]["seconds"], built[0]["mb"], full, bare, share
            )


def asking_seconds(seconds: float) -> float:
    return seconds / 2


def _step(
    folder: str, step: str, seconds: float, size: int = 0
) -> list[dict[str, Any]]:
    """The lines that the step printed until it ended or was killed."""
    command = [sys.executable, "-m", "benchmarks.rival", step, "--size", str(size)]
    process = subprocess.Popen(
        [*command, "--seconds", str(seconds)],
        env=environment(folder),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        output, _errors = process.communicate(timeout=_PATIENCE * seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        output, _errors = process.communicate()
    else:
        if process.returncode not in (0, -signal.SIGXCPU):
            raise SystemExit(f"{step} failed with {process.returncode}")
    return [json.loads(line) for line in output.splitlines() if line.endswith("}")]


def _say(**values: float) -> None:
    print(json.dumps(values), flush=True)


def store(size: int) -> None:
    """Write the pages below the home pages, as one writes rows, without any hook."""
    from django.core.management import call_command
    from django.db import connection, transaction

    call_command("migrate", verbosity=0)
    from cases.models import HomePage

    homes = {
        home.locale.language_code: home
        for home in HomePage.objects.select_related("locale")
    }
    numbers = iter(range(size))
    while chunk := list(islice(numbers, _CHUNK)):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO cases_infopage (page_ptr_id, body) VALUES (%s, %s)",
                _stored(chunk, homes),
            )
    for home in homes.values():
        home.numchild = home.get_descendants().filter(depth=home.depth + 1).count()
        home.save(update_fields=["numchild"])
    _say(pages=size)


def _stored(chunk: list[int], homes: dict[str, Any]) -> list[tuple[int, str]]:
    """Keys and texts of pages whose general part has been written."""
    from django.contrib.contenttypes.models import ContentType
    from wagtail.models import Page

    from cases.models import InfoPage

    kind = ContentType.objects.get_for_model(InfoPage)
    pages, texts = [], []
    for number in chunk:
        document = synthetic.document(number)
        ((language, title),) = document.titles.items()
        pages.append(_page(number, title, document.date, homes[language], kind))
        paragraphs = (
            document.summaries[language],
            document.bodies[language],
            ", ".join(document.terms),
        )
        texts.append("".join(f"<p>{text}</p>" for text in paragraphs))
    pages = Page.objects.bulk_create(pages)
    return [(page.pk, text) for page, text in zip(pages, texts, strict=True)]


def _page(number: int, title: str, date: str, home: Any, kind: Any) -> Any:
    from django.utils.dateparse import parse_datetime
    from wagtail.models import Page

    depth, slug = home.depth + 1, f"case{number}"
    return Page(
        title=title,
        draft_title=title,
        slug=slug,
        # The homes have children already: cities, one day; these begin far behind.
        path=Page._get_path(home.path, depth, 10_000 + number),
        depth=depth,
        url_path=f"{home.url_path}{slug}/",
        content_type=kind,
        locale=home.locale,
        first_published_at=parse_datetime(f"{date}-01T00:00Z"),
        last_published_at=parse_datetime(f"{date[:4]}-12-31T00:00Z"),
    )


def build() -> None:
    from django.core.management import call_command
    from django.db import connection

    before = _database_bytes()
    started = time.process_time()
    call_command("update_index", verbosity=0)
    with connection.cursor() as cursor:
        # Wagtail does not ask for it, but without the statistics SQLite reads all
        # entries of the index again for each page found.
        cursor.execute("ANALYZE")
    seconds = time.process_time() - started
    _say(seconds=seconds, mb=(_database_bytes() - before) / 1e6)


def _database_bytes() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return os.stat(connection.settings_dict["NAME"]).st_size


def ask(operator: str, count: int, seconds: float) -> None:
    from cases.models import InfoPage

    until = time.process_time() + seconds
    for number in range(count):
        question = synthetic.question(number)
        started = time.process_time()
        results = InfoPage.objects.live().search(question, operator=operator)
        total = results.count()
        list(results[:_HITS])
        bare = (time.process_time() - started) * 1000
        if time.process_time() > until:
            return
        _say(bare=bare, total=total)
        for name in _FACETS:
            results.facet(name)
        milliseconds = (time.process_time() - started) * 1000
        if time.process_time() > until:
            return
        _say(ms=milliseconds)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rival")
    steps = ("store", "build", *(f"ask-{operator}" for operator in OPERATORS))
    parser.add_argument("step", choices=steps)
    parser.add_argument("--size", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    limit = int(options.seconds) + _STARTING
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + _STARTING))

    import django

    django.setup()
    if options.step == "store":
        store(options.size)
    elif options.step == "build":
        build()
    else:
        operator = options.step.removeprefix("ask-")
        ask(operator, options.size, options.seconds)


if __name__ == "__main__":
    main()
