from __future__ import annotations

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from cases.choices import DocumentKind, FundingSource, Support
from cases.fields import PARTIAL_DATE_PATTERN, PartialDateField
from cases.models import columns


class CaseRow(Orderable):
    """A counted detail of a case. `key` is the same in all language versions, so that
    numbers can follow the original; `FACTS` are the columns that do."""

    FACTS = ()
    key = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta(Orderable.Meta):
        abstract = True


class Partner(CaseRow):
    FACTS = ("support",)
    case = ParentalKey(
        "cases.CaseStudyPage", on_delete=models.CASCADE, related_name="partners"
    )
    name = models.CharField(_("name"), max_length=200)
    support = models.CharField(
        _("kind of support"),
        max_length=15,
        choices=Support.choices,
        default=Support.OTHER,
    )

    class Meta(CaseRow.Meta):
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        constraints = [
            models.CheckConstraint(
                condition=Q(support__in=Support.values), name="partner_support_known"
            )
        ]


class KeyDate(CaseRow):
    FACTS = ("date",)
    case = ParentalKey(
        "cases.CaseStudyPage", on_delete=models.CASCADE, related_name="key_dates"
    )
    date = PartialDateField(_("date"), blank=False)
    label = models.CharField(_("what happened"), max_length=160)

    class Meta(CaseRow.Meta):
        verbose_name = _("key date")
        verbose_name_plural = _("key dates")
        constraints = [
            models.CheckConstraint(
                condition=Q(date__regex=PARTIAL_DATE_PATTERN), name="key_date_is_date"
            )
        ]


class Funding(CaseRow):
    FACTS = ("source", "share")
    case = ParentalKey(
        "cases.CaseStudyPage", on_delete=models.CASCADE, related_name="funding"
    )
    source = models.CharField(_("source"), max_length=15, choices=FundingSource.choices)
    name = models.CharField(_("name"), max_length=200, blank=True)
    share = models.DecimalField(
        _("share in per cent"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )

    class Meta(CaseRow.Meta):
        verbose_name = _("funding source")
        verbose_name_plural = _("funding sources")
        constraints = [
            models.CheckConstraint(
                condition=Q(source__in=FundingSource.values),
                name="funding_source_known",
            ),
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(share__range=(0, 100)),
                name="funding_share_0_to_100",
            ),
        ]


def _number(label):
    return models.DecimalField(
        label, max_digits=18, decimal_places=4, null=True, blank=True
    )


class Indicator(CaseRow):
    FACTS = ("before", "after", "target", "year_before", "year", "proof_url")
    case = ParentalKey(
        "cases.CaseStudyPage", on_delete=models.CASCADE, related_name="indicators"
    )
    name = models.CharField(_("what is measured"), max_length=160)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    before = _number(_("before"))
    year_before = columns.year(_("year before"))
    after = _number(_("after"))
    year = columns.year(_("year after"))
    target = _number(_("target"))
    proof = models.CharField(_("proof"), max_length=250, blank=True)
    proof_url = models.URLField(_("link to the proof"), blank=True)

    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("unit")]),
        FieldRowPanel(
            [FieldPanel(name) for name in ("before", "year_before", "after", "year")]
        ),
        FieldRowPanel([FieldPanel(name) for name in ("target", "proof", "proof_url")]),
    ]

    class Meta(CaseRow.Meta):
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints = [
            models.CheckConstraint(
                condition=Q(year_before__isnull=True)
                | Q(year__isnull=True)
                | Q(year_before__lte=models.F("year")),
                name="indicator_years_in_order",
            )
        ]


class GalleryImage(CaseRow):
    FACTS = ("image",)
    case = ParentalKey(
        "cases.CaseStudyPage", on_delete=models.CASCADE, related_name="gallery"
    )
    image = models.ForeignKey(
        "cases.HubImage", models.CASCADE, related_name="+", verbose_name=_("image")
    )
    caption = models.CharField(_("caption"), max_length=250, blank=True)
    alt = models.CharField(_("alternative text"), max_length=250, blank=True)

    class Meta(CaseRow.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("gallery")


class CaseDocument(CaseRow):
    FACTS = ("document", "kind")
    case = ParentalKey(
        "cases.CaseStudyPage", on_delete=models.CASCADE, related_name="documents"
    )
    document = models.ForeignKey(
        "cases.HubDocument",
        models.CASCADE,
        related_name="+",
        verbose_name=_("document"),
    )
    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=DocumentKind.choices,
        default=DocumentKind.OTHER,
    )
    title = models.CharField(_("title"), max_length=200, blank=True)

    class Meta(CaseRow.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=DocumentKind.values), name="document_kind_known"
            )
        ]
