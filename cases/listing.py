"""Cases as rows of a list. One case is one card, whatever its language versions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext, override

from cases.choices import Stage
from cases.models import CaseIdentity, CaseStudyPage
from cases.records import open_cases, public_cases
from cases.vocabulary import labels
from members.roles import is_member

Card = dict[str, Any]
SENTENCE_CHARS = 180
COLUMNS = (
    "translation_key", "slug", "title", "one_line_result", "summary", "stage",
    "start", "end", "ongoing", "city__slug", "city__country_id", "pillar__code",
    "locale__language_code", "visibility",
)  # fmt: skip


def cases_for(user) -> QuerySet[CaseStudyPage]:
    """What `user` may see, anonymous or not."""
    return open_cases() if is_member(user) else public_cases()


def one_version_each(
    cases: QuerySet[CaseStudyPage], language: str
) -> QuerySet[CaseStudyPage]:
    """Of each case the version in the reader's language, else the original."""
    own_version = (
        cases.order_by()
        .filter(locale__language_code=language)
        .filter(translation_key=OuterRef("translation_key"))
    )
    original = CaseIdentity.objects.filter(
        translation_key=OuterRef("translation_key"),
        original_language=OuterRef("locale__language_code"),
    )
    return cases.filter(
        Q(locale__language_code=language) | (~Exists(own_version) & Exists(original))
    )


def newest(cases: QuerySet[CaseStudyPage]) -> QuerySet[CaseStudyPage]:
    return cases.order_by("-first_published_at", "-pk")


def cards(
    cases: QuerySet[CaseStudyPage],
    language: str,
    limit: int | None = None,
    offset: int = 0,
) -> list[Card]:
    """Cards of `cases`, in their order, framed for a reader of `language`."""
    rows = one_version_each(cases, language).values(*COLUMNS)
    end = None if limit is None else offset + limit
    table = labels()
    return [_card(row, language, table) for row in rows[offset:end]]


def cards_for(public_ids: Iterable[str], language: str, user) -> list[Card]:
    """Cards of these cases in the given order. What `user` may not see, or what is
    not there any more, is left out."""
    public_ids = list(public_ids)
    keys = dict(
        CaseIdentity.objects.filter(public_id__in=public_ids).values_list(
            "public_id", "translation_key"
        )
    )
    found = cases_for(user).filter(translation_key__in=keys.values())
    by_key = {card["key"]: card for card in cards(found, language)}
    return [
        by_key[keys[public_id]] | {"public_id": public_id}
        for public_id in public_ids
        if keys.get(public_id) in by_key
    ]


def _card(row: dict[str, Any], language: str, table) -> Card:
    def name(facet: str, code: str | None) -> str:
        names = table.get(facet, {}).get(code, {})
        return names.get(language) or names.get("en") or code or ""

    own = row["locale__language_code"]
    return {
        "key": row["translation_key"],
        "url": f"/{language}/{row['city__slug']}/{row['slug']}/",
        "slug": row["slug"],
        "title": row["title"],
        "sentence": sentence_of(row["one_line_result"], row["summary"]),
        "city": name("city", row["city__slug"]),
        "country": name("country", row["city__country_id"]),
        "stage": name("stage", row["stage"]),
        **_time(row, language),
        "pillar": row["pillar__code"] or "",
        "pillar_label": name("pillar", row["pillar__code"]),
        "language": own,
        "language_label": name("language", own),
        "members_only": row["visibility"] == "members",
    }


def sentence_of(one_line_result: str, summary: str) -> str:
    """One sentence for a list: the result, else how the summary begins."""
    if one_line_result:
        return one_line_result
    paragraph = summary.strip().partition("\n")[0]
    first, stop, _rest = paragraph.partition(". ")
    if stop and len(first) < SENTENCE_CHARS:
        return f"{first}."
    return Truncator(paragraph).chars(SENTENCE_CHARS, truncate=" …")


def _time(row: dict[str, Any], language: str) -> dict[str, str]:
    """Its years and, where the stage does not say so itself, that it still runs."""
    start, end = row["start"][:4], row["end"][:4]
    years = f"{start}-{end}" if start and end and start != end else start or end
    status = ""
    with override(language):
        if row["ongoing"] and row["stage"] != Stage.RUNNING:
            status = gettext("still running")
        elif row["ongoing"] and start:
            years = gettext("since %(year)s") % {"year": start}
    return {"years": years, "status": status}
