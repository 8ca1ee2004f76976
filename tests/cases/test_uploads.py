"""Uploads are judged by their content, on every door that takes files."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from cases.models import HubDocument, HubImage
from members.models import Membership
from members.roles import grant_role
from tests.factories import CityFactory, UserFactory

pytestmark = pytest.mark.django_db

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


def picture(kind="PNG") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(buffer, kind)
    return buffer.getvalue()


def pixel_bomb() -> bytes:
    """A PNG of a few bytes that says it has 900 million pixels."""

    def chunk(kind, data):
        checksum = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0"))
        + chunk(b"IEND", b"")
    )


def office(part="word/document.xml", extra=None, size=10) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(part, b"x" * size)
        if extra:
            archive.writestr(extra, b"macro")
    return buffer.getvalue()


@pytest.fixture
def staff(client):
    city = CityFactory(slug="kupang")
    user = UserFactory()
    grant_role(user=user, city=city, role=Membership.Role.CONTRIBUTOR)
    client.force_login(user)
    return city


def upload(client, kind, name, content, city):
    namespace = {"image": "wagtailimages", "document": "wagtaildocs"}[kind]
    return client.post(
        reverse(f"{namespace}:add"),
        {
            "title": "Upload",
            "file": SimpleUploadedFile(name, content),
            "collection": city.collection_id,
            "alt_text": "A street with trees",
            "credit": "City of Kupang",
            "licence": "cc-by-4.0",
        },
    )


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_pictures_are_accepted(client, staff, kind):
    upload(client, "image", f"a.{kind.lower()}", picture(kind), staff)
    assert HubImage.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", SVG),
        ("a.png", SVG),
        ("a.png", HTML),
        ("a.jpg", b"GIF89a" + HTML),
        ("a.png", b""),
        ("a.png", picture()[:60]),
        ("a.png", pixel_bomb()),
        ("a.exe", picture()),
        ("a.png", b"\0" * 11_000_000),
    ],
    ids=["svg", "svg-as-png", "html-as-png", "gif-as-jpg", "empty", "cut", "bomb",
         "exe", "large"],
)  # fmt: skip
def test_pictures_are_refused(client, staff, name, content):
    response = upload(client, "image", name, content, staff)
    assert response.status_code in (200, 302, 422)
    assert HubImage.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"%PDF-1.7 ..."),
        ("a.docx", office()),
        ("a.xlsx", office("xl/workbook.xml")),
        ("a.csv", b"a,b\n1,2\n"),
    ],
)
def test_documents_are_accepted(client, staff, name, content):
    upload(client, "document", name, content, staff)
    assert HubDocument.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", HTML),
        ("a.docx", b"PK\x03\x04 broken"),
        ("a.docx", office("xl/workbook.xml")),
        ("a.docx", office(extra="word/vbaProject.bin")),
        ("a.xlsx", office("xl/workbook.xml", size=201 * 1024 * 1024)),
        ("a.html", HTML),
        ("a.svg", SVG),
        ("a.txt", b"text \0 not text"),
    ],
    ids=[
        "html-as-pdf",
        "broken",
        "xlsx-as-docx",
        "macro",
        "bomb",
        "html",
        "svg",
        "nul",
    ],
)
def test_documents_are_refused(client, staff, name, content):
    upload(client, "document", name, content, staff)
    assert HubDocument.objects.count() == 0


def test_nobody_uploads_into_another_citys_collection(client, staff):
    other = CityFactory(slug="surabaya")
    upload(client, "image", "a.png", picture(), other)
    assert not HubImage.objects.filter(collection=other.collection).exists()


def test_a_document_is_served_as_a_download_that_runs_nothing(client, staff):
    upload(client, "document", "a.txt", b"<script>alert(1)</script>", staff)
    response = client.get(HubDocument.objects.get().url)
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'"
