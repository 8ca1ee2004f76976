from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from search.engine import engine_for
from tests.search.servers import DISTRIBUTIONS, Server, running

SERVERS = [
    pytest.param(
        name, marks=[pytest.mark.engines, pytest.mark.allow_hosts(["127.0.0.1"])]
    )
    for name in DISTRIBUTIONS
]
EMBEDDED = pytest.param("embedded", marks=pytest.mark.contract)


@pytest.fixture(scope="session")
def search_servers():
    """Gives the running server of a name, started for the first test that asks."""
    started: dict[str, Server] = {}
    with ExitStack() as stack:

        def server(name: str) -> Server:
            if name not in started:
                started[name] = stack.enter_context(running(name))
            return started[name]

        yield server


@pytest.fixture(params=[EMBEDDED, *SERVERS])
def search_url(request, search_servers, tmp_path):
    """The address of an index of its own on each engine."""
    if request.param == "embedded":
        yield f"tantivy://{tmp_path / 'contract'}"
    else:
        yield from own_index(search_servers(request.param))


@pytest.fixture(params=SERVERS)
def search_server(request, search_servers):
    """A real server, which a test may stop if it starts it again."""
    return search_servers(request.param)


@pytest.fixture
def server_url(search_server):
    """The address of an index of its own on it."""
    yield from own_index(search_server)


def own_index(server: Server) -> Iterator[str]:
    url = server.url(f"t-{uuid.uuid4().hex[:12]}")
    yield url
    engine = engine_for(url)
    names = engine.server.request("GET", f"/{engine.alias}*/_alias", seconds=10)
    for name in names:
        engine.server.request("DELETE", f"/{name}", seconds=30)
    engine.server.close()


@pytest.fixture
def engine(search_url):
    engine = engine_for(search_url)
    yield engine
    engine.close()
