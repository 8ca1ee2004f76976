from django.core.management.base import BaseCommand
from tqdm import tqdm

from cases.models import CaseIdentity
from search.indexing import rebuild


class Command(BaseCommand):
    help = "Make the search index anew beside the old one, then switch to it."

    def handle(self, *args, **options):
        total = CaseIdentity.objects.count()
        with tqdm(total=total, unit=" cases", disable=not self.stderr.isatty()) as bar:
            count = rebuild(progress=lambda done: bar.update(done - bar.n))
        self.stdout.write(f"{count} cases in the new index.")
