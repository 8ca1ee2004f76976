"""The official client of each product behind one method, and what can go wrong.

elasticsearch-py refuses servers that are not Elasticsearch; opensearch-py is for those.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from urllib3 import Timeout

from search.engine import SearchUnavailable
from search.engines.elastic_address import ELASTICSEARCH, Address

# Kept open: more threads than that of one process wait for nothing, but connect anew.
_CONNECTIONS = 10


class Refused(SearchUnavailable):
    """The server answered, but not with what was asked for."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"The search server answered {status}: {reason}")
        self.status = status


class Silent(SearchUnavailable):
    """No answer, or none that can be read."""


class Client(Protocol):
    def close(self) -> None: ...

    def request(
        self,
        method: str,
        path: str,
        body: bytes | None,
        params: Mapping[str, str | int],
        timeout: Timeout,
    ) -> dict[str, Any]:
        """Raises `Refused` or `Silent`."""


def client_for(address: Address) -> Client:
    elastic = address.product == ELASTICSEARCH
    return (_ElasticsearchClient if elastic else _OpenSearchClient)(address)


def _content_type(body: bytes | None) -> str:
    return (
        "application/x-ndjson" if body and body.endswith(b"\n") else "application/json"
    )


class _ElasticsearchClient:
    def __init__(self, address: Address) -> None:
        import elasticsearch

        self._errors = elasticsearch
        options: dict[str, Any] = {}
        if address.secure:
            options["verify_certs"] = address.verify_certs
            if address.ca_certs:
                options["ca_certs"] = address.ca_certs
            if not address.verify_certs:
                options["ssl_show_warn"] = False
        if address.user:
            options["basic_auth"] = (address.user, address.password)
        self._client = elasticsearch.Elasticsearch(
            address.url, max_retries=0, retry_on_timeout=False,
            connections_per_node=_CONNECTIONS, **options,
        )  # fmt: skip

    def close(self) -> None:
        self._client.close()

    def request(
        self,
        method: str,
        path: str,
        body: bytes | None,
        params: Mapping[str, str | int],
        timeout: Timeout,
    ) -> dict[str, Any]:
        headers = {"accept": "application/json"}
        if body is not None:
            headers["content-type"] = _content_type(body)
        client = self._client.options(request_timeout=timeout)
        try:
            answer = client.perform_request(
                method, path, params=params, headers=headers, body=body
            )
        except self._errors.ApiError as error:
            raise Refused(error.meta.status, str(error)) from error
        except self._errors.TransportError as error:
            raise Silent(f"The search server failed: {error}") from error
        return answer.body


class _OpenSearchClient:
    def __init__(self, address: Address) -> None:
        import opensearchpy

        self._errors = opensearchpy.exceptions
        options: dict[str, Any] = {}
        if address.secure:
            options["verify_certs"] = address.verify_certs
            options["ssl_show_warn"] = address.verify_certs
            if address.ca_certs:
                options["ca_certs"] = address.ca_certs
        if address.user:
            options["http_auth"] = (address.user, address.password)
        self._client = opensearchpy.OpenSearch(
            address.url, max_retries=0, retry_on_timeout=False,
            pool_maxsize=_CONNECTIONS, **options,
        )  # fmt: skip

    def close(self) -> None:
        self._client.close()

    def request(
        self,
        method: str,
        path: str,
        body: bytes | None,
        params: Mapping[str, str | int],
        timeout: Timeout,
    ) -> dict[str, Any]:
        headers = {"content-type": _content_type(body)}
        try:
            return self._client.transport.perform_request(
                method, path, params=dict(params), headers=headers, body=body,
                timeout=timeout,
            )  # fmt: skip
        except self._errors.TransportError as error:
            if isinstance(error.status_code, int):
                raise Refused(error.status_code, str(error)) from error
            raise Silent(f"The search server failed: {error}") from error
        except self._errors.SerializationError as error:
            raise Silent(f"The search server's answer is damaged: {error}") from error
