"""Every change in the table of docs/search.md is visible in the next search."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.utils import timezone
from taggit.models import Tag
from wagtail.models import Page

from cases.models import CaseStudyPage, CityPage, Indicator, Sector
from cases.signals import cases_changed
from search.engine import SearchUnavailable, get_engine
from search.indexing import compare, drain, rebuild, reconcile
from search.models import Outbox
from search.query import Query
from tests.factories import CityFactory, make_case

pytestmark = pytest.mark.django_db


def found(text="", audience="public", **filters):
    query = Query(
        text=text,
        filters={name: (value,) for name, value in filters.items()},
        audience=audience,
    )
    return {hit.id for hit in get_engine().search(query).hits}


@pytest.fixture
def case(committed):
    with committed():
        return make_case(title="Lumbung kertas", tags=["compost"])


def test_a_published_case_is_found(case):
    assert found("lumbung") == {case.identity.public_id}


def test_a_draft_is_not_found(committed):
    with committed():
        make_case(title="Hidden draft", publish=False)
    assert found("hidden") == set()


def test_a_new_version_replaces_the_old_one(case, committed):
    with committed():
        case.title = "Bank plastik"
        case.save_revision().publish()
    assert found("plastik")
    assert not found("lumbung")


def test_an_edit_that_is_not_published_changes_nothing(case, committed):
    with committed():
        case.title = "Unseen words"
        case.save_revision()
    assert not found("unseen")


def test_an_unpublished_case_is_gone(case, committed):
    with committed():
        case.unpublish()
    assert found() == set()


def test_a_deleted_case_is_gone(case, committed):
    with committed():
        case.delete()
    assert found() == set()


def test_a_case_deleted_with_a_queryset_is_gone(case, committed):
    with committed():
        CaseStudyPage.objects.filter(pk=case.pk).delete()
    assert found() == set()


def test_the_expiry_of_a_case_that_saves_the_base_class_is_seen(case, committed):
    with committed():
        page = Page.objects.get(pk=case.pk)
        page.live = False
        page.save()
    assert found() == set()


def test_a_case_that_is_only_scheduled_is_not_found(committed):
    with committed():
        case = make_case(title="Tomorrow", publish=False)
        case.go_live_at = timezone.now() + datetime.timedelta(days=1)
        case.save_revision().publish()
    assert not found("tomorrow")


def test_a_case_moved_to_another_city_is_found_there(case, committed):
    other = CityFactory(slug="surabaya")
    with committed():
        case.move(CityPage.objects.get(city=other, locale=case.locale), "last-child")
    assert found(city="surabaya") == {case.identity.public_id}


def test_a_new_name_of_a_city_is_found(case, committed):
    with committed():
        case.city.names = {"en": "Newtown"}
        case.city.save()
    assert found("newtown")


def test_an_archived_city_takes_its_cases_along(case, committed):
    with committed():
        case.city.archived = True
        case.city.save()
    assert found() == set()


def test_a_new_name_of_a_country_is_found(case, committed):
    with committed():
        case.city.country.names = {"en": "Nusantara"}
        case.city.country.save()
    assert found("nusantara")


def test_a_new_name_of_a_term_is_found(case, committed):
    with committed():
        case.sector.names = {"en": "Rubbish matters"}
        case.sector.save()
    assert found("rubbish")


def test_a_deleted_term_of_a_list_is_gone(committed):
    extra = Sector.objects.create(code="extra", names={"en": "Extra"})
    with committed():
        case = make_case(other_sectors=[extra])
    assert found(sector="extra") == {case.identity.public_id}
    with committed():
        extra.delete()
    assert found(sector="extra") == set()


def test_a_renamed_tag_is_found_under_its_new_name(case, committed):
    with committed():
        tag = Tag.objects.get(name="compost")
        tag.name = "humus"
        tag.save()
    assert found(tag="humus")
    assert not found(tag="compost")


def test_a_deleted_tag_is_gone(case, committed):
    with committed():
        Tag.objects.get(name="compost").delete()
    assert not found(tag="compost")


def test_a_case_for_members_is_found_by_members_only(committed):
    with committed():
        case = make_case(title="Inside story", visibility="members")
    assert not found("inside")
    assert found("inside", audience="members") == {case.identity.public_id}


def test_an_embargo_ends_with_the_nightly_reconcile(committed):
    with committed():
        make_case(
            title="Later",
            visibility="embargo",
            embargo_until=timezone.localdate() + datetime.timedelta(days=2),
        )
    assert not found("later")
    with time_machine.travel(timezone.now() + datetime.timedelta(days=3)):
        reconcile()
        assert found("later")


def test_a_bulk_write_tells_by_the_signal(case, committed):
    CaseStudyPage.objects.filter(pk=case.pk).update(title="Rewritten at once")
    with committed():
        cases_changed.send(None, public_ids=[case.identity.public_id])
    assert found("rewritten")


@pytest.mark.parametrize(
    "silent_change",
    [
        lambda case: CaseStudyPage.objects.filter(pk=case.pk).update(title="Silent"),
        lambda case: CaseStudyPage.objects.filter(pk=case.pk).update(live=False),
        lambda case: Indicator.objects.bulk_create(
            [Indicator(case=case, name="Tonnes of paper")]
        ),
    ],
    ids=["title", "live", "rows"],
)
def test_reconcile_finds_what_no_signal_told(case, silent_change):
    silent_change(case)
    assert len(compare()) == 1
    assert len(reconcile()) == 1
    assert len(compare()) == 0


def test_reconcile_removes_what_the_database_does_not_know(case):
    CaseStudyPage.objects.filter(pk=case.pk).update(live=False)
    assert reconcile().surplus == {case.identity.public_id}
    assert found() == set()


def test_both_languages_of_a_case_are_one_entry(case, committed):
    indonesian = CityPage.objects.get(city=case.city, locale__language_code="id")
    with committed():
        translation = case.copy_for_translation(indonesian.locale)
        translation.title = "Tabungan barang bekas"
        translation.save_revision().publish()
    assert found("tabungan") == found("lumbung") == {case.identity.public_id}
    assert found(language="id") == {case.identity.public_id}


def test_a_rollback_leaves_no_row_and_no_change(case):
    before = Outbox.objects.count()
    with pytest.raises(ZeroDivisionError):
        _change_and_fail(case)
    assert Outbox.objects.count() == before


def _change_and_fail(case):
    from django.db import transaction

    with transaction.atomic():
        case.title = "Never"
        case.save()
        raise ZeroDivisionError


def test_publishing_goes_on_while_the_index_is_broken(case, committed, monkeypatch):
    def broken(*args, **kwargs):
        raise SearchUnavailable("disk full")

    with monkeypatch.context() as patch, committed():
        patch.setattr("search.engines.embedded.EmbeddedEngine.write", broken)
        make_case(title="Meanwhile")
    assert Outbox.objects.exists()
    assert drain()
    assert found("meanwhile")
    assert not Outbox.objects.exists()


def test_a_rebuild_has_the_same_cases(case):
    assert rebuild() == 1
    assert found("lumbung") == {case.identity.public_id}
    assert len(compare()) == 0
