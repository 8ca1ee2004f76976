"""Two passes: check every row of a file, then write the records."""

from __future__ import annotations

import gc
import pickle
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

from django.db import transaction

from cases.records import CaseRecord
from cases.transfer.bulk import write_in_bulk
from cases.transfer.companions import Companions
from cases.transfer.files import MediaFolder
from cases.transfer.formats import read_rows
from cases.transfer.mapping import MappedRow, Mapping
from cases.transfer.new_cities import NewCities
from cases.transfer.pages import PageMaker
from cases.transfer.planning import Planned, plan
from cases.transfer.rows import Problem, SourceRow
from cases.transfer.validation import Checker
from cases.transfer.writing import write_one_by_one
from members.models import City

CHUNK = 500
BULK_FROM = 100  # below, an import takes seconds either way
MAX_PROBLEMS_KEPT = 1_000
Progress = Callable[[Iterable, str, int | None], Iterable]


@dataclass
class Options:
    """How a file is read and what happens to good rows."""

    mapping: Mapping | None = None
    publish: bool = False
    dry_run: bool = False
    skip_bad_rows: bool = False
    media: Path | None = None
    credit: str = ""
    licence: str = ""
    bulk_from: int = BULK_FROM


@dataclass
class Report:
    rows: int = 0
    bad_rows: set[int] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    counts: Counter = field(default_factory=Counter)
    notices: Counter = field(default_factory=Counter)
    written: bool = False
    seconds_checking: float = 0
    seconds_writing: float = 0
    seconds_after_commit: float = 0

    def add(self, row: SourceRow) -> None:
        self.bad_rows.add(row.number)
        self.problem_count += len(row.problems)
        room = MAX_PROBLEMS_KEPT - len(self.problems)
        self.problems += row.problems[:room]


def _silent(items: Iterable, label: str, total: int | None) -> Iterable:
    return items


@contextmanager
def _garbage_later():
    """Collect once a chunk: the collector would look at its half a million objects
    again and again, for an eighth of the time of an import."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()


class Import:
    """One import of one file; `run` gives the report."""

    def __init__(self, path: Path, options: Options, *, progress: Progress = _silent):
        self.path, self.options, self.progress = path, options, progress
        self.report = Report()
        self.media = MediaFolder(
            options.media or path.parent, options.credit, options.licence
        )
        self.cities = NewCities()
        self.in_bulk = False

    def run(self, on_bad_row: Callable[[SourceRow], None] | None = None) -> Report:
        """Check, and write unless there are problems or it is a dry run. Bad rows
        are handed to `on_bad_row` if they are to be skipped."""
        report, options = self.report, self.options
        with TemporaryFile(prefix="hub-import-") as spool:
            started = time.perf_counter()
            for row, record in self.progress(self._rows(), "Checking", None):
                report.rows += 1
                if record is None:
                    report.add(row)
                    if options.skip_bad_rows and not options.dry_run and on_bad_row:
                        on_bad_row(row)
                elif not options.dry_run:
                    pickle.dump((row.number, record), spool)
            report.seconds_checking = time.perf_counter() - started
            blocked = report.bad_rows and not options.skip_bad_rows
            if not options.dry_run and not blocked:
                started = time.perf_counter()
                self._write(spool)
                report.seconds_writing = time.perf_counter() - started
                report.written = True
        return report

    def _rows(self) -> Iterator[tuple[SourceRow, CaseRecord | None]]:
        """Each row of the file with its record, or with its problems."""
        companions, mapping = Companions(), self.options.mapping
        checker = Checker(
            cities=set(City.objects.values_list("slug", flat=True)),
            media=self.media,
            publish=self.options.publish,
        )
        for source in read_rows(self.path):
            row = mapping.apply(source) if mapping else source
            if mapping and not row.problems:
                self._take_notices(row)
                self._meet_city(row, checker)
            record = checker.check(row)
            if record is None:
                companions.note_bad(row)
            else:
                companions.check(row, record)
            source.problems = row.problems
            yield source, None if row.problems else record

    def _take_notices(self, row: MappedRow) -> None:
        for notice in row.notices:
            self.report.notices[notice] += 1

    def _meet_city(self, row: MappedRow, checker: Checker) -> None:
        """Let `row` be of a city that this import is going to create."""
        slug = row.values.get("city")
        if not slug or slug in checker.cities or not row.city:
            return
        problem = self.cities.announce(slug, row.city)
        if problem:
            row.complain("city", problem)
        else:
            checker.cities.add(slug)

    def _write(self, spool: BinaryIO) -> None:
        total = self.report.rows - len(self.report.bad_rows)
        self.in_bulk = total > self.options.bulk_from
        rows = iter(self.progress(_spooled(spool), "Writing", total))
        maker = PageMaker(self.media)
        identities: dict = {}
        while chunk := list(islice(rows, CHUNK)):
            with _garbage_later():
                with transaction.atomic():
                    self._write_chunk(chunk, identities, maker)
                    done = time.perf_counter()
                self.report.seconds_after_commit += time.perf_counter() - done

    def _write_chunk(self, chunk, identities: dict, maker: PageMaker) -> None:
        self.cities.create({record.city for _number, record in chunk})
        publish = self.options.publish
        items = plan(chunk, identities, self.media, publish=publish)
        self.report.counts.update(item.change for item in items)
        maker.originals.clear()
        changed: list[Planned] = [i for i in items if i.change != "unchanged"]
        if self.in_bulk:
            write_in_bulk(changed, maker, publish=publish)
        else:
            write_one_by_one(changed, maker, publish=publish)


def _spooled(spool: BinaryIO) -> Iterator[tuple[int, CaseRecord]]:
    """The records that the first pass has put on disk: checked once, and the same
    whatever happens to the file meanwhile."""
    spool.seek(0)
    while True:
        try:
            yield pickle.load(spool)  # noqa: S301 (written by this process)
        except EOFError:
            return
