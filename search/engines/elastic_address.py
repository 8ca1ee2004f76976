"""Where a search server is, read from `SEARCH_URL`.

    elasticsearch://host:9200/hub
    opensearch+https://user:password@host/path/hub?ca_certs=/etc/ssl/own-ca.pem

The last part of the path begins the names of all its indexes; what stands before is
the path of the server itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, unquote

ELASTICSEARCH, OPENSEARCH = "elasticsearch", "opensearch"
SCHEMES = {
    f"{product}{secure}": (product, bool(secure))
    for product in (ELASTICSEARCH, OPENSEARCH)
    for secure in ("", "+https")
}
_DEFAULT_PORT = 9200
_DEFAULT_PREFIX = "hub"
# Stricter than the servers are; leaves them room for what is put behind it.
_PREFIX = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")
_OPTIONS = {"ca_certs", "verify_certs"}
_BOOLEANS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Address:
    product: str
    host: str
    secure: bool = False
    port: int = _DEFAULT_PORT
    path: str = ""
    prefix: str = _DEFAULT_PREFIX
    user: str = ""
    password: str = field(default="", repr=False)
    ca_certs: str | None = None
    verify_certs: bool = True

    @property
    def url(self) -> str:
        """Of the server, without credentials."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        scheme = "https" if self.secure else "http"
        return f"{scheme}://{host}:{self.port}{self.path}"

    @classmethod
    def parse(cls, parts: SplitResult) -> Address:
        """Raises ValueError, which says what is wrong and holds no password."""
        if parts.scheme not in SCHEMES:
            raise ValueError(f"SEARCH_URL can't begin with {parts.scheme}.")
        product, secure = SCHEMES[parts.scheme]
        try:
            port = _DEFAULT_PORT if parts.port is None else parts.port
        except ValueError:
            raise ValueError("SEARCH_URL has no valid port.") from None
        if not parts.hostname:
            raise ValueError("SEARCH_URL names no host.")
        path, _, prefix = parts.path.rstrip("/").rpartition("/")
        prefix = prefix or _DEFAULT_PREFIX
        if not _PREFIX.fullmatch(prefix):
            raise ValueError(
                "The name of the index in SEARCH_URL may have small letters, digits, "
                "hyphens and underscores."
            )
        return cls(
            product, parts.hostname, secure, port, path, prefix,
            unquote(parts.username or ""), unquote(parts.password or ""),
            **_options(parts.query, secure),
        )  # fmt: skip


def _options(query: str, secure: bool) -> dict[str, str | bool]:
    given = dict(parse_qsl(query, keep_blank_values=True))
    if unknown := given.keys() - _OPTIONS:
        raise ValueError(f"SEARCH_URL has unknown options: {', '.join(unknown)}.")
    if given and not secure:
        raise ValueError("Options about certificates in SEARCH_URL need +https.")
    options: dict[str, str | bool] = {**given}
    if "verify_certs" in given:
        if given["verify_certs"] not in _BOOLEANS:
            raise ValueError("verify_certs in SEARCH_URL is true or false.")
        options["verify_certs"] = _BOOLEANS[given["verify_certs"]]
    return options
