"""Who may replace a document learns why its text is not searched."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from members.models import Membership
from members.roles import SECRETARIAT, grant_role
from search.document_texts import read_waiting
from search.models import DocumentText
from tests.factories import CityFactory, UserFactory, make_document
from tests.search.papers import locked_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def locked():
    city = CityFactory(slug="kupang")
    document = make_document(locked_pdf(), city=city, title="Locked minutes")
    read_waiting()
    return document


def log_in(client, *, city=None, secretariat=False):
    user = UserFactory()
    if city:
        role = Membership.Role.CONTRIBUTOR
        grant_role(user=user, city=CityFactory(slug=city), role=role)
    if secretariat:
        user.groups.add(Group.objects.get(name=SECRETARIAT))
    client.force_login(user)


def report(client) -> str:
    return client.get(reverse("document_texts")).content.decode()


def test_the_secretariat_sees_why_a_document_is_not_read(client, locked):
    log_in(client, secretariat=True)
    content = report(client)
    assert "Locked minutes" in content
    assert "needs a password" in content
    assert reverse("wagtaildocs:edit", args=[locked.pk]) in content


def test_the_report_is_in_the_menu(client, locked):
    log_in(client, secretariat=True)
    content = client.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("document_texts") in content


def test_staff_of_the_city_see_their_own(client, locked):
    log_in(client, city="kupang")
    assert "Locked minutes" in report(client)


def test_staff_of_another_city_do_not_see_it(client, locked):
    log_in(client, city="surabaya")
    content = report(client)
    assert "Locked minutes" not in content
    assert "Documents that search can’t read" in content


def test_a_stranger_does_not_get_the_report(client, locked):
    log_in(client)
    assert client.get(reverse("document_texts")).status_code in (302, 404)


def test_a_document_that_is_read_whole_is_not_in_the_report(client, locked):
    DocumentText.objects.update(state="done", complete=True)
    log_in(client, secretariat=True)
    assert "Locked minutes" not in report(client)


def test_a_document_that_is_read_in_part_is_in_the_report(client, locked):
    DocumentText.objects.update(state="done", complete=False)
    log_in(client, secretariat=True)
    assert "only its beginning is searched" in report(client)
