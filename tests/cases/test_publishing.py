"""A city's staff in Wagtail's admin: what they can write, publish, see and not do."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Page

from cases.models import CaseIdentity, CaseStudyPage, CityPage
from members.models import City
from members.roles import SECRETARIAT, revoke_role
from tests.cases.case_form import add_url, form_data, page_of, snapshot
from tests.factories import UserFactory, make_case

pytestmark = pytest.mark.django_db


def test_a_new_city_has_pages_groups_collection_and_workflow(kupang):
    city = City.objects.get(pk=kupang.pk)
    pages = CityPage.objects.filter(city=city).order_by("locale__language_code")
    assert [page.url for page in pages] == ["/en/kupang/", "/id/kupang/"]
    assert len({page.translation_key for page in pages}) == 1
    assert city.collection.name == "Kupang (kupang)"
    assert city.leads.page_permissions.count() == 6
    assert city.contributors.page_permissions.count() == 4
    assert city.leads.collection_permissions.count() == 6
    assert all(page.get_workflow() is not None for page in pages)


def test_a_lead_publishes_a_snapshot(client, lead, kupang):
    client.force_login(lead)
    response = client.post(
        add_url(kupang), snapshot(**{"action-publish": "yes"}), follow=True
    )
    assert response.status_code == 200
    case = CaseStudyPage.objects.get()
    assert case.live
    assert case.city == kupang
    assert client.get("/en/kupang/waste-banks/").status_code == 200
    assert CaseIdentity.objects.get().original_language == "en"


def test_a_draft_may_be_nearly_empty(client, contributor, kupang):
    client.force_login(contributor)
    client.post(add_url(kupang), form_data())
    case = CaseStudyPage.objects.get()
    assert not case.live


def test_what_is_missing_is_named_when_publishing(client, lead, kupang):
    client.force_login(lead)
    response = client.post(add_url(kupang), form_data(**{"action-publish": "yes"}))
    assert CaseStudyPage.objects.count() == 0
    errors = response.context["form"].errors
    assert {"summary", "contact_email", "situation"} <= set(errors)


def test_a_full_case_asks_for_more(client, lead, kupang):
    client.force_login(lead)
    response = client.post(
        add_url(kupang), snapshot(form="full", **{"action-publish": "yes"})
    )
    assert {"objectives", "failures"} <= set(response.context["form"].errors)


def test_a_contributor_hands_in_but_does_not_publish(client, contributor, kupang):
    client.force_login(contributor)
    client.post(add_url(kupang), snapshot(**{"action-publish": "yes"}))
    case = CaseStudyPage.objects.get()
    assert not case.live
    client.post(
        reverse("wagtailadmin_pages:edit", args=[case.pk]),
        snapshot(**{"action-submit": "yes"}),
    )
    case.refresh_from_db()
    assert case.workflow_in_progress


def test_the_editor_shows_the_groups_in_tabs_with_help(client, lead, kupang):
    client.force_login(lead)
    text = client.get(add_url(kupang)).content.decode()
    for phrase in (
        "Snapshot",
        "Who and where",
        "Lessons and transfer",
        "One sentence with a number: what is better now?",
        "What failed, or what would you do differently?",
    ):
        assert phrase in text


def test_the_editor_speaks_indonesian(client, lead, kupang):
    profile = lead.wagtail_userprofile = _profile(lead, "id")
    client.force_login(lead)
    text = client.get(add_url(kupang, "id")).content.decode()
    assert profile.preferred_language == "id"
    assert "Ringkasan" in text


def _profile(user, language):
    from wagtail.users.models import UserProfile

    profile = UserProfile.get_for_user(user)
    profile.preferred_language = language
    profile.save()
    return profile


@pytest.mark.parametrize(
    "name", ["edit", "delete", "unpublish", "move", "copy", "history", "view_draft"]
)
def test_another_citys_case_is_out_of_reach(client, lead, surabaya, name):
    case = make_case(city=surabaya, title="Foreign words", publish=False)
    client.force_login(lead)
    response = client.get(reverse(f"wagtailadmin_pages:{name}", args=[case.pk]))
    assert response.status_code in (302, 403, 404)
    assert b"Foreign words" not in response.content


def test_nothing_can_be_added_to_another_city(client, lead, surabaya):
    client.force_login(lead)
    response = client.post(add_url(surabaya), snapshot(**{"action-publish": "yes"}))
    assert response.status_code == 302
    assert CaseStudyPage.objects.count() == 0


def test_the_page_chooser_hides_drafts_of_other_cities(client, lead, surabaya):
    make_case(city=surabaya, title="Foreign draft", publish=False)
    client.force_login(lead)
    url = reverse("wagtailadmin_choose_page_child", args=[page_of(surabaya).pk])
    assert b"Foreign draft" not in client.get(url).content


def test_a_lead_cannot_move_the_city_page(client, lead, kupang, surabaya):
    client.force_login(lead)
    page = page_of(kupang)
    url = reverse(
        "wagtailadmin_pages:move_confirm", args=[page.pk, page_of(surabaya).pk]
    )
    assert client.post(url).status_code in (302, 403)
    assert Page.objects.get(pk=page.pk).path == page.path


@pytest.mark.parametrize("name", ["delete", "unpublish", "copy"])
def test_a_lead_cannot_take_the_city_page_away(client, lead, kupang, name):
    client.force_login(lead)
    page = page_of(kupang)
    response = client.post(reverse(f"wagtailadmin_pages:{name}", args=[page.pk]))
    assert response.status_code in (302, 403)
    page = Page.objects.get(pk=page.pk)
    assert page.live
    assert Page.objects.child_of(page.get_parent()).filter(slug="kupang").count() == 1


def test_a_contributor_does_not_edit_the_city_page(client, contributor, kupang):
    client.force_login(contributor)
    url = reverse("wagtailadmin_pages:edit", args=[page_of(kupang).pk])
    assert client.get(url).status_code in (302, 403)


def test_rights_end_with_the_role(client, lead, kupang):
    revoke_role(user=lead, city=kupang)
    client.force_login(lead)
    assert client.get(add_url(kupang)).status_code in (302, 403)


def test_the_secretariat_keeps_vocabularies_after_the_first_migration():
    rights = Group.objects.get(name=SECRETARIAT).permissions
    codenames = set(rights.values_list("codename", flat=True))
    assert {"change_sector", "add_exchangerate", "change_tag"} <= codenames
    # Nothing refers to a promotion; everything else is taken out of use.
    deleting = {name for name in codenames if name.startswith("delete_")}
    assert deleting == {"delete_promotedresult"}


def test_the_secretariat_adds_a_city_and_all_that_belongs_to_it(client):
    user = UserFactory()
    user.groups.add(Group.objects.get(name=SECRETARIAT))
    client.force_login(user)
    response = client.post(
        reverse("wagtailsnippets_members_city:add"),
        {
            "names_en": "Bogor",
            "names_id": "Kota Bogor",
            "slug": "bogor",
            "country": "ID",
            "level": "city",
            "years-TOTAL_FORMS": 0,
            "years-INITIAL_FORMS": 0,
        },
    )
    assert response.status_code == 302, response.context["form"].errors
    assert CityPage.objects.filter(city__slug="bogor").count() == 2
    assert City.objects.get(slug="bogor").names == {"en": "Bogor", "id": "Kota Bogor"}


def test_a_translation_begins_as_a_draft_with_the_facts(client, lead, kupang):
    case = make_case(city=kupang, cost_total=5, cost_currency="USD", cost_year=2019)
    client.force_login(lead)
    client.post(reverse("case_translate", args=[case.pk, "id"]))
    translation = CaseStudyPage.objects.get(locale__language_code="id")
    assert not translation.live
    assert translation.cost_total == 5
    assert translation.identity == case.identity


def test_nobody_translates_another_citys_case(client, lead, surabaya):
    case = make_case(city=surabaya)
    client.force_login(lead)
    response = client.post(reverse("case_translate", args=[case.pk, "id"]))
    assert response.status_code in (302, 403)
    assert CaseStudyPage.objects.count() == 1
