from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models import CaseIdentity


class SearchCount(models.Model):
    """How often one text was searched for in one week, and by nobody in particular.

    Neither person, session, address nor hour is kept; `search.demand` says which
    texts are and for how long.
    """

    week = models.DateField(_("week"))  # its Monday
    text = models.CharField(_("words"), max_length=80)  # folded, in their order
    language = models.CharField(_("language"), max_length=10)  # of the interface
    searches = models.PositiveIntegerField(_("searches"), default=0)
    without_hits = models.PositiveIntegerField(_("without hits"), default=0)
    last_total = models.PositiveIntegerField(_("hits the last time"), default=0)

    class Meta:
        verbose_name = _("search count")
        verbose_name_plural = _("search counts")
        constraints = [
            models.UniqueConstraint(
                fields=["week", "text", "language"], name="search_count_once"
            ),
            models.CheckConstraint(
                condition=models.Q(without_hits__lte=models.F("searches")),
                name="search_count_part_of_all",
            ),
        ]

    def __str__(self):
        return f"{self.text} ({self.week})"


class PromotedResult(models.Model):
    """A case that comes first when somebody searches for exactly these words."""

    words = models.CharField(
        _("words"),
        max_length=80,
        help_text=_(
            "What readers type, as “bank sampah”. Order, capitals and endings do not "
            "matter; a search with further words is another search."
        ),
    )
    case = models.ForeignKey(
        CaseIdentity, models.CASCADE, related_name="+", verbose_name=_("case")
    )
    language = models.CharField(
        _("language"),
        max_length=10,
        blank=True,
        help_text=_("Of the reader's pages. Empty: all languages."),
    )
    note = models.CharField(
        _("note"),
        max_length=300,
        blank=True,
        help_text=_("Why it comes first, for your colleagues. Readers do not see it."),
    )
    live = models.BooleanField(_("in force"), default=True)
    since = models.DateField(_("from"), null=True, blank=True)
    until = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The last day.")
    )

    class Meta:
        ordering = ["words", "pk"]
        verbose_name = _("promoted result")
        verbose_name_plural = _("promoted results")
        constraints = [
            models.UniqueConstraint(
                fields=["words", "case", "language"],
                name="promoted_result_once",
                violation_error_message=_("This case is promoted for these words."),
            ),
            models.CheckConstraint(
                condition=~models.Q(words=""), name="promoted_result_has_words"
            ),
            models.CheckConstraint(
                condition=models.Q(since__isnull=True)
                | models.Q(until__isnull=True)
                | models.Q(until__gte=models.F("since")),
                name="promoted_result_ends_after_start",
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self):
        return self.words
