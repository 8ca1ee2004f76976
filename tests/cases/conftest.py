from __future__ import annotations

import pytest

from members.models import Membership
from members.roles import grant_role
from tests.factories import CityFactory, UserFactory


@pytest.fixture
def kupang():
    return CityFactory(slug="kupang")


@pytest.fixture
def surabaya():
    return CityFactory(slug="surabaya")


@pytest.fixture
def lead(kupang):
    user = UserFactory(email="lead@example.org")
    grant_role(user=user, city=kupang, role=Membership.Role.LEAD)
    return user


@pytest.fixture
def contributor(kupang):
    user = UserFactory(email="contributor@example.org")
    grant_role(user=user, city=kupang, role=Membership.Role.CONTRIBUTOR)
    return user
