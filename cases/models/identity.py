from __future__ import annotations

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models import City

# Without vowels no words appear, without 0 o 1 l i no reading errors.
PUBLIC_ID_ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
PUBLIC_ID_LENGTH = 8


def new_public_id() -> str:
    return "".join(
        secrets.choice(PUBLIC_ID_ALPHABET) for _position in range(PUBLIC_ID_LENGTH)
    )


class CaseIdentity(models.Model):
    """What stays of a case whatever happens to its pages.

    Pages find it by `translation_key`, so all language versions share it, and a copy,
    which gets a key of its own, is another case. It is never deleted with a page: a
    row without a live page answers 410 Gone.
    """

    public_id = models.CharField(
        max_length=12, unique=True, default=new_public_id, editable=False
    )
    translation_key = models.UUIDField(unique=True, editable=False)
    city = models.ForeignKey(City, models.PROTECT, related_name="case_identities")
    original_language = models.CharField(max_length=10, default="en")
    source_key = models.CharField(
        _("key of the row it was imported from"),
        max_length=200,
        null=True,
        unique=True,
        editable=False,
    )
    first_published_at = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("case identity")
        verbose_name_plural = _("case identities")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(public_id__regex=r"^[a-z0-9]{6,12}$"),
                name="case_identity_public_id_form",
            )
        ]

    def __str__(self):
        return self.public_id


class CaseAddress(models.Model):
    """Every public path that a case ever had, so that old links go on or say 410."""

    identity = models.ForeignKey(CaseIdentity, models.CASCADE, related_name="addresses")
    language = models.CharField(max_length=10)
    path = models.CharField(max_length=255)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["language", "path"], name="case_address_once"
            )
        ]

    def __str__(self):
        return f"/{self.language}/{self.path}"
