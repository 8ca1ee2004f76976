from __future__ import annotations

import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.core.management import call_command

from cases.models import CaseStudyPage
from search.engine import SearchUnavailable, get_engine
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


def test_an_address_without_engine_is_named_at_start(settings):
    settings.SEARCH_URL = "solr://localhost/"
    assert "search.W001" in {message.id for message in run_checks()}
