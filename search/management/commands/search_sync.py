import time

from django.core.management.base import BaseCommand, CommandError

from search import demand
from search.document_texts import note_missing, note_unread, read_waiting
from search.engine import SearchUnavailable
from search.indexing import drain, fill, reconcile
from search.management.progress import cases_done

# Run each minute, it shall not be at work still when the next one comes.
READING_SECONDS = 40
SECONDS = 50
LEAST_FILLING_SECONDS = 5


class Command(BaseCommand):
    help = (
        "Read documents that are waiting, and bring the search index up to date with "
        "the changes that are; with --reconcile compare every case with the index as "
        "well. Run it each minute, and each night with --reconcile, which also ends "
        "embargoes and drops old search counts. The rest of the time lets cases be "
        "found by meaning that are found by words alone so far."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--reconcile",
            action="store_true",
            help="find and repair what no signal told, embargoes that ended included",
        )
        parser.add_argument(
            "--unread",
            action="store_true",
            help="try documents again that could not be read so far",
        )

    def handle(self, *args, **options):
        try:
            self._sync(options)
        except SearchUnavailable as error:
            raise CommandError(f"Changes wait for the next time. {error}") from error

    def _sync(self, options):
        started = time.monotonic()
        self.stdout.write(f"{drain()} waiting changes done.")
        note_missing()
        if options["unread"]:
            note_unread()
        # Each one brings the index up to date by itself.
        self.stdout.write(f"{read_waiting(READING_SECONDS)} documents read.")
        if options["reconcile"]:
            with cases_done(self.stderr) as done:
                found = reconcile(done)
            self.stdout.write(
                f"{len(found.missing)} missing, {len(found.stale)} stale, "
                f"{len(found.surplus)} surplus entries repaired."
            )
            self.stdout.write(f"{demand.purge()} old or rare search counts dropped.")
        rest = SECONDS - (time.monotonic() - started)
        if left := fill(seconds=max(rest, LEAST_FILLING_SECONDS)):
            self.stdout.write(f"{left} cases wait to be found by meaning.")
