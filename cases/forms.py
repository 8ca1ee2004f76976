from __future__ import annotations

from django.forms import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage
from wagtail.permissions import policy_registry

from cases.completeness import missing
from cases.models.taxonomy import Term
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

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            queryset = getattr(field, "queryset", None)
            if queryset is not None and issubclass(queryset.model, Term):
                self._offer_terms(name, field)

    def _offer_terms(self, name: str, field) -> None:
        """Terms in use, and those that the case has already."""
        given = self.initial.get(name) or []
        given = given if hasattr(given, "__iter__") else [given]
        keys = [getattr(item, "pk", item) for item in given]
        terms = field.queryset
        field.queryset = terms.in_use() | terms.filter(pk__in=keys)
        if name == "sub_dimension":
            field.queryset = field.queryset.select_related("pillar").order_by(
                "pillar__position", "position"
            )
            field.label_from_instance = lambda term: f"{term.pillar}: {term}"

    def clean(self):
        cleaned = super().clean()
        # Wagtail defers required fields exactly when a draft is saved.
        if not self.is_deferred_validation:
            self._require_answers()
            self._require_original()
        return cleaned

    def _require_answers(self):
        for name in self._missing():
            text = _("Please answer this before you publish.")
            if name not in self.fields:
                # Rows are no field of the form, so the sentence has to name them.
                rows = self.instance._meta.get_field(name).related_model
                text = f"{capfirst(rows._meta.verbose_name_plural)}: {text}"
            error = ValidationError(text, code="required")
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


class CaseCopyForm(CopyForm):
    """Offers no alias, see `CaseStudyPage.clean`."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("alias", None)


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
