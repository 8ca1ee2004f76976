from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminPageChooser

from cases.models import CaseIdentity, CaseStudyPage
from search import text as analysis


class PromotedResultForm(WagtailAdminModelForm):
    """The case is chosen by one of its pages and kept by its identity, so that its
    translations come first, too."""

    case = forms.ModelChoiceField(
        CaseStudyPage.objects.live(),
        label=_("Case"),
        widget=AdminPageChooser(target_models=[CaseStudyPage]),
        error_messages={"invalid_choice": _("Choose a case that is published.")},
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[("", _("All languages")), *settings.LANGUAGES],
        required=False,
        help_text=_("Of the reader's pages."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.case_id:
            self.initial["case"] = _page_of(self.instance.case)

    def clean_words(self) -> str:
        words = " ".join(self.cleaned_data["words"].split())
        if not analysis.words(words):
            raise forms.ValidationError(_("Enter at least one word."))
        return words

    def clean_case(self) -> CaseIdentity:
        return self.cleaned_data["case"].identity


def _page_of(case: CaseIdentity) -> int | None:
    """The page to show: in the language of the admin, else the original."""
    pages = dict(
        CaseStudyPage.objects.filter(translation_key=case.translation_key).values_list(
            "locale__language_code", "pk"
        )
    )
    return pages.get(get_language()) or pages.get(case.original_language)
