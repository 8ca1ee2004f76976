from functools import partial

from django.core.management.base import BaseCommand
from tqdm import tqdm

from cases.models import CaseIdentity
from search.indexing import fill, rebuild


class Command(BaseCommand):
    help = (
        "Make the search index anew beside the old one, then switch to it. Cases whose "
        "text changed, or all for the first time, are then given vectors to be found "
        "by meaning: this may be stopped, search_sync goes on with it."
    )

    def handle(self, *args, **options):
        total = CaseIdentity.objects.count()
        with tqdm(total=total, unit=" cases", disable=not self.stderr.isatty()) as bar:
            count = rebuild(progress=lambda done: bar.update(done - bar.n))
        self.stdout.write(f"{count} cases in the new index, found by their words.")
        with tqdm(unit=" cases", disable=not self.stderr.isatty()) as bar:
            fill(progress=partial(_show, bar))


def _show(bar: tqdm, done: int, total: int) -> None:
    bar.total = total
    bar.update(done - bar.n)
