"""What may be uploaded, decided by the content and not by the name."""

from __future__ import annotations

import struct
import zipfile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 64_000_000
MAX_UNPACKED_BYTES = 200 * 1024 * 1024
IMAGE_FORMATS = {"AVIF", "GIF", "JPEG", "PNG", "WEBP"}
OFFICE_PARTS = {
    "docx": "word/document.xml",
    "pptx": "ppt/presentation.xml",
    "xlsx": "xl/workbook.xml",
    "odt": "content.xml",
}


def validate_image(file) -> None:
    """Refuse what is not a whole raster picture of an allowed format and size.

    The header decides first, so a decompression bomb is never unpacked.
    """
    _check_size(file)
    file.seek(0)
    try:
        with Image.open(file) as image:
            if image.format not in IMAGE_FORMATS:
                raise ValidationError(
                    _("Upload a JPEG, PNG, WebP, AVIF or GIF picture.")
                )
            if image.width * image.height > MAX_PIXELS:
                raise ValidationError(_("This picture has too many pixels."))
            image.load()
    except Image.DecompressionBombError:
        raise ValidationError(_("This picture has too many pixels.")) from None
    except (OSError, ValueError, SyntaxError, struct.error):
        raise ValidationError(
            _("This picture is damaged or of another type.")
        ) from None
    finally:
        file.seek(0)


def validate_document(file) -> None:
    """Refuse a document whose content is not what its name says, or hides a bomb."""
    _check_size(file)
    extension = file.name.rsplit(".", 1)[-1].lower()
    file.seek(0)
    head = file.read(1024)
    file.seek(0)
    if extension in OFFICE_PARTS:
        _check_office(file, OFFICE_PARTS[extension])
    elif extension == "pdf":
        if not head.startswith(b"%PDF-"):
            raise ValidationError(_("This file is not a PDF document."))
    elif extension in ("csv", "txt"):
        _check_text(file)
    else:
        raise ValidationError(_("This type of document is not accepted."))


def _check_size(file) -> None:
    if file.size > MAX_BYTES:
        raise ValidationError(_("This file is larger than 10 MB."))


def _check_office(file, part: str) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            unpacked = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError):
        raise ValidationError(_("This file is damaged or of another type.")) from None
    finally:
        file.seek(0)
    if part not in names:
        raise ValidationError(_("This file is damaged or of another type."))
    if unpacked > MAX_UNPACKED_BYTES:
        raise ValidationError(_("This file unpacks to more than 200 MB."))
    if any(name.endswith("vbaProject.bin") for name in names):
        raise ValidationError(_("Files with macros are not accepted."))


def _check_text(file) -> None:
    for chunk in file.chunks():
        if b"\0" in chunk:
            raise ValidationError(_("This file is not plain text."))
    file.seek(0)
