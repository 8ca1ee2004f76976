from __future__ import annotations

from django.utils.translation import gettext as _


def citation(case, *, url: str) -> str:
    """The suggested citation of a case in one line of plain text.

    Authors, else the lead organisation, else the source or city; year of the last
    publication; title; version; place of publication; address.
    """
    authors = [block.value["name"] for block in case.authors]
    who = "; ".join(authors) or case.lead_organisation or case.source_name
    published = case.last_published_at
    year = f" ({published.year})" if published else ""
    return _("%(who)s%(year)s. %(title)s. %(city)s. CityNet Knowledge Hub. %(url)s") % {
        "who": who or case.city.name,
        "year": year,
        "title": case.title,
        "city": case.city.name,
        "url": url,
    }
