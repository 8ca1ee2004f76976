from django.urls import path, reverse
from wagtail import hooks

from search.document_report import DocumentReportMenuItem, DocumentReportView


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
