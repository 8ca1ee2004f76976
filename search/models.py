from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import CaseIdentity, HubDocument
from search.extraction import State


class Outbox(models.Model):
    """A change that the index has not taken in yet.

    Written in the transaction of the change itself, deleted after the index has it:
    a crash in between leaves the row for the next drain. Rows say only what to look
    at again, so that order and repetition do not matter.
    """

    class Scope(models.TextChoices):
        CASE = "case", _("Case")  # key: translation_key
        CITY = "city", _("City")  # key: primary key
        COUNTRY = "country", _("Country")  # key: code
        TAG = "tag", _("Tag")  # key: primary key
        TERM = "term", _("Term")  # key: model name:primary key
        ALL = "all", _("Everything")  # key: empty

    scope = models.CharField(max_length=10, choices=Scope.choices)
    key = models.CharField(max_length=100)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("change to index")
        verbose_name_plural = _("changes to index")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    scope__in=["case", "city", "country", "tag", "term", "all"]
                ),
                name="outbox_scope_known",
            )
        ]

    def __str__(self):
        return f"{self.scope}:{self.key}"


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


class DocumentTextQuerySet(models.QuerySet):
    def waiting(self):
        """To be read, and no process is at it."""
        free = models.Q(leased_until=None) | models.Q(leased_until__lte=timezone.now())
        return self.filter(free, state=State.PENDING)

    def unsearched(self):
        """Not searched, or not all of it, of those that could be."""
        partly = models.Q(state=State.DONE, complete=False)
        return self.filter(
            partly | ~models.Q(state__in=[State.DONE, State.UNSUPPORTED])
        )


class DocumentText(models.Model):
    """What the document of a case says, or why that could not be read.

    `pages` are the pages of a PDF in order or, of a DOCX, which has none until it is
    printed, blocks of text. Not `complete`: the file goes on behind them. A process
    that reads the file has it until `leased_until`; if it dies another one takes over.
    """

    document = models.OneToOneField(
        HubDocument,
        models.CASCADE,
        related_name="extracted_text",
        verbose_name=_("document"),
    )
    file_hash = models.CharField(max_length=40, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.PENDING
    )
    pages = models.JSONField(default=list)
    characters = models.PositiveIntegerField(_("characters"), default=0)
    complete = models.BooleanField(default=True)
    seconds = models.FloatField(_("seconds"), default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    updated = models.DateTimeField(_("updated"), auto_now=True)

    # It is no use of the document, of which Wagtail would tell editors.
    wagtail_reference_index_ignore = True

    objects = DocumentTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of a document")
        verbose_name_plural = _("texts of documents")
        indexes = [models.Index(fields=["state", "leased_until"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=State.values),
                name="document_text_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(characters=0) | models.Q(state=State.DONE),
                name="document_text_only_if_read",
            ),
        ]

    def __str__(self):
        return f"{self.document_id}: {self.state}"
