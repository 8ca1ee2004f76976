from django.core.management.base import BaseCommand, CommandError

from search.engine import SearchUnavailable, get_engine
from search.indexing import Difference, compare, reconcile
from search.management.progress import cases_done
from search.models import Outbox

# Of each kind; the number says how many there are.
NAMED = 20


class Command(BaseCommand):
    help = (
        "Compare every case with the search index: missing, stale and surplus entries. "
        "Ends with 1 while there are differences."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--repair",
            action="store_true",
            help="make the index agree with the database, and compare again",
        )

    def handle(self, *args, **options):
        try:
            left = self._look(repair=options["repair"])
        except SearchUnavailable as error:
            raise CommandError(str(error)) from error
        if left:
            raise CommandError(f"{left} differences.")
        self.stdout.write("Database and index agree.")

    def _look(self, *, repair: bool) -> int:
        """The number of differences that remain."""
        for problem in get_engine().check():
            # Where there is no index yet, every case is missing, and told so.
            if problem.code != "missing":
                raise CommandError(f"{problem.message} Run manage.py rebuild_search.")
        if repair:
            with cases_done(self.stderr) as done:
                found = reconcile(done)
            self._report(found)
            self.stdout.write(f"{len(found)} repaired.")
        elif waiting := Outbox.objects.count():
            self.stdout.write(f"{waiting} changes wait for manage.py search_sync.")
        with cases_done(self.stderr) as done:
            left = compare(done)
        if left or not repair:
            self._report(left)
        return len(left)

    def _report(self, found: Difference) -> None:
        for kind in ("missing", "stale", "surplus"):
            ids = sorted(getattr(found, kind))
            named = ", ".join(ids[:NAMED]) + (", ..." if len(ids) > NAMED else "")
            self.stdout.write(f"{kind}: {len(ids)}" + (f" ({named})" if ids else ""))
