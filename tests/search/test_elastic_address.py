from __future__ import annotations

import sys
from urllib.parse import urlsplit

import pytest

from search.engine import engine_for
from search.engines.elastic_address import Address


def parse(url):
    return Address.parse(urlsplit(url))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("elasticsearch://es", Address("elasticsearch", "es")),
        (
            "opensearch+https://anna:p%40ss@os.example.org:443/behind/city",
            Address(
                "opensearch", "os.example.org", True, 443, "/behind", "city",
                "anna", "p@ss",
            ),
        ),
        ("opensearch://[::1]:9201/", Address("opensearch", "::1", port=9201)),
        (
            "elasticsearch+https://es/hub?ca_certs=/etc/ca.pem&verify_certs=false",
            Address(
                "elasticsearch", "es", True, ca_certs="/etc/ca.pem",
                verify_certs=False,
            ),
        ),
    ],
)  # fmt: skip
def test_an_address_is_read(url, expected):
    assert parse(url) == expected


def test_the_url_of_a_server_has_its_path_and_no_password():
    address = parse("opensearch+https://anna:secret@[::1]:443/behind/city")
    assert address.url == "https://[::1]:443/behind"
    assert "secret" not in repr(address)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("opensearch+tls://os", "can't begin"),
        ("opensearch:///hub", "no host"),
        ("opensearch://os:70000", "port"),
        ("opensearch://os/Hub", "small letters"),
        ("opensearch://os/a*", "small letters"),
        ("opensearch+https://os/?cacert=x", "unknown options: cacert"),
        ("opensearch+https://os/?verify_certs=no", "true or false"),
        ("opensearch://os/?verify_certs=false", "https"),
    ],
)
def test_what_is_wrong_with_an_address_is_said(url, message):
    with pytest.raises(ValueError, match=message):
        engine_for(url)


@pytest.mark.parametrize(
    ("product", "module"),
    [
        ("opensearch", "opensearchpy"),
        ("opensearch", "elasticsearch.dsl"),
        ("elasticsearch", "elasticsearch.dsl"),
    ],
)
def test_a_missing_library_is_named_with_its_extra(monkeypatch, product, module):
    for name in [name for name in sys.modules if name.startswith("search.engines.el")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ValueError, match=f"extra {product}: {module}"):
        engine_for(f"{product}://no-library/hub")
