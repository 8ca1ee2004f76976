from __future__ import annotations

from django.forms import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage
from wagtail.permissions import policy_registry

from cases.completeness import missing
from cases.questions import QUESTIONS


class OwnFilesForm(WagtailAdminPageForm):
    """Takes only pictures and documents that the writer may choose, and those that
    the page had before: a number can be posted that no chooser offered."""

    def clean(self):
        cleaned = super().clean()
        rows = [form for formset in self.formsets.values() for form in formset.forms]
        for form in (self, *rows):
            self._refuse_foreign_files(form)
        return cleaned

    def _refuse_foreign_files(self, form):
        if form is not self:
            form.is_valid()  # its values are there only after this
        for name in form.changed_data:
            file = form.cleaned_data.get(name)
            if isinstance(file, AbstractImage | AbstractDocument) and not (
                policy_registry.get_by_type(
                    type(file)
                ).user_has_permission_for_instance(self.for_user, "choose", file)
            ):
                error = _("Choose a file of your own city.")
                form.add_error(name, ValidationError(error, code="foreign"))


class CaseForm(OwnFilesForm):
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
        rows = {
            name: [
                form
                for form in formset.forms
                if form.has_changed() and not form.data.get(form.add_prefix("DELETE"))
            ]
            for name, formset in self.formsets.items()
        }
        case = _Answers(self.cleaned_data, rows, self.instance)
        return [name for name in missing(case) if name in QUESTIONS]


class CaseCopyForm(CopyForm):
    """Offers no alias, see `CaseStudyPage.clean`."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("alias", None)


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
