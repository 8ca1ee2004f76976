from __future__ import annotations

import datetime
import gzip

import pytest
from django.utils import translation
from django.utils.formats import date_format

from tests.factories import make_case

pytestmark = pytest.mark.django_db


def test_pages_go_out_compressed(client):
    case = make_case()
    response = client.get(case.url, headers={"accept-encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert case.title in gzip.decompress(response.content).decode()


@pytest.mark.parametrize(
    ("language", "text"), [("en", "1 December 2019"), ("id", "1 Desember 2019")]
)
def test_dates_are_written_day_first_and_in_full(language, text):
    with translation.override(language):
        assert date_format(datetime.date(2019, 12, 1)) == text
