from __future__ import annotations

import pytest
from django.db import transaction
from django.urls import reverse
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision

from cases.models import CaseAddress, CaseIdentity, CaseStudyPage
from cases.records import record_of, with_details
from cases.signals import cases_changed
from cases.transfer.bulk import write_in_bulk
from cases.transfer.importing import Import, Options
from cases.transfer.pages import PageMaker
from cases.transfer.planning import comparable, plan
from cases.transfer.writing import write_one_by_one
from members.models import User
from tests.cases.transfer_rows import full, snapshot, write_lines, write_media
from tests.factories import CityFactory

pytestmark = pytest.mark.django_db

# Differ between two cases that are otherwise the same.
OF_THE_ROW = {
    "pk", "id", "case", "key", "content_object", "path", "url_path", "slug", "title",
    "draft_title", "translation_key", "page_ptr", "latest_revision", "live_revision",
    "latest_revision_created_at", "first_published_at", "last_published_at",
}  # fmt: skip
IGNORED_COLUMNS = {*OF_THE_ROW, "object_id", "page_ptr_id"}


def write(folder, way, *rows, publish=True):
    CityFactory(slug="kupang")
    write_media(folder)
    path = write_lines(folder / "cases.jsonl", *rows)
    work = Import(path, Options(publish=publish))
    checked = [(row.number, record) for row, record in work._rows() if record]
    assert len(checked) == len(rows)
    items = plan(checked, {}, work.media, publish=publish)
    items = [item for item in items if item.change != "unchanged"]
    with transaction.atomic():
        way(items, PageMaker(work.media), publish=publish)


def content_of(revision: Revision):
    def without(value):
        if isinstance(value, dict):
            return {k: without(v) for k, v in value.items() if k not in OF_THE_ROW}
        if isinstance(value, list):
            return [without(item) for item in value]
        return value

    content = without(revision.content)
    for name, value in content.items():
        if isinstance(value, str) and value.startswith("["):
            content[name] = value.count('"type"')  # blocks have random ids
    # A page is saved as a draft first when an editor publishes it.
    for name in ("live", "has_unpublished_changes"):
        content.pop(name)
    return content


def state_of(page: CaseStudyPage) -> dict:
    """All that the database has of a page, as far as it can be the same."""
    columns = {
        field.name: getattr(page, field.attname)
        for field in CaseStudyPage._meta.concrete_fields
        if field.name not in OF_THE_ROW
    }
    columns = {
        name: len(value) if hasattr(value, "stream_block") else value
        for name, value in columns.items()
    }
    record = comparable(record_of(page, page.identity))
    for name in ("title", "slug"):
        record.pop(name)
    references = ReferenceIndex.objects.filter(object_id=str(page.pk))
    log = PageLogEntry.objects.filter(page=page).order_by("pk")
    return {
        "columns": columns,
        "record": record,
        "revisions": [
            content_of(revision) for revision in page.revisions.order_by("pk")
        ],
        "live is latest": page.live_revision_id == page.latest_revision_id,
        "references": sorted(references.values_list("to_object_id", "model_path")),
        "log": [(entry.action, bool(entry.revision_id)) for entry in log],
        "identity": (page.identity.city_id, page.identity.original_language),
        "published": bool(page.identity.first_published_at),
        "addresses": page.identity.addresses.count(),
        "parent": page.get_parent().pk,
    }


def page_with(title: str) -> CaseStudyPage:
    page = with_details(CaseStudyPage.objects.filter(title__startswith=title)).get()
    return page


@pytest.mark.parametrize("publish", [True, False])
def test_the_bulk_way_writes_what_publishing_writes(tmp_path, publish):
    one = full("one", title="One", slug="one")
    two = full("two", title="Two", slug="two")
    write(tmp_path, write_one_by_one, one, publish=publish)
    write(tmp_path, write_in_bulk, two, publish=publish)
    assert state_of(page_with("Two")) == state_of(page_with("One"))


@pytest.mark.parametrize("publish", [True, False])
def test_the_bulk_way_changes_what_publishing_changes(tmp_path, publish):
    for key, way in (("One", write_one_by_one), ("Two", write_in_bulk)):
        row = full(key, title=key, slug=key.lower())
        write(tmp_path, way, row)
        later = {
            "stage": "pilot",
            "partners": row["partners"][:1],
            "tags": ["new"],
            "sdgs": [5],
            "cover": "street.png",
        }
        write(tmp_path, way, row | later, publish=publish)
    assert state_of(page_with("Two")) == state_of(page_with("One"))


def test_the_tree_is_sound_and_searchable_in_the_admin(tmp_path, admin_client):
    rows = [snapshot(str(number)) for number in range(30)]
    write(tmp_path, write_in_bulk, *rows)
    write(tmp_path, write_in_bulk, *(snapshot(f"x{number}") for number in range(3)))
    parent = CaseStudyPage.objects.first().get_parent()
    assert Page.find_problems() == ([], [], [], [], [])
    assert parent.numchild == 33
    assert CaseStudyPage.objects.search("Case x2").get_queryset().count() >= 1


def test_a_page_written_in_bulk_can_be_edited(tmp_path, client):
    write(tmp_path, write_in_bulk, full())
    client.force_login(User.objects.create_superuser("admin@example.org", "secret"))
    page = CaseStudyPage.objects.get()
    response = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert response.status_code == 200
    page.save_revision().publish()
    assert Page.find_problems() == ([], [], [], [], [])


def test_versions_written_together_share_row_keys(tmp_path):
    write(tmp_path, write_in_bulk, full(language="id"), full(language="en"))
    original, translation = CaseStudyPage.objects.order_by("pk")
    assert original.translation_key == translation.translation_key
    for name in ("partners", "funding", "indicators", "gallery", "documents"):
        keys = [row.key for row in getattr(original, name).all()]
        assert [row.key for row in getattr(translation, name).all()] == keys


def test_a_translation_follows_its_original_that_changes_in_bulk(tmp_path):
    write(tmp_path, write_in_bulk, full(language="id"), full(language="en"))
    write(tmp_path, write_in_bulk, full(language="id", stage="stopped"))
    stages = CaseStudyPage.objects.values_list("stage", flat=True)
    assert set(stages) == {"stopped"}


def test_a_new_address_is_remembered_beside_the_old_one(tmp_path):
    write(tmp_path, write_in_bulk, snapshot(slug="old"))
    write(tmp_path, write_in_bulk, snapshot(slug="new"))
    assert CaseStudyPage.objects.get().url_path.endswith("/kupang/new/")
    paths = set(CaseAddress.objects.values_list("path", flat=True))
    assert paths == {"kupang/old", "kupang/new"}


def test_others_are_told_once_for_all_cases(tmp_path):
    told = []

    def receiver(public_ids, **kwargs):
        told.append(public_ids)

    cases_changed.connect(receiver)
    try:
        write(tmp_path, write_in_bulk, snapshot("a"), snapshot("b"))
    finally:
        cases_changed.disconnect(receiver)
    ids = sorted(CaseIdentity.objects.values_list("public_id", flat=True))
    assert told == [ids]


def test_a_failure_leaves_nothing_of_the_chunk(tmp_path, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("disk full")

    monkeypatch.setattr("cases.transfer.bulk._write_references", fail)
    with pytest.raises(RuntimeError, match="disk full"):
        write(tmp_path, write_in_bulk, snapshot())
    assert not CaseStudyPage.objects.exists()
    assert not CaseIdentity.objects.exists()
