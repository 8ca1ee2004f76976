from __future__ import annotations

from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from cases.models import SDG, Pillar, Sector
from tests.factories import CityFactory, UserFactory, make_case

pytestmark = pytest.mark.django_db
BROWSE = ["", "topics/", "pillars/", "sdgs/", "cities/", "countries/"]


@pytest.fixture
def case():
    return make_case(
        city=CityFactory(slug="kupang", names={"en": "Kupang", "id": "Kota Kupang"}),
        slug="waste-bank",
        pillar=Pillar.objects.get(code="environment"),
        primary_sdg=SDG.objects.get(code="11"),
        other_sectors=list(Sector.objects.filter(code__in=["waste", "economy"])),
    )


def body_of(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("part", BROWSE)
def test_browse_pages_answer_in_both_languages(client, case, language, part):
    page = body_of(client, f"/{language}/browse/{part}")
    assert f'<html lang="{language}">' in page
    other = {"en": "id", "id": "en"}[language]
    assert f'hreflang="{other}"' in page


@pytest.mark.parametrize("part", BROWSE)
def test_browse_pages_answer_on_an_empty_hub(client, part):
    body_of(client, f"/en/browse/{part}")


def test_topics_link_to_the_search_and_count_a_case_once(client, case):
    page = body_of(client, "/en/browse/topics/")
    assert "/en/search/?sector=waste" in page
    assert "/en/search/?sector=economy" in page
    assert "sector=energy" not in page
    assert page.count('class="count">1<') == 2


def test_cities_link_to_their_pages_by_their_name_in_the_language(client, case):
    page = body_of(client, "/id/browse/cities/")
    assert 'href="/id/kupang/"' in page
    assert "Kota Kupang" in page


def test_what_is_for_members_is_counted_for_members_only(client, case):
    make_case(city=CityFactory(slug="ambon"), visibility="members")
    assert "/en/ambon/" not in body_of(client, "/en/browse/cities/")
    client.force_login(UserFactory(is_superuser=True))
    assert "/en/ambon/" in body_of(client, "/en/browse/cities/")


@pytest.mark.parametrize(
    ("headers", "cookie", "home"),
    [
        ({"accept-language": "id,en;q=0.5"}, None, "/id/"),
        ({"accept-language": "fr"}, None, "/en/"),
        ({"accept-language": "fr"}, "id", "/id/"),
    ],
)
def test_the_start_goes_by_cookie_and_browser(client, headers, cookie, home):
    if cookie:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = cookie
    response = client.get("/", headers=headers)
    assert response["Location"] == home
    assert {"Accept-Language", "Cookie"} <= set(response["Vary"].split(", "))


@pytest.mark.parametrize("language", ["en", "id"])
def test_an_unknown_address_answers_404_with_a_search_box(client, language):
    response = client.get(f"/{language}/no/such/page/")
    assert response.status_code == 404
    assert f'action="/{language}/search/"' in response.content.decode()


def test_the_error_page_needs_neither_database_nor_context(
    client, monkeypatch, django_db_blocker
):
    def fail(*args, **kwargs):
        raise RuntimeError("broken")

    monkeypatch.setattr("cases.views.term_counts", fail)
    client.raise_request_exception = False
    with django_db_blocker.block():
        response = client.get("/en/browse/")
    assert response.status_code == 500
    assert "Terjadi kesalahan" in response.content.decode()


def test_health_says_that_database_and_search_answer(client, indexed, case):
    indexed()
    response = client.get("/health/")
    assert response.json() == {"status": "ok", "database": "ok", "search": "ok"}


def test_robots_name_the_sitemap_and_keep_out_of_the_admin(client):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /admin/" in text
    assert "/sitemap.xml" in text


def test_sitemaps_have_both_trees_and_only_what_is_public(client, case):
    make_case(city=case.city, slug="inside", visibility="members")
    make_case(city=case.city, slug="bank", language="id")
    addresses = []
    for section in ("pages", "cities", "cases"):
        root = ElementTree.fromstring(  # noqa: S314 (our own answer)
            client.get(f"/sitemap-{section}.xml").content
        )
        addresses += [e.text for e in root.iter() if e.tag.endswith("}loc")]
    paths = {"/" + address.split("/", 3)[3] for address in addresses}
    public = {
        "/en/",
        "/id/browse/topics/",
        "/en/kupang/waste-bank/",
        "/id/kupang/bank/",
    }
    assert public <= paths
    assert "/en/kupang/inside/" not in paths
    assert "/en/kupang/" in paths


def test_a_rendition_is_served_so_that_it_cannot_do_anything(client):
    name = default_storage.save("images/tree.width-480.png", ContentFile(b"png"))
    response = client.get(f"/media/{name}")
    assert response.status_code == 200
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    response.close()


@pytest.mark.parametrize(
    "name",
    [
        "original_images/tree.png",
        "documents/plan.pdf",
        "images/page.html",
        "images/../original_images/tree.png",
        "images/%2e%2e/original_images/tree.png",
        "images/",
    ],
)
def test_other_uploads_are_not_served(client, name):
    for stored in (
        "original_images/tree.png",
        "documents/plan.pdf",
        "images/page.html",
    ):
        default_storage.save(stored, ContentFile(b"secret"))
    assert client.get(f"/media/{name}", follow=True).status_code in (400, 404)
