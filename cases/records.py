"""The case as outsiders know it: one immutable value per language version.

The index, import and export, the API, feeds and documents read or write
`CaseRecord` and nothing else of this app; `public_cases()` is the one rule of what
everyone may see.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from wagtail.models import PageLogEntry

from cases.choices import CostBand, Visibility
from cases.completeness import completeness
from cases.models import CaseIdentity, CaseStudyPage
from cases.money import in_usd

Row = dict[str, Any]
PREFETCHED = (
    "partners",
    "key_dates",
    "funding",
    "indicators",
    "gallery__image",
    "documents__document",
    "other_sectors",
    "sdgs",
    "sdg_targets",
    "target_groups",
    "tags",
)
SELECTED = (
    "locale",
    "city__country",
    "cover",
    "sector",
    "cluster",
    "pillar",
    "sub_dimension",
    "primary_sdg",
)


@dataclass(frozen=True, kw_only=True)
class CaseRecord:
    """One language version. Terms are codes, dates ISO texts (key dates, start and
    end in reduced precision), amounts Decimals in `cost_currency` of `cost_year`.
    The first block is derived: it is exported, and ignored on import."""

    public_id: str = ""
    page_id: int | None = None
    version: int = 0
    completeness: int = 0
    first_published: str = ""
    last_published: str = ""
    city_names: Row = field(default_factory=dict)
    country: str = ""
    region: str = ""
    cost_usd: Decimal | None = None
    cost_band: str = ""

    key: str = ""
    language: str = "en"
    city: str = ""
    title: str = ""
    slug: str = ""
    form: str = "snapshot"
    one_line_result: str = ""
    summary: str = ""
    cover: str = ""
    cover_alt: str = ""
    lead_organisation: str = ""
    contact_name: str = ""
    contact_role: str = ""
    contact_email: str = ""
    contact_public: bool = False
    partners: tuple[Row, ...] = ()
    authors: tuple[Row, ...] = ()
    place_name: str = ""
    latitude: float | None = None
    longitude: float | None = None
    profile_year: int | None = None
    profile_population: int | None = None
    profile_area_km2: float | None = None
    profile_budget: Decimal | None = None
    profile_budget_currency: str = ""
    profile_income_group: str = ""
    profile_geography: str = ""
    sector: str = ""
    other_sectors: tuple[str, ...] = ()
    cluster: str = ""
    pillar: str = ""
    sub_dimension: str = ""
    primary_sdg: int | None = None
    sdgs: tuple[int, ...] = ()
    sdg_targets: tuple[str, ...] = ()
    kind: str = ""
    scale: str = ""
    stage: str = ""
    tags: tuple[str, ...] = ()
    target_groups: tuple[str, ...] = ()
    start: str = ""
    end: str = ""
    ongoing: bool = False
    key_dates: tuple[Row, ...] = ()
    months_to_run: int | None = None
    situation: str = ""
    objectives: str = ""
    solution: str = ""
    steps: tuple[Row, ...] = ()
    innovation: str = ""
    participation: str = ""
    legal_basis: str = ""
    technology: tuple[Row, ...] = ()
    cost_total: Decimal | None = None
    cost_currency: str = ""
    cost_year: int | None = None
    investment: Decimal | None = None
    running_cost: Decimal | None = None
    funding: tuple[Row, ...] = ()
    staff: Decimal | None = None
    indicators: tuple[Row, ...] = ()
    results: str = ""
    evidence_level: str = ""
    success_factors: str = ""
    barriers: tuple[Row, ...] = ()
    failures: str = ""
    lessons: str = ""
    sustainability: str = ""
    what_to_copy: str = ""
    what_to_adapt: str = ""
    conditions_people: str = ""
    conditions_money: str = ""
    conditions_law: str = ""
    conditions_data: str = ""
    offers_visit: bool = False
    offers_mentoring: bool = False
    offers_documents: bool = False
    seeks_partner: bool = False
    quick_win: bool = False
    gallery: tuple[Row, ...] = ()
    videos: tuple[Row, ...] = ()
    documents: tuple[Row, ...] = ()
    links: tuple[Row, ...] = ()
    awards: tuple[Row, ...] = ()
    text_licence: str = "cc-by-4.0"
    consent_city: bool = False
    consent_persons: bool = False
    visibility: str = "public"
    embargo_until: str = ""
    provenance: str = "city"
    source_name: str = ""
    source_url: str = ""
    last_confirmed: str = ""


DERIVED = tuple(item.name for item in fields(CaseRecord))[:11]
WRITTEN = tuple(item.name for item in fields(CaseRecord))[11:]
RELATED_COLUMNS: dict[str, tuple[str, ...]] = {
    "partners": ("name", "support"),
    "key_dates": ("date", "label"),
    "funding": ("source", "name", "share"),
    "indicators": (
        "name", "unit", "before", "after", "year_before", "year", "target",
        "proof", "proof_url",
    ),
}  # fmt: skip
STREAM_COLUMNS: dict[str, tuple[str, ...]] = {
    "authors": ("name", "affiliation"),
    "steps": ("what", "who", "when"),
    "technology": ("system", "licence", "hosting", "url"),
    "barriers": ("barrier", "response"),
    "videos": ("title", "url"),
    "links": ("title", "url"),
    "awards": ("name", "giver", "year", "url"),
}


def open_cases() -> QuerySet[CaseStudyPage]:
    """Published, their city still there, no embargo to come: what anyone who is a
    member may see, and everyone those of them that are not for members only."""
    return CaseStudyPage.objects.live().filter(
        ~Q(visibility=Visibility.EMBARGO) | Q(embargo_until__lte=timezone.localdate()),
        city__archived=False,
    )


def public_cases() -> QuerySet[CaseStudyPage]:
    """What everyone may see: the one rule for pages, index, feeds and files."""
    return open_cases().exclude(visibility=Visibility.MEMBERS)


def versions_of(
    public_ids: Iterable[str], cases: QuerySet[CaseStudyPage]
) -> Iterator[tuple[str, list[CaseRecord]]]:
    """(public_id, language versions among `cases`), original first. Identities
    without any such version are left out."""
    identities = {
        identity.translation_key: identity
        for identity in CaseIdentity.objects.filter(public_id__in=list(public_ids))
    }
    found: dict[str, list[CaseRecord]] = {}
    for page in with_details(cases.filter(translation_key__in=identities)):
        identity = identities[page.translation_key]
        found.setdefault(identity.public_id, []).append(record_of(page, identity))
    for identity in identities.values():
        records = found.get(identity.public_id)
        if records:
            records.sort(key=lambda r: r.language != identity.original_language)
            yield identity.public_id, records


def with_details(cases: QuerySet[CaseStudyPage]) -> QuerySet[CaseStudyPage]:
    """`cases` with all that `record_of` reads, in a fixed number of queries."""
    published = (
        PageLogEntry.objects.filter(page=OuterRef("pk"), action="wagtail.publish")
        .order_by()
        .values("page")
        .annotate(count=Count("pk"))
        .values("count")
    )
    return (
        cases.select_related(*SELECTED)
        .prefetch_related(*PREFETCHED)
        .annotate(published_versions=Coalesce(Subquery(published), 0))
    )


def record_of(page: CaseStudyPage, identity: CaseIdentity) -> CaseRecord:
    """The record of `page`, best read through `with_details`."""
    usd = in_usd(page.cost_total, page.cost_currency, page.cost_year)
    values = {name: getattr(page, name) for name in WRITTEN if name in _PLAIN}
    values |= {
        name: tuple(
            {column: getattr(row, column) for column in columns}
            for row in getattr(page, name).all()
        )
        for name, columns in RELATED_COLUMNS.items()
    }
    values |= {
        name: tuple(
            {column: block.value.get(column) or "" for column in columns}
            for block in getattr(page, name)
        )
        for name, columns in STREAM_COLUMNS.items()
    }
    return CaseRecord(
        **values,
        **_terms(page),
        **_files(page),
        public_id=identity.public_id,
        page_id=page.pk,
        version=getattr(page, "published_versions", 0),
        completeness=completeness(page),
        first_published=_day(page.first_published_at),
        last_published=_day(page.last_published_at),
        city_names=page.city.names,
        country=page.city.country_id,
        region=page.city.country.region,
        cost_usd=usd,
        cost_band=getattr(CostBand.of(usd), "value", ""),
        key=identity.source_key or identity.public_id,
        language=page.locale.language_code,
        city=page.city.slug,
        embargo_until=_day(page.embargo_until),
        last_confirmed=_day(page.last_confirmed),
    )


_SEPARATE = {
    *RELATED_COLUMNS, *STREAM_COLUMNS, "key", "language", "city", "cover", "sector",
    "cluster", "pillar", "sub_dimension", "primary_sdg", "other_sectors", "sdgs",
    "sdg_targets", "target_groups", "tags", "gallery", "documents", "embargo_until",
    "last_confirmed",
}  # fmt: skip
_PLAIN = frozenset(WRITTEN) - _SEPARATE


def _terms(page) -> Row:
    def codes(name):
        return tuple(sorted(term.code for term in getattr(page, name).all()))

    primary = page.primary_sdg
    goals = {int(goal.code) for goal in page.sdgs.all()}
    return {
        **{
            name: getattr(getattr(page, name), "code", "")
            for name in ("sector", "cluster", "pillar", "sub_dimension")
        },
        "other_sectors": codes("other_sectors"),
        "target_groups": codes("target_groups"),
        "primary_sdg": int(primary.code) if primary else None,
        "sdgs": tuple(sorted(goals | ({int(primary.code)} if primary else set()))),
        "sdg_targets": tuple(sorted(t.number for t in page.sdg_targets.all())),
        "tags": tuple(sorted(tag.name for tag in page.tags.all())),
    }


def _files(page) -> Row:
    return {
        "cover": page.cover.filename if page.cover else "",
        "gallery": tuple(
            {"image": row.image.filename, "caption": row.caption, "alt": row.alt}
            for row in page.gallery.all()
        ),
        "documents": tuple(
            {"file": row.document.filename, "kind": row.kind, "title": row.title}
            for row in page.documents.all()
        ),
    }


def _day(value: datetime.date | datetime.datetime | None) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        value = timezone.localtime(value).date()
    return value.isoformat()
