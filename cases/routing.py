"""From an address to a page: the reader's language around the case's own language,
moved cases, withdrawn cases.

`/en/kupang/some-case/` shows the English version if there is one, else the original
in an English frame, so that the language switch always leads somewhere. An address
that a case once had leads on to its present one, or answers 410 Gone.
"""

from __future__ import annotations

from django.apps import apps
from django.conf import settings
from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import render
from wagtail.url_routing import RouteResult

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
    """Routing of the home page, the root of one language."""

    def route(self, request, path_components):
        page = self._page_at(path_components)
        if page is not None:
            return RouteResult(page)
        try:
            return super().route(request, path_components)
        except Http404:
            result = self._route_old_address(path_components)
            if result is None:
                raise
            return result

    def _page_at(self, path_components):
        """A city or case in this language by one query for all that its page needs,
        where Wagtail asks twice for each part of the address."""
        if len(path_components) == 1:
            return (
                _model("CityPage")
                .objects.live()
                .select_related("city__country", "cover")
                .filter(locale_id=self.locale_id, slug=path_components[0])
                .first()
            )
        if len(path_components) == 2:
            city, slug = path_components
            return (
                _model("CaseStudyPage")
                .objects.live()
                .select_related(*OF_A_CASE)
                .filter(locale_id=self.locale_id, city__slug=city, slug=slug)
                .first()
            )
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

    def serve(self, request, *args, old_address_of=None, **kwargs):
        if old_address_of is None:
            return super().serve(request, *args, **kwargs)
        case = current_version(old_address_of, self.locale.language_code)
        if case is None:
            return render(request, "410.html", {"identity": old_address_of}, status=410)
        if not case.visible_to(request.user):
            raise Http404("not public")
        return HttpResponsePermanentRedirect(case.url_in(self.locale.language_code))


class CityRoutesMixin:
    """Routing of a city page: cases that exist in another language only."""

    def route(self, request, path_components):
        try:
            return super().route(request, path_components)
        except Http404:
            if len(path_components) != 1:
                raise
            case = self._case_in_other_language(path_components[0])
            if case is None:
                raise
            return RouteResult(case)

    def _case_in_other_language(self, slug):
        """A live case of this city under `slug` with no version in this language."""
        cases = _model("CaseStudyPage").objects
        case = (
            cases.live()
            .select_related(*OF_A_CASE)
            .filter(city_id=self.city_id, slug=slug)
            .first()
        )
        if (
            case is None
            or cases.filter(
                translation_key=case.translation_key,
                locale_id=self.locale_id,
                live=True,
            ).exists()
        ):
            return None
        return case


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
