from __future__ import annotations

import secrets
from importlib.resources import files
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from cases.demo.papers import write_papers
from cases.demo.people import create_people
from cases.demo.site import create_cities, draw_pictures, write_pages
from cases.transfer.importing import Import, Options
from cases.transfer.progress import progress

CASE_FILES = ("cases-id.jsonl", "cases-id-en.jsonl", "cases-en.jsonl")
CREDIT = "Drawn by code for this demonstration"


class Command(BaseCommand):
    help = "Fill the hub with demonstration content; running it again adds nothing."

    def handle(self, *args, **options):
        demo = Path(str(files("cases.demo")))
        cities = create_cities([demo / "cities-id.csv", demo / "cities-en.csv"])
        self.stdout.write(f"{cities} cities created.")
        media = settings.DATA_DIR / "demo-pictures"
        write_papers(media)
        for name in CASE_FILES:
            draw_pictures(demo / name, media)
            self._import(demo / name, media)
        write_pages()
        self._show_logins(create_people(lambda: secrets.token_urlsafe(9)))

    def _import(self, path: Path, media: Path) -> None:
        options = Options(
            publish=True, media=media, credit=CREDIT, licence="cc0-1.0", bulk_from=0
        )
        report = Import(path, options, progress=progress).run()
        for problem in report.problems:
            self.stderr.write(f"{path.name}, {problem}")
        counts = ", ".join(f"{count} {name}" for name, count in report.counts.items())
        self.stdout.write(f"{path.name}: {counts or 'nothing imported'}.")

    def _show_logins(self, logins: list[tuple[str, str, str]]) -> None:
        if not logins:
            return
        self.stdout.write("Logins of this demonstration (shown only now):")
        for role, email, password in logins:
            self.stdout.write(f"  {role:<32} {email:<34} {password}")
