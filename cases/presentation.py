"""What the page of a case shows: its answers in reading order, in the reader's
language around the case's own."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import PageLogEntry

from cases import charts
from cases.case_facts import costs, day_text, facts, goals, verbose
from cases.choices import LICENCE_URLS
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
            "sdgs": goals(case),
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
