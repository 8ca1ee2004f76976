"""A name in every language of the site, kept in one JSON column.

`{"en": "Waste", "id": "Sampah"}`: a third language is a setting and a translation,
not a migration.
"""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def validate_names(value: object) -> None:
    languages = dict(settings.LANGUAGES)
    if not isinstance(value, dict) or not value.get("en"):
        raise ValidationError(_("Give at least the English name."))
    for language, name in value.items():
        if language not in languages or not isinstance(name, str) or len(name) > 200:
            raise ValidationError(_("A name has at most 200 characters a language."))


class NamesWidget(forms.MultiWidget):
    template_name = "members/names_widget.html"

    def __init__(self, attrs=None):
        self.languages = [code for code, _label in settings.LANGUAGES]
        super().__init__(
            {code: forms.TextInput({"lang": code}) for code in self.languages}, attrs
        )

    def decompress(self, value):
        return [(value or {}).get(code, "") for code in self.languages]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        labels = dict(settings.LANGUAGES)
        for code, widget in zip(
            self.languages, context["widget"]["subwidgets"], strict=True
        ):
            widget["label"] = labels[code]
        return context


class NamesFormField(forms.MultiValueField):
    widget = NamesWidget

    def __init__(self, **kwargs):
        kwargs = {k: kwargs[k] for k in ("label", "help_text") if k in kwargs}
        fields = [
            forms.CharField(max_length=200, required=code == "en")
            for code, _label in settings.LANGUAGES
        ]
        super().__init__(fields, require_all_fields=False, **kwargs)

    def compress(self, data_list):
        pairs = zip(settings.LANGUAGES, data_list, strict=False)
        return {code: name for (code, _label), name in pairs if name}


class NamesField(models.JSONField):
    def __init__(self, *args, **kwargs):
        kwargs.setdefault("validators", [validate_names])
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("validators", None)
        return name, path, args, kwargs

    def formfield(self, **kwargs):
        kwargs.pop("widget", None)
        return NamesFormField(**kwargs)


class Named(models.Model):
    names = NamesField(_("name"))

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        """The name in the active language, else in English."""
        return self.name_in((get_language() or "en")[:2])

    def name_in(self, language: str) -> str:
        return self.names.get(language) or self.names.get("en", "")
