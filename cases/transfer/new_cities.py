from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from cases.cities import RESERVED_SLUGS
from members.models import City, Level


@dataclass
class NewCities:
    """Cities that a mapping describes and the hub does not have yet."""

    _announced: dict[str, City] = field(default_factory=dict)

    def announce(self, slug: str, facts: dict[str, Any]) -> str:
        """Note a city to be created with its first case; gives a sentence if its
        facts do not suffice."""
        if slug in self._announced:
            return ""
        if slug in RESERVED_SLUGS:
            return f"{slug} is an address of the hub itself."
        names = {"en": facts.get("name") or "", "id": facts.get("name_id") or ""}
        city = City(
            slug=slug,
            names={language: name for language, name in names.items() if name},
            country_id=facts.get("country") or None,
            level=facts.get("level") or Level.CITY,
        )
        try:
            city.full_clean()
        except ValidationError as error:
            return (
                f"The city {slug!s:.60} cannot be created: {'; '.join(error.messages)}"
            )
        self._announced[slug] = city
        return ""

    def create(self, slugs: Iterable[str]) -> None:
        """Create those of `slugs` that were announced, with pages and groups."""
        for slug in sorted(set(slugs) & self._announced.keys()):
            self._announced.pop(slug).save()
