"""Who may read a case, and what of it."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from members.models import Membership
from members.roles import grant_role
from tests.factories import CityFactory, UserFactory, make_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    user = UserFactory()
    grant_role(user=user, city=CityFactory(), role=Membership.Role.CONTRIBUTOR)
    return user


def days_from_now(days):
    return timezone.localdate() + datetime.timedelta(days=days)


@pytest.mark.parametrize(
    ("visibility", "days", "anonymous", "to_member"),
    [
        ("public", None, 200, 200),
        ("members", None, 302, 200),
        ("embargo", 1, 404, 404),
        ("embargo", 0, 200, 200),
        ("embargo", -1, 200, 200),
    ],
)
def test_who_may_read(client, member, visibility, days, anonymous, to_member):
    until = None if days is None else days_from_now(days)
    case = make_case(visibility=visibility, embargo_until=until)
    assert client.get(case.url).status_code == anonymous
    client.force_login(member)
    assert client.get(case.url).status_code == to_member


def test_what_a_member_has_read_is_not_shown_to_everyone_after(client, member):
    case = make_case(visibility="members", contact_email="waste@example.org")
    client.force_login(member)
    assert b"waste@example.org" in client.get(case.url).content
    client.logout()
    response = client.get(case.url)
    assert response.status_code == 302
    assert "login" in response["Location"]


def test_a_signed_in_person_without_a_role_is_no_member(client):
    case = make_case(visibility="members")
    client.force_login(UserFactory())
    assert client.get(case.url).status_code == 404


def test_an_archived_city_takes_its_cases_offline(client):
    case = make_case()
    case.city.archived = True
    case.city.save()
    assert client.get(case.url).status_code == 404


def test_a_withdrawn_case_is_gone_in_both_frames(client):
    case = make_case()
    case.unpublish()
    assert client.get(case.url_in("en")).status_code == 410
    assert client.get(f"/c/{case.identity.public_id}/").status_code == 410


def test_the_contact_is_for_members_unless_it_is_public(client, member):
    case = make_case(contact_email="waste@example.org")
    assert b"waste@example.org" not in client.get(case.url).content
    client.force_login(member)
    assert b"waste@example.org" in client.get(case.url).content
    client.logout()
    assert b"waste@example.org" not in client.get(case.url).content
    case.contact_public = True
    case.save_revision().publish()
    assert b"waste@example.org" in client.get(case.url).content
