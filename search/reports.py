"""Two reports for the secretariat: what is searched in vain, and what is searched
most. From each row it is one step to a synonym or a promoted result."""

from __future__ import annotations

import datetime
from typing import Any

import django_filters
from django.conf import settings
from django.db.models import F, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Cast
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext, gettext_lazy, override
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import ButtonsColumnMixin, Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets.button import HeaderButton, ListingButton
from wagtail.permission_policies import ModelPermissionPolicy

from search.models import PromotedResult, SearchCount

PERIODS = {
    "4": gettext_lazy("4 weeks"),
    "12": gettext_lazy("12 weeks"),
    "52": gettext_lazy("A year"),
}
DEFAULT_PERIOD = "4"
# The form for a new entry of the glossary, and its parameter for each language.
GLOSSARY_ADD = "wagtailsnippets_search_glossaryentry:add"
GLOSSARY_TERMS = {"en": "english", "id": "indonesian"}


def search_url(row: dict[str, Any]) -> str:
    """The search as its readers see it."""
    with override(row["language"]):
        return f"{reverse('search:results')}?{urlencode({'q': row['text']})}"


def synonym_url(row: dict[str, Any]) -> str:
    """A new entry of the glossary; "" where there is no glossary."""
    try:
        url = reverse(GLOSSARY_ADD)
    except NoReverseMatch:
        return ""
    # The language of the pages is the best guess at that of the words.
    terms = GLOSSARY_TERMS.get(row["language"], "english")
    return f"{url}?{urlencode({terms: row['text']})}"


def promotion_url(text: str) -> str:
    url = reverse(PromotedResult.snippet_viewset.get_url_name("add"))
    return f"{url}?{urlencode({'words': text})}"


class PeriodFilterSet(WagtailFilterSet):
    weeks = django_filters.ChoiceFilter(
        label=gettext_lazy("Period"),
        choices=tuple(PERIODS.items()),
        empty_label=None,
        # So that it does not count as a filter that was chosen.
        initial=DEFAULT_PERIOD,
        method="since",
    )
    language = django_filters.ChoiceFilter(
        label=gettext_lazy("Language of the pages"), choices=settings.LANGUAGES
    )

    class Meta:
        model = SearchCount
        fields = ["weeks", "language"]

    def __init__(self, data=None, *args, **kwargs):
        data = data.copy() if data else {}
        if data.get("weeks") not in PERIODS:
            data["weeks"] = DEFAULT_PERIOD
        super().__init__(data, *args, **kwargs)

    def since(self, counts: QuerySet, name: str, value: str) -> QuerySet:
        start = timezone.localdate() - datetime.timedelta(weeks=int(value))
        return counts.filter(week__gt=start)


class WordsColumn(ButtonsColumnMixin, TitleColumn):
    def get_buttons(self, instance, parent_context):
        user = parent_context["request"].user
        buttons = []
        url = synonym_url(instance)
        if url and user.has_perm("search.add_glossaryentry"):
            label = gettext("Make a synonym")
            buttons.append(ListingButton(label, url=url, priority=10))
        if user.has_perm("search.add_promotedresult"):
            label, url = gettext("Promote a result"), promotion_url(instance["text"])
            buttons.append(ListingButton(label, url=url, priority=20))
        return buttons


class SearchesReport(ReportView):
    """Rows are dicts: one text in one language of the interface, over the period."""

    model = SearchCount
    permission_policy = ModelPermissionPolicy(SearchCount)
    any_permission_required = ["view"]
    header_icon = "search"
    filterset_class = PeriodFilterSet
    results_template_name = "search/admin/searches_results.html"
    list_export = [
        "text", "language", "asked", "in_vain", "share", "last",
    ]  # fmt: skip
    export_headings = {
        "text": gettext_lazy("Words"),
        "language": gettext_lazy("Language"),
        "asked": gettext_lazy("Searches"),
        "in_vain": gettext_lazy("Without hits"),
        "share": gettext_lazy("Share without hits in %"),
        "last": gettext_lazy("Hits the last time"),
    }
    order = ("-asked", "text")
    other: type[SearchesReport]

    @cached_property
    def columns(self):
        headings = self.export_headings
        numbers = (
            Column(name, label=headings[name], classname="number")
            for name in self.list_export[2:]
        )
        return [
            WordsColumn(
                "text",
                label=headings["text"],
                get_url=search_url,
                # On a phone the other columns would leave it three letters.
                link_attrs={"style": "display: inline-block; min-width: 11rem"},
            ),
            Column("language", label=headings["language"]),
            *numbers,
        ]

    @cached_property
    def header_buttons(self):
        other = self.other
        url = reverse(other.index_url_name)
        return [HeaderButton(other.page_title, url=url, icon_name="search")]

    def get_page_subtitle(self):
        return PERIODS[self.filters.data["weeks"]]

    def get_base_queryset(self):
        return SearchCount.objects.all()

    def get_filtered_queryset(self):
        counts = self.filter_queryset(self.get_base_queryset())
        last = SearchCount.objects.filter(
            text=OuterRef("text"), language=OuterRef("language")
        ).order_by("-week")
        return (
            counts.order_by()
            .values("text", "language")
            .annotate(
                asked=Sum("searches"),
                in_vain=Sum("without_hits"),
                last=Subquery(last.values("last_total")[:1]),
            )
            .annotate(share=Cast(F("in_vain") * 100 / F("asked"), IntegerField()))
            .order_by(*self.order)
        )


class SearchesWithoutHits(SearchesReport):
    page_title = gettext_lazy("Searches without hits")
    index_url_name = "searches_without_hits"
    index_results_url_name = "searches_without_hits_results"
    export_filename = "searches-without-hits"
    order = ("-in_vain", "-asked", "text")

    def get_filtered_queryset(self):
        return super().get_filtered_queryset().filter(in_vain__gt=0)


class FrequentSearches(SearchesReport):
    page_title = gettext_lazy("Most frequent searches")
    index_url_name = "frequent_searches"
    index_results_url_name = "frequent_searches_results"
    export_filename = "frequent-searches"
    other = SearchesWithoutHits


SearchesWithoutHits.other = FrequentSearches
