"""How fast the search is on invented cases.

    python -m benchmarks.speed [--docs 1000,10000,100000] [--queries 200] [--out FILE]
        [--semantic] [--rival-seconds 60]

Prints a table in Markdown. A request is the search with ten facets and ten hits, and
the passages to show of each; fetching their texts from the database is not included.
Times are in milliseconds (p50 / p95), in this process, after a warm-up. "results" is
the mean share of the documents that a request finds, "bare" a request without facets,
"complete" the suggestions
of titles for one that is begun, every second one with a typing error, "typo" a request
as above whose longest word is misspelt, putting it right included,
"visible" the time from writing one case until it is found, "burst" the longest of
thirty such writes without a pause, when one has to wait for merging.

Two rows of each size are Wagtail's own search on SQLite, with any or with all words,
in processor time (see `benchmarks.rival`). Its index has `--rival-seconds` at each
size, the questions of a row half of that; 0 leaves it out. Where the time was up before
the last question, the number of those answered follows.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "knowledge_hub.settings.dev")
django.setup()

# ruff: noqa: E402 (the search can be imported only now)
from benchmarks import rival, synthetic
from benchmarks.timing import Spread, Stopwatch
from search.engine import Engine, engine_for
from search.fields import FACETS, Document
from search.highlight import Highlighter
from search.query import Query
from search.understanding import find

HITS = 10
COUNTED = tuple(f for f in FACETS if f not in ("sub_dimension", "language"))[:10]
_WARM_UP = 20
_WRITES = 30


def fill(engine: Engine, size: int) -> float:
    """Seconds that building took, without the making of the documents."""
    making = Stopwatch()

    def documents() -> Iterator[Document]:
        for n in range(size):
            with making:
                document = synthetic.document(n)
            yield document

    with Stopwatch() as total:
        engine.rebuild(documents())
    return total.seconds - making.seconds


def request(engine: Engine, query: Query) -> tuple[float, int]:
    """Milliseconds of one request, and the number of its results."""
    watch = Stopwatch()
    with watch:
        results = engine.search(query)
    texts = []
    for hit in results.hits:
        found = synthetic.document(int(hit.id.removeprefix("case")))
        texts.append((*found.summaries.values(), *found.bodies.values()))
    with watch:
        highlighter = Highlighter(query.words)
        for summary, body in texts:
            highlighter.passages(f"{summary}\n\n{body}")
    return watch.seconds * 1000, results.total


def requests(
    engine: Engine,
    count: int,
    filters: dict[str, tuple[str, ...]],
    counted: tuple[str, ...] = COUNTED,
) -> tuple[Spread, float]:
    """Times of `count` different questions, and their mean number of results."""
    times, totals = [], []
    for n in range(-_WARM_UP, count):
        query = Query(
            synthetic.question(n), filters=filters, size=HITS, counted=counted
        )
        milliseconds, total = request(engine, query)
        if n >= 0:
            times.append(milliseconds)
            totals.append(total)
    return Spread.of(times), statistics.fmean(totals)


def completions(engine: Engine, size: int, count: int) -> Spread:
    """Milliseconds to suggest titles for the beginning of one."""
    times = []
    for n in range(-_WARM_UP, count):
        titles = synthetic.document(n * 7 % size).titles
        first, second = next(iter(titles.values())).split()[:2]
        text = f"{misspelt(first) if n % 2 else first} {second[:3]}"
        with Stopwatch() as watch:
            engine.complete(text)
        if n >= 0:
            times.append(watch.seconds * 1000)
    return Spread.of(times)


def misspelt(word: str) -> str:
    """With two letters in its middle swapped."""
    middle = len(word) // 2
    return f"{word[: middle - 1]}{word[middle]}{word[middle - 1]}{word[middle + 1 :]}"


def typos(engine: Engine, count: int) -> Spread:
    times = []
    for n in range(-_WARM_UP, count):
        question = synthetic.question(n)
        longest = max(question.split(), key=len)
        text = question.replace(longest, misspelt(longest), 1)
        query = Query(text, size=HITS, counted=COUNTED)
        with Stopwatch() as watch:
            find(query, engine=engine, expansions=None)
        if n >= 0:
            times.append(watch.seconds * 1000)
    return Spread.of(times)


def publishing(engine: Engine, size: int, pause: Callable[[], None]) -> list[float]:
    """Milliseconds from the call to write one case until a search finds it.

    `pause` is called after each write.
    """
    times = []
    for n in range(_WRITES):
        word = f"visible{n}x"
        document = replace(
            synthetic.document(n % size), titles={"en": word}, fingerprint=word
        )
        with Stopwatch() as watch:
            engine.write([document])
            asked = Query(word, meaning=False, size=1, counted=())
            found = engine.search(asked).total
        if found != 1:
            raise RuntimeError("a written document was not found")
        times.append(watch.seconds * 1000)
        pause()
    return times


@dataclass(frozen=True)
class Row:
    documents: int
    build_seconds: float
    megabytes: float
    share: float
    plain: Spread
    bare: Spread
    filtered: Spread
    complete: Spread
    typo: Spread
    visible: Spread
    worst: float

    def __str__(self) -> str:
        return (
            f"| hub | {self.documents:,} | {self.build_seconds:.1f} "
            f"| {self.megabytes:.0f} | {self.share:.0%} | {self.plain} | {self.bare} "
            f"| {self.filtered} | {self.complete} | {self.typo} | {self.visible} "
            f"| {self.worst:.0f} |"
        )


HEADING = """\
| search | documents | build s | index MB | results | request | bare | 2 filters \
| complete | typo | visible | burst |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"""


def rival_row(size: int, count: int, seconds: float, found: rival.Measured) -> str:
    def late(limit: float) -> str:
        return f"not finished in {limit:g} s"

    def times(milliseconds: list[float]) -> str:
        if found.build_seconds is None:
            return "–"
        if len(milliseconds) < 2:
            return late(rival.asking_seconds(seconds))
        asked = len(milliseconds)
        note = f" ({asked} of {count})" if asked < count else ""
        return f"{Spread.of(milliseconds)}{note}"

    build = found.build_seconds
    built = late(seconds) if build is None else f"{build:.1f}"
    megabytes = "–" if found.megabytes is None else f"{found.megabytes:.0f}"
    share = "–" if found.share is None else f"{found.share:.0%}"
    return (
        f"| Wagtail, {found.operator} | {size:,} | {built} | {megabytes} | {share} "
        f"| {times(found.requests)} | {times(found.bare)} | – | – | – | – | – |"
    )


def _without_texts(ids: Iterable[str]) -> list[Document]:
    """Cases of `synthetic` as far as invented vectors need them."""
    return [
        Document(id, {"en": id}, fingerprint=f"{int(id.removeprefix('case')):x}")
        for id in ids
    ]


def _by_meaning(directory: str) -> Engine:
    # Only here: it needs numpy.
    from benchmarks.invented_vectors import InventedEncoder
    from search.engines.embedded import EmbeddedEngine

    return EmbeddedEngine(directory, InventedEncoder())


def row(
    size: int, count: int, url: str | None = None, *, semantic: bool = False
) -> Row:
    with tempfile.TemporaryDirectory(prefix="speed-") as scratch:
        engine = engine_for(url or f"tantivy://{scratch}/index")
        if semantic:
            engine = _by_meaning(f"{scratch}/index")
        build = fill(engine, size)
        if semantic:
            engine.fill(_without_texts)
        megabytes = engine.stats().bytes / 1e6
        plain, total = requests(engine, count, {})
        bare, _ = requests(engine, count, {}, counted=())
        two = {"sector": ("sector-0", "sector-1"), "stage": ("stage-0",)}
        filtered, _ = requests(engine, count, two)
        complete, typo = completions(engine, size, count), typos(engine, count)
        settle = getattr(engine, "close", lambda: None)
        visible = Spread.of(publishing(engine, size, settle))
        worst = max(publishing(engine, size, lambda: None))
        settle()
    share = total / size
    return Row(
        size, build, megabytes, share, plain, bare, filtered, complete, typo, visible,
        worst,
    )  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed")
    parser.add_argument("--docs", default="1000,10000", metavar="N,N,...")
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--out", type=Path, metavar="FILE")
    parser.add_argument(
        "--semantic", action="store_true", help="by meaning, too, on invented vectors"
    )
    parser.add_argument("--engine", metavar="URL", help="empty index to fill")
    parser.add_argument("--rival-seconds", type=float, default=60, metavar="N")
    options = parser.parse_args(argv)
    lines = []
    for line in table(options):
        lines.append(line)
        print(line, flush=True)
    if options.out:
        options.out.write_text("\n".join(lines) + "\n", "utf-8")
    return 0


def table(options: argparse.Namespace) -> Iterator[str]:
    yield HEADING
    count, seconds = options.queries, options.rival_seconds
    for size in map(int, options.docs.split(",")):
        yield str(row(size, count, options.engine, semantic=options.semantic))
        if seconds > 0:
            for found in rival.measure(size, count, seconds):
                yield rival_row(size, count, seconds, found)


if __name__ == "__main__":
    sys.exit(main())
