"""What each kind of public page costs, on the content of the present database.

    python -m benchmarks.pages [--repeat 20] [--out FILE]

Prints a table in Markdown; `manage.py load_demo` gives content to measure. Queries
are those of an anonymous reader, cold after the cache was emptied, warm at the second
request. Server time is the median of the warm requests in this process, without a
web server. Sizes are in kB (1,000 bytes): HTML raw and gzip; "first visit" is HTML,
style sheets, scripts and fonts that the page names, compressed, without pictures.
"""

from __future__ import annotations

import argparse
import gzip
import os
import re
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "knowledge_hub.settings.dev")
django.setup()

# ruff: noqa: E402 (models can be imported only now)
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.browsing import term_counts
from cases.records import public_cases

STATIC_FILE = re.compile(r'(?:href|src)="/static/([^"]+\.(?:css|js|svg|woff2))"')
FONT_FILE = re.compile(r'url\("?\.\./(fonts/[^")]+)')


@dataclass(frozen=True)
class Row:
    page: str
    cold: int
    warm: int
    milliseconds: float
    raw: int
    gzipped: int
    assets: int

    def __str__(self) -> str:
        sizes = (self.raw, self.gzipped, self.gzipped + self.assets)
        cells = [self.page, self.cold, self.warm, f"{self.milliseconds:.0f}"]
        return " | ".join(map(str, [*cells, *(f"{n / 1000:.1f}" for n in sizes)]))


def page_types() -> Iterator[tuple[str, str]]:
    """(name, address) of one page of each kind, the largest where they differ."""
    counts = term_counts(AnonymousUser())
    if not counts.get("city"):
        sys.exit("There are no public cases to measure.")
    city, _number = counts["city"].most_common(1)[0]
    full = (
        public_cases()
        .filter(form="full")
        .select_related("city", "locale")
        .order_by("pk")
    )
    case = max(full or public_cases(), key=lambda page: len(page.solution))
    photo = full.filter(cover__isnull=False).first()
    yield "home", "/en/"
    yield "home, Indonesian", "/id/"
    yield "browse", "/en/browse/"
    yield "browse: pillars", "/en/browse/pillars/"
    yield "browse: cities", "/en/browse/cities/"
    yield "city", f"/en/{city}/"
    yield "case, the longest story", case.url_in(case.locale.language_code)
    if photo is not None:
        yield "case with a picture", photo.url_in(photo.locale.language_code)
    yield "search, no words", "/en/search/"
    yield "search, words", "/en/search/?q=waste"
    yield "search, words and two filters", "/en/search/?q=kota&sector=waste&country=ID"
    yield "search, map", "/en/search/?view=map"
    yield "search, nothing found", "/en/search/?q=kota&near=ulaanbaatar&within=25"
    yield "not found", "/en/there/is/nothing/"


def measure(name: str, address: str, repeat: int) -> Row:
    client = Client(raise_request_exception=False, headers={"host": "127.0.0.1"})
    cache.clear()
    counted = []
    for _visit in ("cold", "warm"):
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        counted.append(len(queries))
    times = []
    for _time in range(repeat):
        start = time.perf_counter()
        client.get(address)
        times.append((time.perf_counter() - start) * 1000)
    html = response.content
    return Row(
        f"{name} ({response.status_code})",
        counted[0],
        counted[1],
        statistics.median(times),
        len(html),
        compressed(html),
        sum(asset_sizes(html.decode())),
    )


def asset_sizes(html: str) -> Iterator[int]:
    """Bytes on the line of each file that `html` names, fonts included."""
    fonts: set[str] = set()
    for name in dict.fromkeys(STATIC_FILE.findall(html)):
        # Names carry a hash where the manifest storage is on.
        plain = re.sub(r"\.[0-9a-f]{12}(?=\.\w+$)", "", name)
        content = Path(finders.find(plain)).read_bytes()
        if plain.endswith(".css"):
            fonts |= set(FONT_FILE.findall(content.decode()))
        if not plain.endswith(".woff2"):
            yield compressed(content)
    for font in fonts:
        yield Path(finders.find(font)).stat().st_size


def compressed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--repeat", type=int, default=20)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args(argv)
    lines = [
        f"{public_cases().count()} public language versions.",
        "",
        "| page (status) | queries cold | warm | ms | HTML | gzip | first visit |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, address in page_types():
        lines.append(f"| {measure(name, address, options.repeat)} |")
    text = "\n".join(lines) + "\n"
    print(text, end="")
    if options.out:
        options.out.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
