from __future__ import annotations

import datetime
import gzip

import pytest
from django.utils import translation
from django.utils.formats import date_format

from members.models import Membership
from members.roles import grant_role
from tests.factories import CityFactory, UserFactory, make_case

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


def test_what_members_get_is_for_no_shared_cache(client):
    case = make_case(visibility="members")
    user = UserFactory()
    grant_role(user=user, city=CityFactory(), role=Membership.Role.CONTRIBUTOR)
    client.force_login(user)
    for address in (case.url, "/en/", "/en/search/", "/en/browse/topics/"):
        response = client.get(address)
        assert response["Cache-Control"] == "private", address
        assert "Cookie" in response["Vary"]


def test_what_everyone_gets_may_be_shared(client):
    assert "private" not in client.get(make_case().url).get("Cache-Control", "")
