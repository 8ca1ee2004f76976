from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from cases.demo.people import create_people
from cases.models import CaseStudyPage, CityPage, HomePage, InfoPage
from members.models import City, User
from members.roles import is_member, is_secretariat
from tests.factories import CityFactory

pytestmark = pytest.mark.django_db


def load() -> str:
    out = StringIO()
    call_command("load_demo", stdout=out, stderr=out)
    return out.getvalue()


@pytest.mark.slow
def test_the_demonstration_is_complete_and_loading_it_again_adds_nothing():
    first = load()
    cases = CaseStudyPage.objects.live()
    keys = cases.values("translation_key").distinct()
    indonesian = cases.filter(locale__language_code="id")
    both = indonesian.filter(
        translation_key__in=cases.filter(locale__language_code="en").values(
            "translation_key"
        )
    )
    assert keys.count() >= 40
    assert cases.values("city").distinct().count() >= 20
    assert indonesian.count() >= 15
    assert both.count() >= 5
    assert set(cases.values_list("form", flat=True)) == {"snapshot", "full"}
    assert not cases.filter(provenance="catalogued", source_name="").exists()
    assert all(home.notice for home in HomePage.objects.all())
    assert InfoPage.objects.live().filter(slug="about").count() == 2
    assert first.count("@demo.invalid") == User.objects.count() == 8

    counts = [m.objects.count() for m in (City, CityPage, CaseStudyPage, User)]
    second = load()
    assert "changed" not in second.replace("unchanged", "")
    assert "created" not in second.replace("0 cities created", "")
    assert "@demo.invalid" not in second
    assert counts == [m.objects.count() for m in (City, CityPage, CaseStudyPage, User)]


def test_the_logins_have_the_roles_that_they_are_named_for():
    for slug in ("kupang", "surabaya"):
        CityFactory(slug=slug)
    logins = create_people(lambda: "a-long-passphrase")
    lead = User.objects.get(email="lead.kupang@demo.invalid")
    assert len(logins) == 8
    assert lead.memberships.get().role == "lead"
    assert lead.wagtail_userprofile.preferred_language == "id"
    assert is_secretariat(User.objects.get(email="secretariat@demo.invalid"))
    assert all(is_member(user) for user in User.objects.all())
    assert User.objects.filter(is_superuser=True).count() == 1
    assert create_people(lambda: "another") == []
