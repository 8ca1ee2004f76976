"""The report on documents whose text is not searched, or only in part."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import permission_denied
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permissions import policy_registry

from cases.models import HubDocument
from search.extraction import State
from search.models import DocumentText


def may_see(user) -> bool:
    return _policy().user_has_any_permission(user, ["change"])


def _policy():
    return policy_registry.get_by_type(HubDocument)


def reason(text: DocumentText) -> str:
    """Why a document is in the report, in words."""
    if text.state == State.DONE:
        return gettext("is very long: only its beginning is searched")
    return text.get_state_display()


class DocumentReportView(ReportView):
    """Of those documents that this person may change: replacing them is the remedy."""

    page_title = _("Documents that search can’t read")
    header_icon = "doc-full"
    index_url_name = "document_texts"
    index_results_url_name = "document_texts_results"
    default_ordering = "-updated"
    columns = [
        TitleColumn(
            "document",
            label=_("Document"),
            accessor="document.title",
            url_name="wagtaildocs:edit",
            id_accessor="document_id",
        ),
        Column("city", label=_("Collection"), accessor="document.collection.name"),
        Column("state", label=_("Reason"), accessor=reason, sort_key="state"),
        DateColumn("updated", label=_("Updated"), sort_key="updated"),
    ]

    def dispatch(self, request, *args, **kwargs):
        if not may_see(request.user):
            return permission_denied(request)
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self):
        documents = _policy().instances_user_has_any_permission_for(
            self.request.user, ["change"]
        )
        return (
            DocumentText.objects.unsearched()
            .filter(document__in=documents.values("pk"))
            .select_related("document__collection")
            .defer("pages")
        )


class DocumentReportMenuItem(MenuItem):
    def is_shown(self, request):
        return may_see(request.user)
