from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotAllowed
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets import Button
from wagtail.models import Locale, Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cases.admin_api import OwnDocuments, OwnImages
from cases.admin_home import WritePanel, reason_of_return
from cases.models import (
    SDG,
    CaseStudyPage,
    CityPage,
    Cluster,
    ExchangeRate,
    Pillar,
    SDGTarget,
    Sector,
    SubDimension,
    TargetGroup,
)
from cases.permissions import choosable_pages, may_download
from members.roles import is_secretariat


def _term_view(term_model, *extra):
    class TermViewSet(SnippetViewSet):
        model = term_model
        icon = "list-ul"
        list_display = ["name", "code", "archived"]
        list_filter = ["archived"]
        search_fields = ["code", "names"]
        panels = ["names", "code", *extra, "position", "archived"]

    return TermViewSet


class ExchangeRateViewSet(SnippetViewSet):
    model = ExchangeRate
    icon = "table"
    list_display = ["currency", "year", "usd"]
    list_filter = ["currency", "year"]
    panels = ["currency", "year", "usd", "source"]


class VocabulariesViewSetGroup(SnippetViewSetGroup):
    menu_label = _("Vocabularies")
    menu_icon = "list-ul"
    menu_order = 310
    items = (
        _term_view(Pillar),
        _term_view(SubDimension, "pillar"),
        _term_view(Sector),
        _term_view(Cluster),
        _term_view(SDG),
        _term_view(SDGTarget, "number", "sdg"),
        _term_view(TargetGroup),
        ExchangeRateViewSet,
    )


register_snippet(VocabulariesViewSetGroup)


@hooks.register("construct_homepage_panels")
def offer_to_write(request, panels):
    panels.append(WritePanel())


@hooks.register("construct_homepage_summary_items", order=100)  # after Wagtail's own
def count_for_the_secretariat_only(request, summary_items):
    """Pages of all cities: a number that says nothing to the staff of one."""
    if not is_secretariat(request.user):
        summary_items.clear()


@hooks.register("insert_global_admin_css")
def style_of_the_admin():
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("before_edit_page")
def say_why_it_came_back(request, page):
    answer = reason_of_return(page) if request.method == "GET" else None
    if answer is not None:
        text = _("%(person)s asked for changes: %(comment)s") % {
            "person": answer.finished_by or _("A reviewer"),
            "comment": answer.comment or _("no reason given"),
        }
        messages.warning(request, text)


@hooks.register("construct_page_chooser_queryset")
def limit_page_chooser(pages, request):
    # The page whose children are asked for heads the list.
    parent = Page.objects.filter(pk=request.resolver_match.kwargs.get("parent_page_id"))
    if parent.exists() and not choosable_pages(parent, request.user).exists():
        raise Http404("not for this person")
    return choosable_pages(pages, request.user)


@hooks.register("construct_admin_api", order=1)  # after Wagtail's own
def limit_admin_api(router):
    router.register_endpoint("images", OwnImages)
    router.register_endpoint("documents", OwnDocuments)


@hooks.register("before_serve_document")
def keep_documents_with_their_cases(document, request):
    if not may_download(request.user, document):
        raise Http404("not for this reader")


@hooks.register("register_admin_urls")
def translation_urls():
    return [
        path(
            "cases/<int:page_id>/translate/<str:language>/",
            translate_case,
            name="case_translate",
        )
    ]


def translate_case(request, page_id: int, language: str):
    """Begin the translation: a draft beside the original, with its facts."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    case = get_object_or_404(CaseStudyPage, pk=page_id)
    if not case.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    locale = get_object_or_404(Locale, language_code=language)
    translation = case.get_translation_or_none(locale)
    if translation is None:
        parent = get_object_or_404(CityPage, city=case.city, locale=locale)
        if not parent.permissions_for_user(request.user).can_add_subpage():
            raise PermissionDenied
        translation = case.copy_for_translation(locale)
    return redirect("wagtailadmin_pages:edit", translation.pk)


class TranslateButton(Button):
    """A form, because it writes."""

    template_name = "cases/admin/translate_button.html"

    def get_context_data(self, parent_context):
        context = super().get_context_data(parent_context)
        context["csrf_token"] = get_token(parent_context["request"])
        return context


@hooks.register("register_page_header_buttons")
def translation_buttons(page, user, next_url=None, view_name=None, **kwargs):
    if not isinstance(page, CaseStudyPage) or not page.pk:
        return
    for locale in Locale.objects.exclude(pk=page.locale_id):
        yield TranslateButton(
            _("Translate into %(language)s") % {"language": locale.get_display_name()},
            url=reverse("case_translate", args=[page.pk, locale.language_code]),
            icon_name="globe",
            priority=60,
        )
