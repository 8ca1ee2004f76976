"""How many cases there are of each term, tag, city and country."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from django.core.cache import cache
from django.db.models import Count, F, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language

from cases.models import CaseStudyPage
from cases.records import open_cases, public_cases
from cases.vocabulary import labels
from members.models import City
from members.roles import is_member

Entry = dict[str, Any]
Counts = dict[str, Counter]
COUNTS_SECONDS = 60
AUDIENCES = ("public", "members")


def term_counts(user) -> Counts:
    """{facet: {code: number of cases}} and, under "total", {"": number}.

    A case counts once for each of its sectors and goals, as in the search. The
    figures may be a minute old.
    """
    audience = "members" if is_member(user) else "public"
    key = f"term-counts:{audience}"
    counts = cache.get(key)
    if counts is None:
        counts = _count(open_cases() if audience == "members" else public_cases())
        cache.set(key, counts, COUNTS_SECONDS)
    return counts


def forget() -> None:
    """To be called when cases came, went or changed their terms."""
    cache.delete_many(["term-counts:members", "term-counts:public"])


def _count(cases: QuerySet[CaseStudyPage]) -> dict[str, Counter]:
    counts: dict[str, Counter] = defaultdict(Counter)
    single = {
        "pillar": "pillar__code",
        "sub_dimension": "sub_dimension__code",
        "sector": "sector__code",
        "sdg": "primary_sdg__code",
        "city": "city__slug",
        "country": "city__country_id",
    }
    groups = (
        cases.order_by()
        .values_list(*single.values())
        .annotate(number=Count("translation_key", distinct=True))
    )
    for *codes, number in groups:
        counts["total"][""] += number
        for facet, code in zip(single, codes, strict=True):
            if code:
                counts[facet][code] += number
    for facet, many, primary in (
        ("sector", CaseStudyPage.other_sectors, "sector"),
        ("sdg", CaseStudyPage.sdgs, "primary_sdg"),
    ):
        further = (
            many.through.objects.filter(casestudypage__in=cases.order_by())
            .exclude(**{f"casestudypage__{primary}": F(facet)})
            .values_list(f"{facet}__code")
            .annotate(number=Count("casestudypage__translation_key", distinct=True))
        )
        counts[facet].update(dict(further))
    tags = (
        cases.order_by()
        .filter(tags__name__isnull=False)
        .values_list("tags__name")
        .annotate(number=Count("translation_key", distinct=True))
    )
    for tag, number in tags:
        counts["tag"][tag.lower()] += number  # as the search has them
    return dict(counts)


def entries(facet: str, counts: Counts) -> list[Entry]:
    """The terms of `facet` that have cases, in the order of the vocabulary, with the
    address of the search for them."""
    language = get_language()
    numbers = counts.get(facet, {})
    found = []
    for code, names in labels().get(facet, {}).items():
        if numbers.get(code):
            query = urlencode({facet: code})
            found.append(
                {
                    "code": code,
                    "label": names.get(language) or names.get("en") or code,
                    "count": numbers[code],
                    "url": f"{reverse('search:results')}?{query}",
                }
            )
    return found


def by_label(found: list[Entry]) -> list[Entry]:
    return sorted(found, key=lambda entry: str(entry["label"]).casefold())


def cities_by_country(counts: Counts) -> list[Entry]:
    """Countries by name, each with its `cities` that have cases. A city leads to its
    own page."""
    language = get_language()
    countries = dict(City.objects.values_list("slug", "country_id"))
    groups: dict[str, list[Entry]] = {}
    for entry in by_label(entries("city", counts)):
        entry["url"] = f"/{language}/{entry['code']}/"
        groups.setdefault(countries.get(entry["code"], ""), []).append(entry)
    return [
        country | {"cities": groups.get(country["code"], ())}
        for country in by_label(entries("country", counts))
    ]
