from django.db.models import OuterRef, Subquery
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView, SnippetViewSet

from cases.models import CaseStudyPage
from search.document_report import DocumentReportMenuItem, DocumentReportView
from search.forms import PromotedResultForm
from search.models import GlossaryEntry, PromotedResult
from search.reports import FrequentSearches, SearchesWithoutHits

PREFILLED = ("english", "indonesian", "abbreviations")


class GlossaryCreateView(CreateView):
    def get_initial(self):
        """What the address brings, such as the words of a search without results."""
        given = {
            name: self.request.GET[name][
                : GlossaryEntry._meta.get_field(name).max_length
            ]
            for name in PREFILLED
            if name in self.request.GET
        }
        return super().get_initial() | given


class GlossaryViewSet(SnippetViewSet):
    model = GlossaryEntry
    icon = "openquote"
    menu_label = _("Glossary")
    menu_name = "glossary"
    menu_order = 320
    add_to_admin_menu = True
    add_view_class = GlossaryCreateView
    copy_view_enabled = False
    list_display = ["english_line", "indonesian_line", "abbreviations_line", "live"]
    list_filter = ["live"]
    list_per_page = 50
    search_fields = ["english", "indonesian", "abbreviations", "note"]
    panels = [
        FieldRowPanel(["english", "indonesian"]),
        FieldPanel("abbreviations"),
        "note",
        "live",
    ]


register_snippet(GlossaryViewSet)


class PromotedResultCreateView(CreateView):
    def get_initial_form_instance(self):
        """With the words that a report asks about."""
        words = self.request.GET.get("words", "")
        return PromotedResult(words=words[: PromotedResult.words.field.max_length])


class PromotedResultViewSet(SnippetViewSet):
    model = PromotedResult
    add_view_class = PromotedResultCreateView
    icon = "pick"
    menu_label = _("Promoted results")
    menu_order = 330
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = [
        "words",
        Column("title", label=_("Case")),
        "language",
        BooleanColumn("live", label=_("In force")),
        "since",
        "until",
    ]
    list_filter = ["live", "language"]
    search_fields = ["words", "note"]
    edit_handler = ObjectList(
        [
            "words",
            "case",
            FieldRowPanel(["since", "until"]),
            FieldRowPanel(["language", "live"]),
            FieldPanel("note"),
        ],
        base_form_class=PromotedResultForm,
    )

    def get_queryset(self, request):
        pages = CaseStudyPage.objects.filter(
            translation_key=OuterRef("case__translation_key"),
            locale__language_code=OuterRef("case__original_language"),
        )
        title = Subquery(pages.values("title")[:1])
        return PromotedResult.objects.annotate(title=title)


register_snippet(PromotedResultViewSet)

REPORTS = {
    "without-hits": SearchesWithoutHits,
    "frequent": FrequentSearches,
}


@hooks.register("register_admin_urls")
def report_urls():
    for part, view in REPORTS.items():
        address = f"reports/searches-{part}/"
        yield path(address, view.as_view(), name=view.index_url_name)
        yield path(
            f"{address}results/",
            view.as_view(results_only=True),
            name=view.index_results_url_name,
        )


class ReportMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm("search.view_searchcount")


@hooks.register("register_reports_menu_item")
def without_hits_item():
    return _menu_item(SearchesWithoutHits, order=1310)


@hooks.register("register_reports_menu_item")
def frequent_item():
    return _menu_item(FrequentSearches, order=1320)


def _menu_item(view, order):
    return ReportMenuItem(
        view.page_title, reverse(view.index_url_name), icon_name="search", order=order
    )


@hooks.register("register_admin_urls")
def document_report_urls():
    address = "reports/document-texts/"
    return [
        path(address, DocumentReportView.as_view(), name="document_texts"),
        path(
            f"{address}results/",
            DocumentReportView.as_view(results_only=True),
            name="document_texts_results",
        ),
    ]


@hooks.register("register_reports_menu_item")
def document_report_item():
    return DocumentReportMenuItem(
        DocumentReportView.page_title,
        reverse("document_texts"),
        name="document-texts",
        icon_name=DocumentReportView.header_icon,
        order=1200,
    )
