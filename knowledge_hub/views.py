"""Addresses outside the language trees: start, health, robots, pictures."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils._os import safe_join
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from search.engine import SearchUnavailable, get_engine

PICTURE_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
# A rendition's name changes with its content.
PICTURE_SECONDS = 365 * 24 * 3600


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """`/`: the home page in the language of the cookie, else of the browser."""
    response = redirect(f"/{get_language()}/")
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """Whether database and search answer; 503 if not. Says nothing of the content."""
    state = {"database": _database_state(), "search": _search_state()}
    well = all(value == "ok" for value in state.values())
    status = {"status": "ok" if well else "trouble"} | state
    return JsonResponse(status, status=200 if well else 503)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /documents/",
        *(f"Disallow: /{code}/search/" for code, _name in settings.LANGUAGES),
        f"Sitemap: {settings.BASE_URL.rstrip('/')}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@require_safe
def picture(request: HttpRequest, name: str) -> FileResponse:
    """A rendition of a picture. Originals and documents are not served from here."""
    content_type = PICTURE_TYPES.get(Path(name).suffix.lower())
    path = Path(safe_join(Path(settings.MEDIA_ROOT, "images"), name))
    if content_type is None or not path.is_file():
        raise Http404("no such picture")
    response = FileResponse(path.open("rb"), content_type=content_type)
    response["Cache-Control"] = f"public, max-age={PICTURE_SECONDS}, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _database_state() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "unreachable"
    return "ok"


def _search_state() -> str:
    try:
        problems = get_engine().check()
    except SearchUnavailable:
        return "unreachable"
    return problems[0].code if problems else "ok"
