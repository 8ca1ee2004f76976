"""Field types and validators of the case study."""

from __future__ import annotations

import datetime
import re

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MinValueValidator
from django.db import models
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

PARTIAL_DATE_PATTERN = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"
STORY_MAX_LENGTH = 20_000


def validate_partial_date(value: str) -> None:
    """ISO 8601 in reduced precision: 2019, 2019-10 or 2019-10-16 (EDTF level 0)."""
    if not re.fullmatch(PARTIAL_DATE_PATTERN, value):
        raise ValidationError(
            _("Write a year, a month or a day: 2019, 2019-10 or 2019-10-16."),
            code="partial_date",
        )
    parts = [int(part) for part in value.split("-")]
    try:
        datetime.date(*[*parts, 1, 1][:3])
    except ValueError:
        raise ValidationError(
            _("There is no such date: %(value)s."),
            code="partial_date",
            params={"value": value},
        ) from None


class PartialDateField(models.CharField):
    """A date with its precision, as text that sorts in time order. Empty = unknown."""

    default_validators = [validate_partial_date]

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 10)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("help_text", _("A year, month or day: 2019, 2019-10."))
        super().__init__(*args, **kwargs)


@deconstructible
class MaxWordsValidator:
    def __init__(self, limit: int):
        self.limit = limit

    def __eq__(self, other):
        return isinstance(other, MaxWordsValidator) and other.limit == self.limit

    def __call__(self, value: str) -> None:
        words = len(value.split())
        if words > self.limit:
            raise ValidationError(
                ngettext_lazy(
                    "Shorten this by %(over)d word: at most %(limit)d are allowed.",
                    "Shorten this by %(over)d words: at most %(limit)d are allowed.",
                    "over",
                ),
                code="max_words",
                params={"over": words - self.limit, "limit": self.limit},
            )


class StoryField(models.TextField):
    """One question of the story: plain text, blank lines between paragraphs."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    default_validators = [MaxLengthValidator(STORY_MAX_LENGTH)]


class MoneyField(models.DecimalField):
    """An amount in the currency and year that the same record names."""

    default_validators = [MinValueValidator(0)]

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_digits", 18)
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)
