"""Hands the calls of services that ministack lacks to moto, so that there is one endpoint for all."""

import asyncio
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import urllib3

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

#: Signing names, as they stand in a request's credential scope.
FORWARDED_SERVICES = frozenset({"redshift", "quicksight"})

# The pool must allow as many calls at once as there are worker threads, or calls wait for each other.
_pool = urllib3.PoolManager(maxsize=32, retries=False)
_CREDENTIAL = re.compile(r"Credential=[^/]+/\d{8}/[^/]+/([^/]+)/aws4_request")
# They describe one connection, not the answer; the server sets its own.
_CONNECTION_HEADERS = frozenset({"connection", "transfer-encoding", "keep-alive", "date", "server", "content-encoding"})


def signing_service(scope: Scope) -> str | None:
    """The service that a signed request is for, or None when it is not signed by a header."""
    for name, value in scope.get("headers", []):
        if name.lower() == b"authorization":
            match = _CREDENTIAL.search(value.decode("latin-1"))
            return match.group(1) if match else None
    return None


async def _read_body(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


async def _forward(base_url: str, scope: Scope, receive: Receive, send: Send) -> None:
    body = await _read_body(receive)
    query = scope.get("query_string", b"").decode("latin-1")
    raw_path = scope.get("raw_path") or scope["path"].encode()
    url = f"{base_url}{raw_path.decode('latin-1')}{'?' + query if query else ''}"
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    answer = await asyncio.to_thread(_pool.request, scope["method"], url, body=body, headers=headers)
    answer_headers = [
        (name.lower().encode("latin-1"), value.encode("latin-1"))
        for name, value in answer.headers.items()
        if name.lower() not in _CONNECTION_HEADERS
    ]
    await send({"type": "http.response.start", "status": answer.status, "headers": answer_headers})
    await send({"type": "http.response.body", "body": answer.data})


def with_forwarding(application: Application, moto_url: str) -> Application:
    """The application, less the calls that go to moto."""

    async def route(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and signing_service(scope) in FORWARDED_SERVICES:
            await _forward(moto_url, scope, receive, send)
        else:
            await application(scope, receive, send)

    return route
