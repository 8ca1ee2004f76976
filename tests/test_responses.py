from __future__ import annotations

import gzip

import pytest

from tests.factories import make_case

pytestmark = pytest.mark.django_db


def test_pages_go_out_compressed(client):
    case = make_case()
    response = client.get(case.url, headers={"accept-encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert case.title in gzip.decompress(response.content).decode()


def test_english_dates_are_british(client):
    case = make_case()
    published = case.last_published_at
    assert f"{published:%B %Y}" in client.get(case.url).content.decode()
