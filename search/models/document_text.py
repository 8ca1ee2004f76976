from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import HubDocument
from search.extraction import State


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
