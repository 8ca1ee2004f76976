"""From an address to a page: the reader's language around the case's own language,
moved cases, withdrawn cases.

`/en/kupang/some-case/` shows the English version if there is one, else the original
in an English frame, so that the language switch always leads somewhere. An address
that a case once had leads on to its present one, or answers 410 Gone.
"""

from __future__ import annotations

from django.apps import apps
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from wagtail.url_routing import RouteResult

from cases.choices import Visibility

OF_A_CASE = (
    "locale",
    "city__country",
    "cover",
    "sector",
    "cluster",
    "pillar",
    "sub_dimension",
    "primary_sdg",
)


def _model(name):
    return apps.get_model("cases", name)


class CaseRoutesMixin:
    """Routing of the home page, the root of one language.

    Cities and cases are found by one query for all that their pages show, where
    Wagtail asks twice for each part of the address.
    """

    def route(self, request, path_components):
        result = None
        if len(path_components) == 1:
            result = self._route_city(*path_components)
        elif len(path_components) == 2:
            result = self._route_case(*path_components)
        if result is not None:
            return result
        try:
            return super().route(request, path_components)
        except Http404:
            result = self._route_old_address(path_components)
            if result is None:
                raise
            return result

    def _route_city(self, slug):
        page = (
            _model("CityPage")
            .objects.live()
            .select_related("city__country", "cover")
            .filter(locale_id=self.locale_id, slug=slug)
            .first()
        )
        return page and RouteResult(page)

    def _route_case(self, city, slug):
        """The case in this language, else in another one that has no version in this
        language, else on to that version."""
        cases = _model("CaseStudyPage").objects.live()
        found = list(
            cases.select_related(*OF_A_CASE).filter(city__slug=city, slug=slug)
        )
        own = [case for case in found if case.locale_id == self.locale_id]
        if own:
            return RouteResult(own[0])
        for case in found:
            version = (
                cases.select_related("city")
                .filter(translation_key=case.translation_key, locale_id=self.locale_id)
                .first()
            )
            if version is None:
                return RouteResult(case)
            return RouteResult(self, kwargs={"version": version})
        return None

    def _route_old_address(self, path_components):
        address = (
            _model("CaseAddress")
            .objects.select_related("identity")
            .filter(language=self.locale.language_code, path="/".join(path_components))
            .first()
        )
        if address is None:
            return None
        return RouteResult(self, kwargs={"old_address_of": address.identity})

    def serve(self, request, *args, version=None, old_address_of=None, **kwargs):
        language = self.locale.language_code
        if version is not None:
            return redirect_to_case(request, version, language)
        if old_address_of is None:
            return super().serve(request, *args, **kwargs)
        case = current_version(old_address_of, language)
        if case is None:
            return withdrawn(request, old_address_of)
        return redirect_to_case(request, case, language, permanent=True)


def withdrawn(request, identity):
    """410 Gone. Browsers would keep it for ever, but a case may come back."""
    response = render(request, "410.html", {"identity": identity}, status=410)
    patch_cache_control(response, no_cache=True)
    return response


def redirect_to_case(request, case, language: str, *, permanent=False):
    """On to the address of `case`, which says its title: only to those who may read
    it. Anonymous readers of what is for members are asked to sign in first."""
    if case.visible_to(request.user):
        response = redirect(case.url_in(language), permanent=permanent)
        # Kept for ever by browsers, too, and wrong once the case moves back.
        patch_cache_control(response, no_cache=True)
        return response
    if request.user.is_anonymous and case.visibility == Visibility.MEMBERS:
        return redirect_to_login(request.get_full_path())
    raise Http404("not for this reader")


def current_version(identity, language: str):
    """The live page of `identity` in `language`, else in its original, else None."""
    pages = list(
        _model("CaseStudyPage")
        .objects.live()
        .filter(translation_key=identity.translation_key)
        .select_related("locale")
    )
    order = [language, identity.original_language]
    pages.sort(
        key=lambda page: (
            order.index(page.locale.language_code)
            if page.locale.language_code in order
            else len(order)
        )
    )
    return pages[0] if pages else None


def swap_language(path: str, language: str) -> str:
    """The same path in the tree of `language`; its home page for other paths."""
    head, _slash, rest = path.lstrip("/").partition("/")
    return (
        f"/{language}/{rest}" if head in dict(settings.LANGUAGES) else f"/{language}/"
    )


def in_all_languages(path: str) -> dict[str, str]:
    """{language: address} of a page that is there in every language."""
    return {code: swap_language(path, code) for code, _name in settings.LANGUAGES}
