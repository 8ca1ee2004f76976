from __future__ import annotations

import pytest
from wagtail.models import Locale

from cases.models import CityPage
from cases.routing import swap_language
from tests.factories import CityFactory, UserFactory, make_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return make_case(city=CityFactory(slug="kupang"), slug="waste-bank")


def translate(case, language="id", **values):
    page = case.copy_for_translation(
        Locale.objects.get(language_code=language), copy_parents=True
    )
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return page


def test_a_case_answers_at_its_own_address(client, case):
    assert client.get("/en/kupang/waste-bank/").status_code == 200


def test_a_case_without_a_translation_is_shown_in_the_other_frame(client, case):
    response = client.get("/id/kupang/waste-bank/")
    assert response.status_code == 200
    assert '<html lang="id">' in response.content.decode()
    assert case.title in response.content.decode()


def test_a_translation_takes_the_place_of_the_original_in_its_frame(client, case):
    translate(case, title="Bank sampah", slug="bank-sampah")
    assert client.get("/id/kupang/bank-sampah/").status_code == 200
    response = client.get("/id/kupang/waste-bank/")
    assert (response.status_code, response["Location"]) == (
        302,
        "/id/kupang/bank-sampah/",
    )


def test_an_old_address_leads_to_the_present_one(client, case):
    case.slug = "waste-banks"
    case.save_revision().publish()
    response = client.get("/en/kupang/waste-bank/")
    assert (response.status_code, response["Location"]) == (
        301,
        "/en/kupang/waste-banks/",
    )


def test_a_withdrawn_case_answers_410(client, case):
    case.unpublish()
    response = client.get("/en/kupang/waste-bank/")
    assert response.status_code == 410
    assert case.identity.public_id in response.content.decode()


def test_browsers_ask_again_for_a_withdrawn_case_and_for_an_old_address(client, case):
    case.slug = "bank"
    case.save_revision().publish()
    moved = client.get("/en/kupang/waste-bank/")
    assert (moved.status_code, moved["Cache-Control"]) == (301, "no-cache")
    case.unpublish()
    for path in ("/en/kupang/bank/", f"/c/{case.identity.public_id}/"):
        gone = client.get(path)
        assert (gone.status_code, gone["Cache-Control"]) == (410, "no-cache")


def test_a_draft_answers_404(client, case):
    make_case(city=case.city, slug="plan", publish=False)
    assert client.get("/en/kupang/plan/").status_code == 404


def test_an_unpublished_city_page_does_not_hide_its_cases(client, case):
    CityPage.objects.get(city=case.city, locale=case.locale).unpublish()
    assert client.get("/en/kupang/").status_code == 404
    assert client.get("/en/kupang/waste-bank/").status_code == 200


def test_an_archived_city_answers_404_with_all_its_cases(client, case):
    case.city.archived = True
    case.city.save()
    assert client.get("/en/kupang/").status_code == 404
    assert client.get("/en/kupang/waste-bank/").status_code == 404


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_short_address_leads_to_the_readers_version(client, case, language):
    translate(case, title="Bank sampah", slug="bank-sampah")
    slug = {"en": "waste-bank", "id": "bank-sampah"}[language]
    response = client.get(
        f"/c/{case.identity.public_id}/", headers={"accept-language": language}
    )
    assert response["Location"] == f"/{language}/kupang/{slug}/"


def test_the_short_address_of_a_withdrawn_case_answers_410(client, case):
    case.unpublish()
    assert client.get(f"/c/{case.identity.public_id}/").status_code == 410


def test_a_short_address_tells_the_title_only_to_those_who_may_read(client, case):
    case.visibility = "members"
    case.save_revision().publish()
    short = f"/c/{case.identity.public_id}/"
    assert client.get(short)["Location"].endswith(f"?next={short}")
    client.force_login(UserFactory())
    assert client.get(short, follow=True).status_code == 404
    client.force_login(UserFactory(is_superuser=True))
    assert client.get(short)["Location"] == "/en/kupang/waste-bank/"


def test_the_short_address_of_no_case_answers_404(client, case):
    assert client.get("/c/zzzzzzzz/", follow=True).status_code == 404


@pytest.mark.parametrize(
    ("path", "swapped"),
    [
        ("/en/kupang/waste-bank/", "/id/kupang/waste-bank/"),
        ("/id/", "/id/"),
        ("/health/", "/id/"),
        ("/", "/id/"),
        ("/enx/", "/id/"),
    ],
)
def test_a_path_goes_over_to_the_other_tree(path, swapped):
    assert swap_language(path, "id") == swapped
