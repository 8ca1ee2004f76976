"""A translation has words of its own; all else is its original's."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command

from cases.models import CaseIdentity, CaseStudyPage, CityPage, Indicator
from cases.records import public_cases
from tests.factories import CityFactory, make_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    case = make_case(indicators=[Indicator(name="Banks", after=3)])
    parent = CityPage.objects.get(city=case.city, locale__language_code="id")
    translation = case.copy_for_translation(parent.locale)
    translation.title = "Bank sampah"
    row = translation.indicators.get()
    row.name = "Bank"
    translation.indicators = [row]
    translation.save_revision().publish()
    return case, translation


def test_numbers_follow_the_original_and_words_stay(pair):
    case, translation = pair
    row = case.indicators.get()
    row.after, row.name = 7, "Waste banks"
    case.indicators = [row]
    case.stage = "stopped"
    case.save_revision().publish()
    translation = CaseStudyPage.objects.get(pk=translation.pk)
    assert translation.stage == "stopped"
    assert translation.title == "Bank sampah"
    assert [(r.name, r.after) for r in translation.indicators.all()] == [("Bank", 7)]


def test_the_next_edit_of_a_translation_keeps_the_new_facts(pair):
    case, translation = pair
    row = case.indicators.get()
    row.after = 7
    case.indicators = [row]
    case.stage, case.visibility = "stopped", "members"
    case.save_revision().publish()
    page = CaseStudyPage.objects.get(pk=translation.pk)
    page.get_latest_revision_as_object().save_revision().publish()
    page = CaseStudyPage.objects.get(pk=translation.pk)
    assert (page.stage, page.visibility) == ("stopped", "members")
    assert page.indicators.get().after == 7


def test_a_translation_cannot_open_what_is_for_members(pair, client):
    case, translation = pair
    case.visibility = "members"
    case.save_revision().publish()
    translation = CaseStudyPage.objects.get(pk=translation.pk)
    translation.visibility, translation.stage = "public", "stopped"
    translation.save_revision().publish()
    page = CaseStudyPage.objects.get(pk=translation.pk)
    assert (page.visibility, page.stage) == ("members", "running")
    assert client.get(page.url).status_code == 302
    assert not public_cases().exists()


def test_a_revert_of_a_translation_opens_nothing(pair, client):
    case, translation = pair
    old = CaseStudyPage.objects.get(pk=translation.pk).live_revision
    CaseStudyPage.objects.get(pk=translation.pk).save_revision().publish()
    case.visibility = "members"
    case.save_revision().publish()
    old.refresh_from_db()
    old.publish()
    assert client.get(translation.url).status_code == 302
    assert not public_cases().exists()


def test_a_translation_does_not_bring_back_a_withdrawn_case(pair, client):
    case, translation = pair
    case.unpublish()
    page = CaseStudyPage.objects.get(pk=translation.pk)
    page.save_revision().publish()
    assert not CaseStudyPage.objects.live().exists()
    assert client.get(page.url).status_code == 410
    assert CaseIdentity.objects.get().withdrawn_at is not None


def test_the_stored_versions_of_a_translation_have_the_new_facts(pair):
    case, translation = pair
    case.stage = "stopped"
    case.save_revision().publish()
    page = CaseStudyPage.objects.get(pk=translation.pk)
    assert page.live_revision.content["stage"] == "stopped"


def test_visibility_follows_at_once(pair, client):
    case, translation = pair
    case.visibility = "members"
    case.save_revision().publish()
    assert client.get(translation.url).status_code == 302
    assert not public_cases().exists()


def test_withdrawal_follows(pair):
    case, translation = pair
    case.unpublish()
    translation = CaseStudyPage.objects.get(pk=translation.pk)
    assert not translation.live
    assert CaseIdentity.objects.get().withdrawn_at is not None


def test_deleting_the_original_withdraws_the_translation(pair):
    case, _translation = pair
    case.delete()
    assert not CaseStudyPage.objects.live().exists()


@pytest.mark.parametrize("others", [0, 120], ids=["singly", "in bulk"])
def test_an_import_cannot_open_what_is_for_members(tmp_path, others):
    CityFactory(slug="kupang")
    common = {"city": "kupang", "summary": "Words.", "provenance": "catalogued",
              "source_name": "Report"}  # fmt: skip
    rows = [
        {"key": "a", "language": "en", "title": "A", "visibility": "members"},
        {"key": "a", "language": "id", "title": "A id", "visibility": "public"},
    ]
    rows += [
        {
            "key": f"k{n}",
            "language": "en",
            "title": f"Case {n}",
            "visibility": "members",
        }
        for n in range(others)
    ]
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join(json.dumps(common | row) for row in rows))
    call_command("import_cases", str(file), publish=True)
    assert CaseStudyPage.objects.live().count() == len(rows)
    assert not public_cases().exists()
