from __future__ import annotations

import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.core.management.base import OutputWrapper

from cases.models import CaseStudyPage
from search import indexing
from search.engine import Problem, SearchUnavailable, get_engine
from search.models import Outbox
from search.query import Query
from tests.factories import make_case

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = StringIO()
    call_command(*arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def total():
    return get_engine().search(Query()).total


def test_search_sync_does_what_waits():
    make_case()
    assert total() == 0
    assert "waiting changes done" in run("search_sync")
    assert total() == 1
    assert not Outbox.objects.exists()


def test_search_sync_reconcile_repairs_what_nobody_noted():
    make_case()
    run("search_sync")
    CaseStudyPage.objects.update(live=False)
    assert "1 surplus" in run("search_sync", "--reconcile")
    assert total() == 0


def test_rebuild_search_repairs_a_deleted_index(settings):
    make_case()
    run("search_sync")
    index = Path(settings.SEARCH_URL.removeprefix("tantivy://"))
    shutil.rmtree(next(index.glob("g0*")))
    with pytest.raises(SearchUnavailable):
        total()
    assert "search.W002" in {message.id for message in run_checks()}
    assert "1 cases" in run("rebuild_search")
    assert total() == 1


def test_check_search_is_content_where_all_agrees():
    make_case()
    run("search_sync")
    assert run("check_search").splitlines() == [
        "missing: 0", "stale: 0", "surplus: 0", "Database and index agree.",
    ]  # fmt: skip


def test_check_search_names_what_differs_and_fails():
    gone, changed = make_case(title="Gone"), make_case(title="Changed")
    run("search_sync")
    added = make_case(title="Added")
    Outbox.objects.all().delete()
    CaseStudyPage.objects.filter(pk=gone.pk).update(live=False)
    CaseStudyPage.objects.filter(pk=changed.pk).update(title="Changed since")
    out = StringIO()
    with pytest.raises(CommandError, match="3 differences"):
        call_command("check_search", stdout=out, stderr=StringIO())
    assert out.getvalue().splitlines() == [
        f"missing: 1 ({added.identity.public_id})",
        f"stale: 1 ({changed.identity.public_id})",
        f"surplus: 1 ({gone.identity.public_id})",
    ]


def test_check_search_says_what_only_waits():
    make_case()
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("check_search", stdout=out, stderr=StringIO())
    assert "wait for manage.py search_sync" in out.getvalue()


def test_check_search_repairs_and_looks_again():
    make_case(title="Gone")
    run("search_sync")
    CaseStudyPage.objects.update(live=False)
    Outbox.objects.all().delete()
    told = run("check_search", "--repair")
    assert "surplus: 1" in told
    assert "1 repaired." in told
    assert "agree" in told
    assert "agree" in run("check_search")


def test_check_search_leaves_an_index_of_another_version_to_a_rebuild(monkeypatch):
    make_case()
    run("search_sync")
    stale = (Problem("stale", "The search index is of another version."),)
    monkeypatch.setattr(type(get_engine()), "check", lambda self: stale)
    with pytest.raises(CommandError, match="rebuild_search"):
        run("check_search", "--repair")


@pytest.mark.parametrize(
    "command", [("search_sync",), ("rebuild_search",), ("check_search",)]
)
def test_a_search_that_is_down_is_told_in_one_sentence(command, monkeypatch):
    def down(*args, **kwargs):
        raise SearchUnavailable("The search server did not answer.")

    make_case()
    engine = type(get_engine())
    for method in ("turn", "rebuild", "fingerprints"):
        monkeypatch.setattr(engine, method, down)
    with pytest.raises(CommandError, match="did not answer"):
        run(*command)
    assert Outbox.objects.exists()


def test_a_terminal_sees_how_far_a_command_is(monkeypatch, capsys):
    make_case()
    monkeypatch.setattr(OutputWrapper, "isatty", lambda self: True)
    run("rebuild_search")
    assert "1/1" in capsys.readouterr().err


def test_an_address_without_engine_is_named_at_start(settings):
    settings.SEARCH_URL = "solr://localhost/"
    assert "search.W001" in {message.id for message in run_checks()}


def test_what_changes_while_a_check_reads_is_no_difference(monkeypatch):
    case = make_case(title="Before")
    run("search_sync")
    read = indexing.all_documents

    def read_and_publish():
        yield from list(read())
        case.title = "After"
        case.save_revision().publish()
        indexing.drain()

    monkeypatch.setattr(indexing, "all_documents", read_and_publish)
    assert not indexing.compare()
