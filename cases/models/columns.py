"""The recurring kinds of columns of a case, with what is the same in all of them."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from modelcluster.fields import ParentalManyToManyField
from wagtail.fields import StreamField


def choice(label, choices, **kwargs):
    return models.CharField(
        label, max_length=20, choices=choices.choices, blank=True, **kwargs
    )


def term(model, label, **kwargs):
    kwargs = {"null": True, "blank": True, "related_name": "+"} | kwargs
    return models.ForeignKey(model, models.PROTECT, verbose_name=label, **kwargs)


def terms(model, label, **kwargs):
    return ParentalManyToManyField(
        model, verbose_name=label, blank=True, related_name="+", **kwargs
    )


def stream(name, block, label, limit):
    return StreamField([(name, block)], verbose_name=label, blank=True, max_num=limit)


def year(label):
    return models.PositiveSmallIntegerField(
        label,
        null=True,
        blank=True,
        validators=[MinValueValidator(1900), MaxValueValidator(2100)],
    )
