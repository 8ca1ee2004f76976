from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase

from members.names import Named


class TermQuerySet(models.QuerySet):
    def in_use(self):
        """Terms offered to writers; archived ones stay on old cases."""
        return self.filter(archived=False)


class Term(Named):
    """A controlled term. One row for all languages, so that a facet counts it once;
    it is archived rather than deleted, because cases refer to it."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    archived = models.BooleanField(_("archived"), default=False)

    objects = TermQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "code"]


class Pillar(Term):
    """One of the six smart-city pillars of the Indonesian ministry's guide."""

    class Meta(Term.Meta):
        verbose_name = _("smart-city pillar")
        verbose_name_plural = _("smart-city pillars")


class SubDimension(Term):
    pillar = models.ForeignKey(
        Pillar, models.PROTECT, related_name="sub_dimensions", verbose_name=_("pillar")
    )

    class Meta(Term.Meta):
        verbose_name = _("sub-dimension")
        verbose_name_plural = _("sub-dimensions")


class Cluster(Term):
    class Meta(Term.Meta):
        verbose_name = _("CityNet cluster")
        verbose_name_plural = _("CityNet clusters")


class Sector(Term):
    class Meta(Term.Meta):
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")


class TargetGroup(Term):
    class Meta(Term.Meta):
        verbose_name = _("target group")
        verbose_name_plural = _("target groups")


class SDG(Term):
    """A Sustainable Development Goal; `code` is its number as text, 1 to 17."""

    class Meta(Term.Meta):
        verbose_name = _("Sustainable Development Goal")
        verbose_name_plural = _("Sustainable Development Goals")
        constraints = [
            models.CheckConstraint(
                condition=Q(position__range=(1, 17)), name="sdg_number_1_to_17"
            )
        ]

    def __str__(self):
        return f"{self.code}. {self.name}"


class SDGTarget(Term):
    """A target of a goal; `number` is written as the United Nations do: 11.a."""

    number = models.CharField(_("number"), max_length=6, unique=True)
    sdg = models.ForeignKey(SDG, models.PROTECT, related_name="targets")

    class Meta(Term.Meta):
        verbose_name = _("SDG target")
        verbose_name_plural = _("SDG targets")

    def __str__(self):
        return f"{self.number} {self.name}"


class CaseTag(TaggedItemBase):
    content_object = ParentalKey(
        "cases.CaseStudyPage", on_delete=models.CASCADE, related_name="tagged_items"
    )


class ExchangeRate(models.Model):
    """Yearly average: US dollars for one unit of the currency. Source per row."""

    currency = models.CharField(_("currency"), max_length=3)
    year = models.PositiveSmallIntegerField(_("year"))
    usd = models.DecimalField(_("US dollars"), max_digits=18, decimal_places=10)
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        ordering = ["currency", "-year"]
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        constraints = [
            models.UniqueConstraint(
                fields=["currency", "year"], name="exchange_rate_once"
            ),
            models.CheckConstraint(
                condition=Q(usd__gt=0), name="exchange_rate_positive"
            ),
        ]

    def __str__(self):
        return f"{self.currency} {self.year}"
