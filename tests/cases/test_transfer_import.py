from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Revision

from cases.models import CaseAddress, CaseIdentity, CaseStudyPage, HubImage
from tests.cases.transfer_rows import (
    full,
    import_rows,
    snapshot,
    write_lines,
    write_media,
)
from tests.factories import CityFactory, make_case

pytestmark = pytest.mark.django_db


def case(**lookup) -> CaseStudyPage:
    return CaseStudyPage.objects.get(**lookup)


def test_a_row_becomes_a_published_case_of_its_city(tmp_path):
    report = import_rows(tmp_path, snapshot())
    page = case(title="Case a-1")
    assert report.counts == {"created": 1}
    assert page.live
    assert page.city.slug == "kupang"
    assert page.identity.source_key == "a-1"
    assert CaseAddress.objects.get(path="kupang/case-a-1").identity == page.identity


def test_without_publish_a_row_becomes_a_draft(tmp_path):
    import_rows(tmp_path, snapshot(summary=""), publish=False)
    page = case(title="Case a-1")
    assert not page.live
    assert page.has_unpublished_changes


def test_the_same_file_twice_changes_nothing(tmp_path):
    write_media(tmp_path)
    rows = [full(), snapshot()]
    import_rows(tmp_path, *rows)
    before = Revision.objects.count()
    report = import_rows(tmp_path, *rows)
    assert report.counts == {"unchanged": 2}
    assert Revision.objects.count() == before


def test_the_same_drafts_twice_change_nothing(tmp_path):
    import_rows(tmp_path, snapshot(), publish=False)
    report = import_rows(tmp_path, snapshot(), publish=False)
    assert report.counts == {"unchanged": 1}


def test_a_changed_row_gets_a_new_published_revision(tmp_path):
    import_rows(tmp_path, snapshot())
    report = import_rows(tmp_path, snapshot(title="Another title"))
    page = case(title="Another title")
    assert report.counts == {"changed": 1}
    assert page.slug == "case-a-1"
    assert page.revisions.count() == 2


def test_a_changed_row_without_publish_leaves_the_published_text(tmp_path):
    import_rows(tmp_path, snapshot())
    report = import_rows(tmp_path, snapshot(title="Draft title"), publish=False)
    page = case(title="Case a-1")
    assert report.counts == {"changed": 1}
    assert page.latest_revision.as_object().title == "Draft title"


def test_rows_with_one_key_are_versions_of_one_case(tmp_path):
    import_rows(
        tmp_path,
        snapshot(language="id", title="Bank sampah"),
        snapshot(language="en", title="Waste bank"),
    )
    original, translation = case(title="Bank sampah"), case(title="Waste bank")
    assert original.translation_key == translation.translation_key
    assert original.identity.original_language == "id"
    assert CaseIdentity.objects.count() == 1


def test_a_translation_takes_the_facts_of_its_original(tmp_path):
    rows = [
        snapshot(language="id", stage="running", partners=[{"name": "Universitas"}]),
        snapshot(stage="pilot", partners=[{"name": "University"}]),
    ]
    import_rows(tmp_path, *rows)
    original = case(locale__language_code="id")
    translation = case(locale__language_code="en")
    assert translation.stage == "running"
    assert translation.partners.get().name == "University"
    assert translation.partners.get().key == original.partners.get().key
    assert import_rows(tmp_path, *rows).counts == {"unchanged": 2}


def test_a_key_that_is_a_public_identifier_means_that_case(tmp_path):
    page = make_case(city=CityFactory(slug="kupang"), title="By hand")
    key = page.identity.public_id
    report = import_rows(tmp_path, snapshot(key, title="By file"))
    page.refresh_from_db()
    assert report.counts == {"changed": 1}
    assert page.title == "By file"


def test_with_any_bad_row_nothing_is_written(tmp_path):
    report = import_rows(tmp_path, snapshot("good"), snapshot("bad", sector="wast"))
    assert [str(problem) for problem in report.problems] == [
        "row 2, sector: Unknown term: wast."
    ]
    assert not CaseStudyPage.objects.exists()


def test_a_dry_run_writes_nothing(tmp_path):
    report = import_rows(tmp_path, snapshot(), dry_run=True)
    assert report.rows == 1
    assert not report.written
    assert not CaseStudyPage.objects.exists()


def test_publication_needs_the_answers_that_the_editor_asks_for(tmp_path):
    report = import_rows(tmp_path, snapshot(provenance="city"))
    columns = {problem.column for problem in report.problems}
    assert {"lead_organisation", "contact_email", "consent_city"} <= columns


def test_a_key_may_come_once_for_each_language(tmp_path):
    report = import_rows(tmp_path, snapshot(), snapshot())
    assert [str(problem) for problem in report.problems] == [
        "row 2, key: Row 1 has this key and language already."
    ]


def test_a_case_does_not_change_its_city(tmp_path):
    import_rows(tmp_path, snapshot())
    CityFactory(slug="surabaya")
    report = import_rows(tmp_path, snapshot(city="surabaya"))
    assert report.problems[0].column == "city"


def test_two_cases_of_a_city_do_not_share_an_address(tmp_path):
    rows = [snapshot("a", slug="bank"), snapshot("b", slug="bank")]
    report = import_rows(tmp_path, *rows)
    assert [(p.row, p.column) for p in report.problems] == [(2, "slug")]


def test_equal_titles_get_different_addresses(tmp_path):
    import_rows(tmp_path, snapshot("a", title="Same"), snapshot("b", title="Same"))
    slugs = set(CaseStudyPage.objects.values_list("slug", flat=True))
    assert slugs == {"same", "same-2"}


def test_pictures_are_stored_once_in_the_collection_of_the_city(tmp_path):
    write_media(tmp_path)
    rows = [snapshot(str(n), cover="cover.png", cover_alt="A sea") for n in range(2)]
    import_rows(tmp_path, *rows, credit="Ana", licence="cc0-1.0")
    image = HubImage.objects.get()
    page = case(title="Case 1")
    assert (image.alt_text, image.credit, image.licence) == ("A sea", "Ana", "cc0-1.0")
    assert image.collection == page.city.collection
    assert page.cover == image


@pytest.mark.parametrize("name", ["nothing.png", "../cover.png", "/etc/hostname"])
def test_only_files_of_the_media_folder_are_taken(tmp_path, name):
    inner = tmp_path / "inner"
    inner.mkdir()
    write_media(tmp_path)
    report = import_rows(inner, snapshot(cover=name))
    assert [problem.column for problem in report.problems] == ["cover"]


def test_a_picture_that_is_none_is_refused(tmp_path):
    (tmp_path / "cover.png").write_text("<html>", encoding="utf-8")
    report = import_rows(tmp_path, snapshot(cover="cover.png"))
    assert [problem.column for problem in report.problems] == ["cover"]


def test_a_withdrawn_case_comes_back_under_its_identity(tmp_path):
    import_rows(tmp_path, snapshot())
    public_id = case().identity.public_id
    case().delete()
    import_rows(tmp_path, snapshot())
    assert case().identity.public_id == public_id
    assert case().identity.withdrawn_at is None


def test_skipped_rows_are_saved_with_their_errors_and_can_be_imported(tmp_path):
    CityFactory(slug="kupang")
    source = write_lines(
        tmp_path / "cases.jsonl", snapshot("a"), snapshot("b", end="x")
    )
    rejects = tmp_path / "rejects.jsonl"
    out = StringIO()
    call_command(
        "import_cases", source, skip_bad_rows=True, rejects=rejects, stdout=out,
        stderr=out,
    )  # fmt: skip
    rejected = json.loads(rejects.read_text(encoding="utf-8"))
    assert CaseStudyPage.objects.count() == 1
    assert rejected["_row"] == 2
    assert rejected["_errors"].startswith("end: ")
    write_lines(rejects, rejected | {"end": ""})
    call_command("import_cases", rejects, stdout=out)
    assert CaseStudyPage.objects.count() == 2


def test_the_command_lists_problems_and_fails(tmp_path):
    CityFactory(slug="kupang")
    source = write_lines(tmp_path / "cases.jsonl", snapshot(colour="red"))
    errors = StringIO()
    with pytest.raises(CommandError, match="Nothing was written"):
        call_command("import_cases", source, stdout=StringIO(), stderr=errors)
    assert errors.getvalue() == "row 1, colour: There is no such column.\n"


def test_the_result_is_found_by_the_search(tmp_path, committed, client):
    from search.indexing import compare

    with committed():
        import_rows(tmp_path, *(snapshot(str(number)) for number in range(101)))
    assert len(compare()) == 0


def test_a_translation_does_not_come_without_its_original(tmp_path):
    report = import_rows(
        tmp_path,
        snapshot(language="id", sector="wast"),
        snapshot(language="en"),
        skip_bad_rows=True,
    )
    assert [(p.row, p.column) for p in report.problems] == [(1, "sector"), (2, "key")]
    assert not CaseStudyPage.objects.exists()
