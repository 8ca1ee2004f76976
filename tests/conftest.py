from __future__ import annotations

import pytest
from django.core.cache import cache
from django.utils import translation

from search.indexing import drain


@pytest.fixture(autouse=True)
def own_index_and_cache(settings, tmp_path):
    """Each test has a search index, uploads and a cache of its own."""
    settings.SEARCH_URL = f"tantivy://{tmp_path / 'index'}"
    settings.MEDIA_ROOT = str(tmp_path / "media")
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def english():
    """A request leaves its language active; the next test must not inherit it."""
    with translation.override("en"):
        yield


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """`with committed():` runs what waits for the commit, such as the indexing."""

    def block():
        return django_capture_on_commit_callbacks(execute=True)

    return block


@pytest.fixture
def indexed(db):
    """Call it to bring the index up to what the test has written so far."""
    return drain
