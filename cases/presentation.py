"""What the page of a case shows: its answers in reading order, in the reader's
language around the case's own."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import PageLogEntry

from cases import charts
from cases.case_facts import (
    costs,
    day_text,
    facts,
    goals,
    period,
    term_lists,
    verbose,
)
from cases.choices import LICENCE_URLS
from cases.citations import citation
from cases.models.identity import CaseIdentity
from cases.vocabulary import label
from members.roles import is_member

GENERATION_KEY = "case-pages"
BODY_SECONDS = 24 * 3600
UNSAVED = "new"
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
    own = case.locale.language_code
    public_id, versions = _versions(case)
    published = versions.get(own, {}).get("published", 0)
    urls = {code: version["url"] for code, version in versions.items()}
    short_url = _absolute(reverse("short-address", args=[public_id]))
    return {
        "case": case,
        "body": _body(case, request, language),
        "crumbs": _crumbs(case, language),
        "content_language": own,
        "untranslated": own != language and language not in versions,
        "own_language": label("language", own),
        "frame_language": label("language", language),
        "original_url": case.url_in(own),
        "canonical": case.url_in(own),
        "alternates": urls,
        "language_urls": {
            code: urls.get(code) or case.url_in(code)
            for code, _name in settings.LANGUAGES
        },
        "versions": [
            {"url": url, "name": label("language", code), "code": code}
            for code, url in urls.items()
            if code != own
        ],
        "contact": _contact(case, request),
        "period": period(case),
        "stage": label("stage", case.stage) if case.stage else "",
        "version": published,
        "licence_url": LICENCE_URLS.get(case.text_licence, ""),
        "public_id": public_id,
        "short_url": short_url,
        "citation": citation(case, url=short_url, version=published),
        "share_url": "https://wa.me/?"
        + urlencode({"text": f"{case.title} {short_url}"}),
    }


def forget_pages() -> None:
    """After a change that no revision of a case tells: a term, a city, a picture."""
    cache.set(GENERATION_KEY, _new_generation(), None)


def _new_generation() -> str:
    # Not a count: one that starts anew once the cache dropped it would bring back
    # pages of earlier generations.
    return uuid.uuid4().hex


def _body(case, request, language: str) -> dict[str, str]:
    """Main column and side column as HTML."""
    if getattr(request, "is_preview", False):
        return _render_body(case)
    generation = cache.get_or_set(GENERATION_KEY, _new_generation, None)
    moment = case.last_published_at and case.last_published_at.timestamp()
    key = f"case:{case.pk}:{case.live_revision_id}:{moment}:{language}:{generation}"
    body = cache.get(key)
    if body is None:
        body = _render_body(case)
        cache.set(key, body, BODY_SECONDS)
    return body


def _render_body(case) -> dict[str, str]:
    terms = term_lists(case)
    context = {
        "case": case,
        "content_language": case.locale.language_code,
        "cover": cover_of(case),
        "charts": [charts.chart(row) for row in case.indicators.all()],
        "story": [s for part in STORY if (s := _section(case, *part))],
        "gallery": _gallery(case),
        "documents": _joined(case.documents, "document"),
        "facts": facts(case, terms),
        "sdgs": goals(case, terms),
        "targets": terms["sdg_targets"],
        "tags": [tag.name for tag in case.tags.all()],
    }
    return {
        name: render_to_string(f"cases/_case_{name}.html", context)
        for name in ("main", "side")
    }


def cover_of(case) -> dict[str, Any] | None:
    """Image and alternative text, if both that and a credit are given."""
    alt = case.cover and (case.cover_alt or case.cover.alt_text)
    return {"image": case.cover, "alt": alt} if alt and case.cover.credit else None


def _gallery(case) -> list[dict[str, Any]]:
    return [
        {"image": row.image, "alt": alt, "caption": row.caption}
        for row in _joined(case.gallery, "image", "image__renditions")
        if (alt := row.alt or row.image.alt_text) and row.image.credit
    ]


def _joined(rows, name: str, *prefetched: str) -> list:
    """All of `rows` with what they refer to, in few queries; a draft's rows are no
    query but at hand."""
    found = rows.all()
    if isinstance(found, QuerySet):
        found = found.select_related(name).prefetch_related(*prefetched)
    return list(found)


def _absolute(path: str) -> str:
    return settings.BASE_URL.rstrip("/") + path


def _versions(case) -> tuple[str, dict[str, dict[str, Any]]]:
    """Public id, and by language the address of each version that is online and how
    often it was published, in one query. A case of which nothing is online yet has
    no identity before it is saved."""
    identity = CaseIdentity.objects.filter(translation_key=OuterRef("translation_key"))
    published = (
        PageLogEntry.objects.filter(page=OuterRef("pk"), action="wagtail.publish")
        .order_by()
        .values("page")
        .annotate(count=Count("pk"))
        .values("count")
    )
    pages = (
        type(case)
        .objects.live()
        .filter(translation_key=case.translation_key)
        .select_related("locale", "city")
        .annotate(
            public_id=Subquery(identity.values("public_id")),
            published=Coalesce(Subquery(published), 0),
        )
    )
    public_id, versions = "", {}
    for page in pages:
        language, public_id = page.locale.language_code, page.public_id
        versions[language] = {"url": page.url_in(language), "published": page.published}
    if not public_id and case.pk:
        public_id = case.identity.public_id
    return public_id or UNSAVED, versions


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
    elif name == "funding":
        value = [_funding(row) for row in case.funding.all()]
    elif name == "offers":
        value = [verbose(case, item) for item in OFFERS if getattr(case, item)]
    else:
        value = getattr(case, name)
        value = list(value.all()) if hasattr(value, "all") else value
        heading = heading or verbose(case, name)
    if not value:
        return None
    kind = name if name in ROWS or name in ("costs", "offers") else "text"
    return {
        "name": name,
        "label": heading,
        "value": value,
        "template": f"cases/_answer_{kind}.html",
    }


def _funding(row) -> dict[str, str]:
    known = row.share is not None
    return {
        "source": row.get_source_display(),
        "name": row.name,
        "share": f"{charts.figure(row.share)}%" if known else "",
        "width": f"{row.share:.2f}" if known else "0",
    }
