from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


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
