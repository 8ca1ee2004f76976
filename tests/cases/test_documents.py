"""A document is as public as the cases that show it."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from wagtail.models import Collection

from cases.models import CaseDocument, HubDocument
from members.models import Membership
from members.roles import SECRETARIAT, grant_role
from tests.factories import CityFactory, HubImageFactory, UserFactory, make_case

pytestmark = pytest.mark.django_db


def document_in(collection):
    return HubDocument.objects.create(
        title="Budget", file=ContentFile(b"secret", "budget.txt"), collection=collection
    )


def case_with_document(**values):
    city = CityFactory(slug="kupang")
    document = document_in(city.collection)
    rows = [CaseDocument(document=document)]
    return make_case(city=city, documents=rows, **values), document


def person(kind):
    user = UserFactory()
    if kind == "secretariat":
        user.groups.add(Group.objects.get(name=SECRETARIAT))
    elif kind != "stranger":
        slug = "kupang" if kind == "own" else "surabaya"
        role = Membership.Role.CONTRIBUTOR
        grant_role(user=user, city=CityFactory(slug=slug), role=role)
    return user


@pytest.mark.parametrize(
    ("values", "allowed"),
    [
        ({}, {"anonymous", "stranger", "other", "own", "secretariat"}),
        ({"visibility": "members"}, {"other", "own", "secretariat"}),
        ({"publish": False}, {"own", "secretariat"}),
    ],
    ids=["public", "members", "draft"],
)
@pytest.mark.parametrize(
    "kind", ["anonymous", "stranger", "other", "own", "secretariat"]
)
def test_who_may_download(client, values, allowed, kind):
    _case, document = case_with_document(**values)
    if kind != "anonymous":
        client.force_login(person(kind))
    expected = 200 if kind in allowed else 404
    assert client.get(document.url).status_code == expected


def test_a_withdrawn_case_takes_its_documents_along(client):
    case, document = case_with_document()
    case.unpublish()
    assert client.get(document.url).status_code == 404


def test_a_document_of_no_city_is_for_everyone(client):
    document = document_in(Collection.get_first_root_node())
    assert client.get(document.url).status_code == 200


def test_nobody_guesses_the_address_of_a_picture():
    names = {HubImageFactory().file.name for _ in range(3)}
    assert len(names) == 3
    assert all(re.fullmatch(r"original_images/[0-9a-f]{16}-.+", n) for n in names)


def test_a_long_name_keeps_the_part_that_nobody_guesses():
    picture = HubImageFactory(file__filename=f"{'x' * 200}.jpg")
    assert re.match(r"original_images/[0-9a-f]{16}-x+\.jpg$", picture.file.name)
