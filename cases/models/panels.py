"""The editor of a case: tabs of the groups of `cases.questions`."""

from __future__ import annotations

from django import forms
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
    TitleFieldPanel,
)

from cases.questions import GROUPS, Question

ROWS = {
    "partners": 30,
    "key_dates": 5,
    "funding": 20,
    "indicators": 20,
    "gallery": 20,
    "documents": 20,
}
# Wagtail's own headings are the names in the code.
HEADINGS = {
    "partners": _("partners"),
    "key_dates": _("key dates"),
    "funding": _("funding"),
    "indicators": _("indicators"),
    "gallery": _("gallery"),
    "documents": _("documents"),
}
# A list is quicker to answer than a window to choose in, above all on a phone.
LISTS = ("sector", "cluster", "pillar", "sub_dimension", "primary_sdg")
BOXES = ("other_sectors", "sdgs", "sdg_targets", "target_groups")
WIDGETS = dict.fromkeys(LISTS, forms.Select)
WIDGETS |= dict.fromkeys(BOXES, forms.CheckboxSelectMultiple)
TABS = (
    (_("Snapshot"), None),
    (_("Who and where"), ("who", "where")),
    (_("Kind and time"), ("what", "when")),
    (_("Story"), ("story",)),
    (_("Means and results"), ("means", "results")),
    (_("Lessons and transfer"), ("honest", "transfer")),
    (_("Media and rights"), ("media", "rights")),
)


NEEDED = {
    "snapshot": _("Needed to publish."),
    "full": _("Needed to publish a full case."),
}


def _help(question: Question):
    if not question.required:
        return question.help
    return format_lazy("{} {}", question.help, NEEDED[question.part])


def _panel(question: Question):
    if question.name == "title":
        return TitleFieldPanel("title", help_text=_help(question))
    if question.name in ROWS:
        return InlinePanel(
            question.name,
            heading=capfirst(HEADINGS[question.name]),
            help_text=_help(question),
            max_num=ROWS[question.name],
        )
    return FieldPanel(
        question.name,
        help_text=_help(question),
        widget=WIDGETS.get(question.name),
    )


def _groups(codes, *, part):
    for group in GROUPS:
        questions = [q for q in group.questions if q.part == part]
        if questions and (codes is None or group.code in codes):
            yield MultiFieldPanel(
                [_panel(question) for question in questions], heading=group.label
            )


def case_edit_handler():
    """Snapshot questions in the first tab, the rest of each group in the others."""
    tabs = [
        ObjectList(
            list(_groups(codes, part="full" if codes else "snapshot")), heading=label
        )
        for label, codes in TABS
    ]
    settings = ObjectList(
        [
            FieldPanel("slug", help_text=_("The last part of the address.")),
            CommentPanel(),
        ],
        heading=_("Address"),
    )
    return TabbedInterface([*tabs, settings], base_form_class=None)
