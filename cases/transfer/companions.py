"""What the rows of one file, and the cases of the hub, say about each other."""

from __future__ import annotations

from functools import cached_property

from cases.models import CaseIdentity, CaseStudyPage
from cases.records import CaseRecord
from cases.transfer.rows import SourceRow


class Companions:
    """Finds keys, languages, cities and addresses that exclude each other. Holds a
    few short texts for each case of the file and of the hub."""

    def __init__(self):
        self.seen: dict[tuple[str, str], int] = {}
        self.city_of: dict[str, str] = {}
        self.slugs: dict[tuple[str, str, str], str] = {}
        self.by_source: dict[str, str] = {}
        self.bad: dict[str, int] = {}
        for public_id, source_key, city in CaseIdentity.objects.values_list(
            "public_id", "source_key", "city__slug"
        ):
            self.city_of[public_id] = city
            if source_key:
                self.by_source[source_key] = public_id

    def note_bad(self, row: SourceRow) -> None:
        """The first row of a new case decides its original language, so that others
        cannot come without it."""
        key = row.values.get("key")
        if isinstance(key, str) and key not in self.by_source:
            self.bad.setdefault(key, row.number)

    def check(self, row: SourceRow, record: CaseRecord) -> None:
        # One name for a case, whichever of its keys the row uses.
        case = self.by_source.get(record.key, record.key)
        first = self.seen.setdefault((case, record.language), row.number)
        if first != row.number:
            row.complain("key", f"Row {first} has this key and language already.")
            return
        if case in self.bad and case not in self.city_of:
            row.complain("key", f"Row {self.bad[case]} of the same case has problems.")
            return
        city = self.city_of.setdefault(case, record.city)
        if city != record.city:
            row.complain("city", f"This case belongs to {city}. Move it in the editor.")
        if record.slug:
            place = (record.language, record.city, record.slug)
            owner = self._owners.get(place) or self.slugs.setdefault(place, case)
            if owner != case:
                row.complain("slug", "Another case of this city has this address.")

    @cached_property
    def _owners(self) -> dict[tuple[str, str, str], str]:
        ids = dict(CaseIdentity.objects.values_list("translation_key", "public_id"))
        pages = CaseStudyPage.objects.values_list(
            "locale__language_code", "city__slug", "slug", "translation_key"
        )
        return {
            (language, city, slug): ids.get(key, "")
            for language, city, slug, key in pages.iterator()
        }
