"""What a city's staff could do past the forms that they are shown."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction
from wagtail.test.utils.form_data import inline_formset

from cases.models import CaseStudyPage, CityPage, HomePage, HubDocument
from members.models import Membership
from members.roles import SECRETARIAT, grant_role
from tests.cases.test_publishing import add_url, form_data
from tests.factories import CityFactory, HubImageFactory, UserFactory, make_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def kupang():
    return CityFactory(slug="kupang")


@pytest.fixture
def surabaya():
    return CityFactory(slug="surabaya")


@pytest.fixture
def lead(client, kupang):
    user = UserFactory()
    grant_role(user=user, city=kupang, role=Membership.Role.LEAD)
    client.force_login(user)
    return user


def page_of(city):
    return CityPage.objects.get(city=city, locale__language_code="en")


def document_of(city):
    return HubDocument.objects.create(
        title="Budget", file=ContentFile(b"x", "a.txt"), collection=city.collection
    )


def act(client, page, action, **data):
    """Wagtail's admin has an API, whose actions ask no `before_...` hook."""
    return client.post(
        f"/admin/api/main/pages/{page.pk}/action/{action}/",
        data,
        content_type="application/json",
    )


@pytest.mark.parametrize("action", ["unpublish", "delete", "copy", "move"])
def test_a_lead_does_not_place_the_city_page_by_the_api(
    client, lead, kupang, surabaya, action
):
    grant_role(user=lead, city=surabaya, role=Membership.Role.LEAD)
    page = page_of(kupang)
    act(client, page, action, destination_page_id=page_of(surabaya).pk, recursive=True)
    kept = Page.objects.get(pk=page.pk)
    assert kept.live
    assert kept.path == page.path
    assert CityPage.objects.count() == 4


def test_a_contributor_does_not_preview_the_city_page(client, kupang):
    user = UserFactory()
    grant_role(user=user, city=kupang, role=Membership.Role.CONTRIBUTOR)
    client.force_login(user)
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page_of(kupang).pk])
    assert client.post(url, {"title": "Other"}).status_code in (302, 403)


def test_the_secretariat_still_places_and_edits_city_pages(client, kupang):
    user = UserFactory()
    user.groups.add(Group.objects.get(name=SECRETARIAT))
    client.force_login(user)
    page = page_of(kupang)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert client.get(url).status_code == 200
    rights = page.permissions_for_user(user)
    assert rights.can_unpublish()
    assert rights.can_move()
    assert rights.can_add_subpage()
    home = HomePage.objects.first().permissions_for_user(user)
    assert home.can_edit()


@pytest.mark.parametrize("kind", ["city", "case"])
def test_page_privacy_is_nobodys_second_rule(client, lead, kupang, kind):
    page = page_of(kupang) if kind == "city" else make_case(city=kupang)
    url = reverse("wagtailadmin_pages:set_privacy", args=[page.pk])
    client.post(url, {"restriction_type": "login"})
    assert not PageViewRestriction.objects.exists()


@pytest.mark.parametrize("name", ["cover", "gallery", "documents"])
def test_another_citys_files_are_not_attached_to_a_case(
    client, lead, kupang, surabaya, name
):
    picture = HubImageFactory(collection=surabaya.collection)
    rows = {
        "cover": picture.pk,
        "gallery": inline_formset([{"image": picture.pk, "caption": "", "alt": ""}]),
        "documents": inline_formset(
            [{"document": document_of(surabaya).pk, "kind": "other", "title": ""}]
        ),
    }
    client.post(add_url(kupang), form_data(**{name: rows[name]}))
    assert CaseStudyPage.objects.count() == 0


def test_another_citys_picture_is_not_put_on_the_city_page(
    client, lead, kupang, surabaya
):
    picture = HubImageFactory(collection=surabaya.collection)
    page = page_of(kupang)
    data = {"title": "Kupang", "introduction": "", "cover_alt": "", "cover": picture.pk}
    data |= {
        "comments-TOTAL_FORMS": 0,
        "comments-INITIAL_FORMS": 0,
        "action-publish": "yes",
    }
    client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
    page.refresh_from_db()
    assert page.cover is None
    assert page.get_latest_revision_as_object().cover is None


def test_own_files_and_those_that_were_there_are_attached(
    client, lead, kupang, surabaya
):
    own, other = (HubImageFactory(collection=c.collection) for c in (kupang, surabaya))
    client.post(add_url(kupang), form_data(cover=own.pk))
    assert CaseStudyPage.objects.get().latest_revision.as_object().cover == own
    case = make_case(city=kupang, slug="moved-here", cover=other, publish=False)
    client.post(
        reverse("wagtailadmin_pages:edit", args=[case.pk]),
        form_data(title="New title", slug="moved-here", cover=other.pk),
    )
    case.refresh_from_db()
    assert case.get_latest_revision_as_object().title == "New title"


@pytest.mark.parametrize("door", ["form", "api"])
def test_a_case_has_no_alias(client, lead, kupang, door):
    """It would be a second case that keeps what the first one withdraws."""
    case = make_case(city=kupang)
    if door == "api":
        act(client, case, "create_alias", update_slug="twin")
    else:
        client.post(
            reverse("wagtailadmin_pages:copy", args=[case.pk]),
            {"new_title": "Twin", "new_slug": "twin", "alias": "on",
             "new_parent_page": page_of(kupang).pk},
        )  # fmt: skip
    assert not CaseStudyPage.objects.filter(alias_of__isnull=False).exists()


@pytest.mark.parametrize("alias", [True, False])
def test_the_api_makes_no_live_translation(client, lead, kupang, alias):
    case = make_case(city=kupang)
    act(client, case, "copy_for_translation", locale="id", alias=alias)
    assert not CaseStudyPage.objects.filter(locale__language_code="id", live=True)


@pytest.mark.parametrize("kind", ["images", "documents"])
def test_the_admins_api_lists_own_files_only(client, lead, kupang, surabaya, kind):
    for city in (kupang, surabaya):
        HubImageFactory(title=f"Picture of {city}", collection=city.collection)
        document_of(city)
    found = client.get(f"/admin/api/main/{kind}/").json()
    assert found["meta"]["total_count"] == 1
    model = HubDocument if kind == "documents" else type(HubImageFactory.build())
    other = model.objects.get(collection=surabaya.collection)
    assert client.get(f"/admin/api/main/{kind}/{other.pk}/").status_code in (302, 404)


def test_a_file_in_a_folder_of_a_citys_folder_is_the_citys(client, kupang):
    folder = kupang.collection.add_child(name="Drafts")
    document = HubDocument.objects.create(
        title="Budget", file=ContentFile(b"x", "a.txt"), collection=folder
    )
    assert client.get(document.url).status_code == 404


@pytest.mark.parametrize("publish", [True, False], ids=["embargo", "draft"])
def test_the_page_chooser_tells_no_title_that_is_not_out(
    client, lead, surabaya, publish
):
    case = make_case(city=surabaya, title="Not yet out", publish=publish,
                     visibility="embargo", embargo_until="2099-01-01")  # fmt: skip
    names = {"wagtailadmin_choose_page_child": [page_of(surabaya).pk],
             "wagtailadmin_choose_page_search": []}  # fmt: skip
    urls = [reverse(name, args=args) + "?q=yet" for name, args in names.items()]
    urls.append(reverse("wagtailadmin_choose_page_child", args=[case.pk]))
    for url in urls:
        assert case.title not in client.get(url).content.decode()


def test_the_page_chooser_offers_own_drafts_and_open_cases(
    client, lead, kupang, surabaya
):
    make_case(city=kupang, title="Own draft", publish=False)
    make_case(city=surabaya, title="For members", visibility="members")
    for city, title in ((kupang, "Own draft"), (surabaya, "For members")):
        url = reverse("wagtailadmin_choose_page_child", args=[page_of(city).pk])
        assert title in client.get(url).content.decode()
