from functools import partial

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from search.engine import SearchUnavailable
from search.indexing import fill, rebuild
from search.management.progress import cases_done


class Command(BaseCommand):
    help = (
        "Make the search index anew beside the old one, then switch to it. Cases whose "
        "text changed, or all for the first time, are then given vectors to be found "
        "by meaning: this may be stopped, search_sync goes on with it."
    )

    def handle(self, *args, **options):
        try:
            with cases_done(self.stderr) as done:
                count = rebuild(progress=done)
        except SearchUnavailable as error:
            raise CommandError(f"The old index stays. {error}") from error
        self.stdout.write(f"{count} cases in the new index, found by their words.")
        with tqdm(unit=" cases", disable=not self.stderr.isatty()) as bar:
            fill(progress=partial(_show, bar))


def _show(bar: tqdm, done: int, total: int) -> None:
    bar.total = total
    bar.update(done - bar.n)
