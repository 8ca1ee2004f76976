from __future__ import annotations

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.choices import Provenance


def citation(case, *, url: str, version: int = 0) -> str:
    """The suggested citation of a case in one line of plain text.

    Who, year of the last publication; title; city; source; version; hub; address.
    A case that was described from a source is not ascribed to the city's
    organisation, which did not write it: without authors it is the hub's.
    """
    who = "; ".join(block.value["name"] for block in case.authors)
    hub = _(settings.WAGTAIL_SITE_NAME)
    catalogued = case.provenance == Provenance.CATALOGUED
    if not who:
        who = hub if catalogued else case.lead_organisation or case.city.name
    if case.last_published_at:
        who = f"{who} ({timezone.localtime(case.last_published_at).year})"
    parts = [who, case.title, f"{case.city.name}, {case.city.country.name}"]
    if catalogued and case.source_name:
        parts.append(_("Described from: %(source)s") % {"source": case.source_name})
    if version:
        parts.append(_("Version %(number)s") % {"number": version})
    if not who.startswith(hub):
        parts.append(hub)
    return " ".join([*(_ended(part) for part in parts), url])


def _ended(part: str) -> str:
    part = part.strip()
    return part if part.endswith((".", "?", "!")) else f"{part}."
