from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from cases.choices import Licence
from cases.transfer.importing import Import, Options, Report
from cases.transfer.mapping import Mapping, WrongMapping
from cases.transfer.progress import progress
from cases.transfer.rejects import Rejects
from cases.transfer.rows import UnreadableFile

SHOWN = 50


class Command(BaseCommand):
    help = "Import cases from a JSON Lines, CSV or Excel file (docs/import.md)."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--map", type=Path, metavar="MAPPING.toml", help="which column feeds what"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="check only, write nothing"
        )
        parser.add_argument(
            "--publish", action="store_true", help="publish the cases, not only drafts"
        )
        parser.add_argument(
            "--skip-bad-rows", action="store_true", help="write the other rows"
        )
        parser.add_argument(
            "--rejects", type=Path, help="where skipped rows go, with their errors"
        )
        parser.add_argument(
            "--media", type=Path, help="folder of pictures and documents"
        )
        parser.add_argument("--credit", default="", help="owner of the pictures")
        parser.add_argument("--licence", default="", choices=["", *Licence.values])

    def handle(self, *args, file: Path, **options):
        try:
            mapping = Mapping.read(options["map"]) if options["map"] else None
            work = Import(
                file,
                Options(
                    mapping=mapping,
                    publish=options["publish"],
                    dry_run=options["dry_run"],
                    skip_bad_rows=options["skip_bad_rows"],
                    media=options["media"],
                    credit=options["credit"],
                    licence=options["licence"],
                ),
                progress=progress,
            )
            with Rejects(options["rejects"] or Rejects.beside(file), file) as rejects:
                report = work.run(on_bad_row=rejects.write)
        except (UnreadableFile, WrongMapping) as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from None
        self._show(report, rejects)
        if report.bad_rows and not report.written and not options["dry_run"]:
            raise CommandError("Nothing was written. See --skip-bad-rows.")
        if report.bad_rows and options["dry_run"]:
            raise CommandError("This file would not be imported as a whole.")

    def _show(self, report: Report, rejects: Rejects) -> None:
        for problem in report.problems[:SHOWN]:
            self.stderr.write(str(problem))
        if report.problem_count > SHOWN:
            more = report.problem_count - SHOWN
            self.stderr.write(f"... and {more:,} more problems.")
        for notice, count in sorted(report.notices.items()):
            self.stdout.write(f"{notice} in {count:,} rows")
        bad = len(report.bad_rows)
        self.stdout.write(f"{report.rows:,} rows, {bad:,} with problems.")
        if report.written:
            counts = ", ".join(
                f"{report.counts[name]:,} {name}"
                for name in ("created", "changed", "unchanged")
            )
            self.stdout.write(
                f"{counts}. Checked in {report.seconds_checking:.1f} s, written in "
                f"{report.seconds_writing:.1f} s, of that the search index "
                f"{report.seconds_after_commit:.1f} s."
            )
        if rejects.count:
            self.stdout.write(f"{rejects.count:,} skipped rows: {rejects.path}")
