"""The addresses for search engines, of all languages. Only what everyone may see."""

from __future__ import annotations

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from django.utils.translation import override

from cases.models import CityPage, HomePage
from cases.records import public_cases

BROWSE = ("browse", "topics", "pillars", "sdgs", "cities", "countries")


class CaseSitemap(Sitemap):
    """Every language version at its own address."""

    limit = 10_000

    def items(self):
        return (
            public_cases()
            .order_by("pk")
            .values_list(
                "locale__language_code", "city__slug", "slug", "last_published_at"
            )
        )

    def location(self, item):
        return f"/{item[0]}/{item[1]}/{item[2]}/"

    def lastmod(self, item):
        return item[3]


class CitySitemap(Sitemap):
    def items(self):
        pages = CityPage.objects.live().filter(city__archived=False).order_by("pk")
        return pages.values_list("locale__language_code", "slug", "last_published_at")

    def location(self, item):
        return f"/{item[0]}/{item[1]}/"

    def lastmod(self, item):
        return item[2]


class FrameSitemap(Sitemap):
    """Home, browse and nothing that is made by a search."""

    def items(self):
        homes = HomePage.objects.live().values_list("locale__language_code", flat=True)
        addresses = [f"/{language}/" for language in homes]
        for language, _name in settings.LANGUAGES:
            with override(language):
                addresses += [reverse(f"cases:{name}") for name in BROWSE]
        return addresses

    def location(self, item):
        return item


SITEMAPS = {"pages": FrameSitemap, "cities": CitySitemap, "cases": CaseSitemap}
