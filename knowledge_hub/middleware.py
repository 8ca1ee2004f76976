from __future__ import annotations

from django.conf import settings
from django.http import HttpResponseBadRequest
from django.utils.cache import patch_cache_control

# Wagtail's admin still writes scripts and styles into its pages.
ADMIN_SOURCES = {
    "script-src": ["'self'", "'unsafe-inline'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
}


def fit_content_policy(get_response):
    """Content-Security-Policy for the admin; the public site keeps the strict one,
    and documents keep Wagtail's, under which nothing runs."""

    def middleware(request):
        response = get_response(request)
        if request.path.startswith("/admin/"):
            response._csp_update = ADMIN_SOURCES
        return response

    return middleware


def keep_private(get_response):
    """What was made for a session is for no cache that others share: pages, search
    results and documents for members look like those for everyone."""

    def middleware(request):
        response = get_response(request)
        of_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if of_session and request.session.accessed and "Cache-Control" not in response:
            patch_cache_control(response, private=True)
        return response

    return middleware


def refuse_hostile_input(get_response):
    """Answer 400 to addresses that no form of ours can have made.

    A NUL byte reaches PostgreSQL as an error and SQLite as a truncated string.
    """

    def middleware(request):
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponseBadRequest("This address is not valid.")
        return get_response(request)

    return middleware
