"""What the frame of every public page needs."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import get_language, get_language_info, gettext

from cases import patterns
from cases.models import InfoPage
from cases.routing import swap_language

register = template.Library()
INFO_PAGES_SECONDS = 60


@register.simple_tag
def pattern(slug: str, pillar: str = ""):
    return patterns.draw(slug or "", pillar or "")


@register.simple_tag(takes_context=True)
def menu(context) -> list[dict]:
    path = getattr(context.get("request"), "path", "")
    entries = [
        (reverse("cases:browse"), gettext("Browse")),
        (reverse("cases:topics"), gettext("Topics")),
        (reverse("cases:cities"), gettext("Cities")),
    ]
    return [
        {"url": url, "label": label, "current": "page" if path == url else ""}
        for url, label in entries
    ]


@register.simple_tag(takes_context=True)
def language_links(context) -> list[dict]:
    """This page in every language, the search of the address kept."""
    request = context.get("request")
    given = context.get("language_urls") or {}
    query = request.META.get("QUERY_STRING", "") if request else ""
    links = []
    for code, _name in settings.LANGUAGES:
        url = given.get(code)
        if url is None:
            url = swap_language(getattr(request, "path", "/"), code)
            url += f"?{query}" if query else ""
        links.append(
            {
                "code": code,
                "url": url,
                "name": get_language_info(code)["name_local"],
                "current": code == get_language(),
            }
        )
    return links


@register.simple_tag
def info_pages() -> list[dict]:
    """The information pages of the active language that are marked for menus."""
    language = get_language()
    key = f"info-pages:{language}"
    entries = cache.get(key)
    if entries is None:
        pages = InfoPage.objects.live().in_menu().filter(locale__language_code=language)
        entries = [
            {
                "title": page.title,
                "url": f"/{language}/{page.url_path.split('/', 2)[2]}",
            }
            for page in pages.order_by("path")
        ]
        cache.set(key, entries, INFO_PAGES_SECONDS)
    return entries
