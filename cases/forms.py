from __future__ import annotations

from django.forms import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from cases.completeness import missing
from cases.questions import QUESTIONS


class CaseForm(WagtailAdminPageForm):
    """The editor's form: drafts may be empty, what is handed in may not."""

    def clean(self):
        cleaned = super().clean()
        # Wagtail defers required fields exactly when a draft is saved.
        if not self.is_deferred_validation:
            self._require_answers()
            self._require_original()
        return cleaned

    def _require_answers(self):
        for name in self._missing():
            error = ValidationError(
                _("Please answer this before you publish."), code="required"
            )
            self.add_error(name if name in self.fields else None, error)

    def _require_original(self):
        # A new case has no key yet, so it is nobody's translation.
        if self.instance.pk and self.instance.published_original() is None:
            self.add_error(
                None,
                ValidationError(
                    _("Publish the original first: a translation follows it."),
                    code="original",
                ),
            )

    def _missing(self) -> list[str]:
        rows = {name: _rows(formset) for name, formset in self.formsets.items()}
        case = _Answers(self.cleaned_data, rows, self.instance)
        return [name for name in missing(case) if name in QUESTIONS]


def _rows(formset) -> list:
    """Forms of the rows that there will be: those from before count even if nobody
    touched them, empty new ones do not."""
    before = formset.initial_form_count()
    return [
        form
        for index, form in enumerate(formset.forms)
        if (index < before or form.has_changed())
        and not form.data.get(form.add_prefix("DELETE"))
    ]


class _Answers:
    """Answers as posted, under the names that `cases.completeness` reads."""

    def __init__(self, cleaned, rows, instance):
        self._cleaned, self._rows, self._instance = cleaned, rows, instance

    def __getattr__(self, name):
        if name in self._rows:
            return self._rows[name]
        if name in self._cleaned:
            return self._cleaned[name]
        return getattr(self._instance, name)
