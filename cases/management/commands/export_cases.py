from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cases.models import CaseStudyPage
from cases.records import public_cases
from cases.transfer.exporting import exported, write_all
from cases.transfer.formats import FORMATS, format_of
from cases.transfer.progress import progress
from cases.transfer.rows import UnreadableFile
from members.models import City


class Command(BaseCommand):
    help = "Export cases to a JSON Lines, CSV or Excel file (docs/import.md)."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=sorted(set(FORMATS.values())))
        parser.add_argument("--city", help="short name of one city")
        parser.add_argument("--language", choices=dict(settings.LANGUAGES))
        parser.add_argument(
            "--all",
            action="store_true",
            help="with drafts and what is not public, each as last edited",
        )
        parser.add_argument(
            "--media", type=Path, help="folder to copy pictures and documents to"
        )

    def handle(self, *args, file: Path, **options):
        cases = CaseStudyPage.objects.all() if options["all"] else public_cases()
        if options["city"]:
            if not City.objects.filter(slug=options["city"]).exists():
                raise CommandError(f"Unknown city: {options['city']}.")
            cases = cases.filter(city__slug=options["city"])
        if options["language"]:
            cases = cases.filter(locale__language_code=options["language"])
        items = exported(cases, drafts=options["all"])
        try:
            format_name = options["format"] or format_of(file)
            if options["media"]:
                options["media"].mkdir(parents=True, exist_ok=True)
            items = progress(items, "Exporting", cases.count())
            count = write_all(items, file, format_name, options["media"])
        except UnreadableFile as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from None
        self.stdout.write(f"{count:,} rows written to {file}.")
