from django.core.management.base import BaseCommand

from search import demand
from search.indexing import drain, reconcile


class Command(BaseCommand):
    help = (
        "Bring the search index up to date with the changes that are waiting; with "
        "--reconcile compare every case with the index as well. Run it each minute, "
        "and each night with --reconcile, which also ends embargoes and drops old "
        "search counts."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--reconcile",
            action="store_true",
            help="find and repair what no signal told, embargoes that ended included",
        )

    def handle(self, *args, **options):
        self.stdout.write(f"{drain()} waiting changes done.")
        if options["reconcile"]:
            found = reconcile()
            self.stdout.write(
                f"{len(found.missing)} missing, {len(found.stale)} stale, "
                f"{len(found.surplus)} surplus entries repaired."
            )
            self.stdout.write(f"{demand.purge()} old or rare search counts dropped.")
