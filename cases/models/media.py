from __future__ import annotations

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition

from cases.choices import Licence
from cases.uploads import validate_document, validate_image


class HubImage(AbstractImage):
    """A picture with what is needed to show it lawfully and to everyone."""

    credit = models.CharField(
        _("photographer or owner"),
        max_length=200,
        blank=True,
        help_text=_("Shown beside the picture."),
    )
    licence = models.CharField(
        _("licence"), max_length=20, choices=Licence.choices, blank=True
    )
    alt_text = models.CharField(
        _("alternative text"),
        max_length=250,
        blank=True,
        help_text=_("What the picture shows, for those who cannot see it."),
    )

    # Without Wagtail's description: it asks the same as the alternative text.
    admin_form_fields = (
        "title", "file", "collection", "alt_text", "credit", "licence", "tags",
        "focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height",
    )  # fmt: skip

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(licence__in=["", *Licence.values]),
                name="image_licence_known",
            )
        ]

    @property
    def default_alt_text(self):
        return self.alt_text or super().default_alt_text

    def get_upload_to(self, filename):
        """With a part that nobody guesses: its sizes, which are named after it, are
        served to whoever has their address, those of drafts and members' cases too."""
        return super().get_upload_to(f"{secrets.token_hex(8)}-{filename}")

    def clean(self):
        super().clean()
        if self.file and not self.file._committed:
            validate_image(self.file)


class HubRendition(AbstractRendition):
    image = models.ForeignKey(HubImage, models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"],
                name="rendition_once",
            )
        ]


class HubDocument(AbstractDocument):
    credit = models.CharField(_("author or owner"), max_length=200, blank=True)
    licence = models.CharField(
        _("licence"), max_length=20, choices=Licence.choices, blank=True
    )
    description = models.CharField(
        _("what the document is"), max_length=250, blank=True
    )

    admin_form_fields = (
        *Document.admin_form_fields,
        "description",
        "credit",
        "licence",
    )

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(licence__in=["", *Licence.values]),
                name="document_licence_known",
            )
        ]

    def clean(self):
        super().clean()
        if self.file and not self.file._committed:
            validate_document(self.file)
