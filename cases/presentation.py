"""What the page of a case shows: its answers in reading order, in the reader's
language around the case's own."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import PageLogEntry

from cases import charts, money
from cases.choices import LICENCE_URLS, CostBand
from cases.citations import citation
from cases.vocabulary import label
from members.roles import is_member

GENERATION_KEY = "case-pages"
BODY_SECONDS = 24 * 3600
Section = dict[str, Any]

# Headings of the story and, under each, the questions in the order of reading.
STORY = (
    ("problem", _("Problem and aims"), ("situation", "objectives")),
    (
        "done",
        _("What was done"),
        ("solution", "steps", "innovation", "participation", "legal_basis",
         "technology", "partners", "key_dates"),
    ),
    ("means", _("Cost and people"), ("costs", "funding")),
    (
        "learned",
        _("What others can learn"),
        ("success_factors", "barriers", "failures", "lessons", "sustainability"),
    ),
    (
        "transfer",
        _("So that another city can copy it"),
        ("what_to_copy", "what_to_adapt", "conditions_people", "conditions_money",
         "conditions_law", "conditions_data", "offers"),
    ),
)  # fmt: skip
LABELS = {
    "costs": _("Cost"),
    "offers": _("What the city offers"),
    "partners": _("Partners"),
    "key_dates": _("Key dates"),
    "funding": _("Funding"),
}
# Rows of these go to templates/cases/_answer_<name>.html, all else is plain text.
ROWS = ("steps", "technology", "partners", "key_dates", "funding", "barriers")
OFFERS = ("offers_visit", "offers_mentoring", "offers_documents", "seeks_partner",
          "quick_win")  # fmt: skip


def case_context(case, request) -> dict[str, Any]:
    """Everything that the template asks for. The long part of the page is rendered
    once for each published version and language, and again when terms, cities,
    pictures or the original of a translation change."""
    language = (get_language() or "en")[:2]
    versions = _versions(case)
    own = case.locale.language_code
    short_url = settings.BASE_URL.rstrip("/") + reverse(
        "short-address", args=[case.identity.public_id]
    )
    return {
        "case": case,
        "case_body": _body(case, request, language),
        "crumbs": _crumbs(case, language),
        "content_language": own,
        "untranslated": own != language and language not in versions,
        "own_language": label("language", own),
        "frame_language": label("language", language),
        "original_url": case.url_in(own),
        "canonical": case.url_in(own),
        "alternates": versions,
        "language_urls": {
            code: versions.get(code) or case.url_in(code)
            for code, _name in settings.LANGUAGES
        },
        "versions": [
            {"url": url, "name": label("language", code)}
            for code, url in versions.items()
            if code != own
        ],
        "contact": _contact(case, request),
        "short_url": short_url,
        "citation": citation(case, url=short_url),
        "share_url": "https://wa.me/?"
        + urlencode({"text": f"{case.title} {short_url}"}),
    }


def forget_pages() -> None:
    """After a change that no revision of a case tells: a term, a city, a picture."""
    cache.set(GENERATION_KEY, cache.get(GENERATION_KEY, 0) + 1, None)


def _body(case, request, language: str) -> str:
    if getattr(request, "is_preview", False):
        return _render_body(case)
    key = ":".join(
        str(part)
        for part in (
            "case-body", case.pk, case.live_revision_id, case.last_published_at,
            language, cache.get(GENERATION_KEY, 0),
        )
    ).replace(" ", "_")  # fmt: skip
    body = cache.get(key)
    if body is None:
        body = _render_body(case)
        cache.set(key, body, BODY_SECONDS)
    return body


def _render_body(case) -> str:
    return render_to_string(
        "cases/_case_body.html",
        {
            "case": case,
            "content_language": case.locale.language_code,
            "show_cover": bool(case.cover and case.cover_alt and case.cover.credit),
            "charts": [charts.chart(row) for row in case.indicators.all()],
            "story": [s for part in STORY if (s := _section(case, *part))],
            "facts": facts(case),
            "sdgs": _goals(case),
            "targets": list(case.sdg_targets.all()),
            "gallery": [row for row in case.gallery.all() if row.image.credit],
            "documents": list(case.documents.select_related("document")),
            "tags": [tag.name for tag in case.tags.all()],
            "licence_url": LICENCE_URLS.get(case.text_licence, ""),
            "version": PageLogEntry.objects.filter(
                page=case.pk, action="wagtail.publish"
            ).count(),
        },
    )


def _versions(case) -> dict[str, str]:
    """{language: address} of the versions that are online, this one included."""
    pages = (
        type(case)
        .objects.live()
        .filter(translation_key=case.translation_key)
        .select_related("locale", "city")
    )
    return {
        page.locale.language_code: page.url_in(page.locale.language_code)
        for page in pages
    }


def _crumbs(case, language: str) -> list[dict[str, str]]:
    return [
        {"url": reverse("cases:browse"), "label": gettext("Browse")},
        {"url": f"/{language}/{case.city.slug}/", "label": case.city.name},
        {"url": "", "label": case.title},
    ]


def _contact(case, request) -> dict[str, str] | None:
    answers = (case.contact_name, case.contact_role, case.contact_email)
    user = getattr(request, "user", None)
    if not any(answers) or not (case.contact_public or (user and is_member(user))):
        return None
    return dict(zip(("name", "role", "email"), answers, strict=True))


def _section(case, code: str, title, names: tuple[str, ...]) -> Section | None:
    answers = [answer for name in names if (answer := _answer(case, name))]
    return {"code": code, "title": title, "answers": answers} if answers else None


def _answer(case, name: str) -> dict[str, Any] | None:
    heading = LABELS.get(name)
    if name == "costs":
        value = costs(case)
    elif name == "key_dates":
        value = [(day_text(row.date), row.label) for row in case.key_dates.all()]
    elif name == "offers":
        value = [_verbose(case, item) for item in OFFERS if getattr(case, item)]
    else:
        value = getattr(case, name)
        value = list(value.all()) if hasattr(value, "all") else value
        heading = heading or _verbose(case, name)
    if not value:
        return None
    kind = name if name in ROWS or name in ("costs", "offers") else "text"
    return {
        "name": name,
        "label": heading,
        "value": value,
        "template": f"cases/_answer_{kind}.html",
    }


def _verbose(case, name: str) -> str:
    text = str(case._meta.get_field(name).verbose_name)
    return text[:1].upper() + text[1:]


def costs(case) -> list[tuple[str, str]]:
    """(what, amount) pairs; the total in US dollars too where a rate is known."""
    found = [
        (_verbose(case, name), f"{case.cost_currency} {charts.figure(amount)}")
        for name in ("cost_total", "investment", "running_cost")
        if (amount := getattr(case, name)) is not None
    ]
    if found and case.cost_year:
        found.append((gettext("Prices of"), str(case.cost_year)))
    usd = money.in_usd(case.cost_total, case.cost_currency, case.cost_year)
    if usd is not None:
        band = CostBand.of(usd)
        found.append((gettext("Cost band"), str(band.label)))
    if case.staff is not None:
        found.append((gettext("Full-time posts"), charts.figure(case.staff)))
    return found


def facts(case) -> list[dict[str, str]]:
    """Label, text and, where the search can filter by it, the address of that."""
    rows = [
        _fact("sector", case.sector, gettext("Topic")),
        {
            "label": gettext("Other topics"),
            "text": ", ".join(term.name for term in case.other_sectors.all()),
            "url": "",
        },
        _fact("pillar", case.pillar, gettext("Pillar")),
        _fact("sub_dimension", case.sub_dimension, gettext("Sub-dimension")),
        _fact("cluster", case.cluster, gettext("CityNet cluster")),
        _choice(case, "stage", gettext("Stage")),
        {"label": gettext("Time"), "text": period(case), "url": ""},
        _choice(case, "kind", gettext("Kind")),
        _choice(case, "scale", gettext("Scale")),
        _choice(case, "evidence_level", gettext("Evidence")),
        {
            "label": gettext("For"),
            "text": ", ".join(term.name for term in case.target_groups.all()),
            "url": "",
        },
        {"label": gettext("Place"), "text": case.place_name, "url": ""},
        {
            "label": gettext("Months until it ran"),
            "text": charts.figure(case.months_to_run),
            "url": "",
        },
        *_profile(case),
    ]
    return [row for row in rows if row["text"]]


def period(case) -> str:
    start, end = day_text(case.start), day_text(case.end)
    if start and case.ongoing:
        return gettext("since %(start)s") % {"start": start}
    return " – ".join(part for part in (start, end) if part)


def day_text(value: str) -> str:
    """A partial date as the active language writes it: 2019, March 2019, ..."""
    parts = [int(part) for part in value.split("-")] if value else []
    if len(parts) < 2:
        return value
    day = datetime.date(*[*parts, 1][:3])
    return date_format(day, "DATE_FORMAT" if len(parts) == 3 else "YEAR_MONTH_FORMAT")


def _profile(case) -> list[dict[str, str]]:
    """The city as it was in the year of the case."""
    year = f" ({case.profile_year})" if case.profile_year else ""
    density = ""
    if case.profile_population and case.profile_area_km2:
        density = charts.figure(round(case.profile_population / case.profile_area_km2))
    pairs = (
        (gettext("Population"), charts.figure(case.profile_population)),
        (gettext("Residents per km²"), density),
        (
            gettext("City budget"),
            f"{case.profile_budget_currency} {charts.figure(case.profile_budget)}"
            if case.profile_budget is not None
            else "",
        ),
        (gettext("Income group"), case.get_profile_income_group_display()),
        (gettext("Geography"), case.get_profile_geography_display()),
    )
    return [{"label": f"{name}{year}", "text": text, "url": ""} for name, text in pairs]


def _search_url(facet: str, code: str) -> str:
    return f"{reverse('search:results')}?{urlencode({facet: code})}"


def _fact(facet: str, term, heading: str) -> dict[str, str]:
    if term is None:
        return {"label": heading, "text": "", "url": ""}
    return {
        "label": heading,
        "text": term.name,
        "url": _search_url(facet, term.code),
    }


def _choice(case, facet: str, heading: str) -> dict[str, str]:
    code = getattr(case, facet)
    return {
        "label": heading,
        "text": label(facet, code) if code else "",
        "url": _search_url(facet, code) if code else "",
    }


def _goals(case) -> list[dict[str, str]]:
    goals = {goal.code: goal for goal in case.sdgs.all()}
    if case.primary_sdg:
        goals = {case.primary_sdg.code: case.primary_sdg} | goals
    return [
        {"code": code, "name": goal.name, "url": _search_url("sdg", code)}
        for code, goal in goals.items()
    ]
