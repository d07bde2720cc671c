"""Trino's statement protocol, as far as Athena needs it: https://trino.io/docs/476/develop/client-protocol.html

Our own client rather than Trino's, because values must stay exactly as Trino wrote them: Athena returns text, and a
number that passed through a float may differ.
"""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import urllib3

from emulator.athena.errors import QueryCancelledError, QueryFailedError

_HTTP = urllib3.PoolManager(
    maxsize=32, retries=urllib3.Retry(3, status_forcelist=[502, 503, 504], allowed_methods=None)
)
_START_WAIT_SECONDS = 180
_CATEGORIES = {"USER_ERROR": 2, "INTERNAL_ERROR": 1, "INSUFFICIENT_RESOURCES": 1}


class NumberText(str):
    """A JSON number exactly as written."""


@dataclass(frozen=True)
class EngineColumn:
    name: str
    #: As Trino prints it, e.g. `decimal(12,2)` or `array(varchar)`.
    type: str
    #: The parsed form: `rawType` and `arguments`.
    signature: dict[str, Any]


@dataclass
class Progress:
    """Progress of a running statement; updated with every response."""

    columns: list[EngineColumn] = field(default_factory=list)
    update_type: str | None = None
    update_count: int | None = None
    scanned_bytes: int = 0
    queued_milliseconds: int = 0
    elapsed_milliseconds: int = 0
    state: str = "QUEUED"


@dataclass(frozen=True)
class Statement:
    sql: str
    catalog: str
    schema: str | None
    #: The user whose access rules apply.
    user: str


def _headers(statement: Statement) -> dict[str, str]:
    headers = {
        "X-Trino-User": statement.user,
        "X-Trino-Source": "athena",
        "X-Trino-Catalog": statement.catalog,
        "X-Trino-Time-Zone": "UTC",
        "Content-Type": "text/plain; charset=utf-8",
    }
    if statement.schema is not None:
        headers["X-Trino-Schema"] = statement.schema
    return headers


def _failure(error: dict[str, Any]) -> QueryFailedError:
    category = _CATEGORIES.get(error.get("errorType", ""), 3)
    return QueryFailedError(f"{error.get('errorName', 'UNKNOWN')}: {error.get('message', '')}", category)


def _call(method: str, url: str, headers: dict[str, str], body: bytes | None = None) -> dict[str, Any]:
    answer = _HTTP.request(method, url, headers=headers, body=body)
    if answer.status != 200:
        raise QueryFailedError(f"INTERNAL_ERROR: the engine answered {answer.status}", 1)
    page: dict[str, Any] = json.loads(answer.data, parse_float=NumberText, parse_int=NumberText)
    return page


def _post_when_up(url: str, statement: Statement) -> dict[str, Any]:
    """Trino starts in parallel with the emulator; queries wait until it is up."""
    deadline = time.monotonic() + _START_WAIT_SECONDS
    while True:
        try:
            return _call("POST", url, _headers(statement), statement.sql.encode())
        except urllib3.exceptions.HTTPError as error:
            if time.monotonic() > deadline:
                raise QueryFailedError(f"INTERNAL_ERROR: the engine cannot be reached: {error}", 1) from error
            time.sleep(0.5)


def _update(progress: Progress, page: dict[str, Any]) -> None:
    stats = page.get("stats", {})
    progress.state = stats.get("state", progress.state)
    progress.scanned_bytes = int(stats.get("physicalInputBytes", progress.scanned_bytes))
    progress.queued_milliseconds = int(stats.get("queuedTimeMillis", 0))
    progress.elapsed_milliseconds = int(stats.get("elapsedTimeMillis", 0))
    progress.update_type = page.get("updateType", progress.update_type)
    if "updateCount" in page:
        progress.update_count = int(page["updateCount"])
    if not progress.columns and "columns" in page:
        progress.columns = [EngineColumn(c["name"], c["type"], c["typeSignature"]) for c in page["columns"]]


def run_statement(
    trino_url: str, statement: Statement, progress: Progress, is_cancelled: Callable[[], bool]
) -> Iterator[list[list[Any]]]:
    """Yields the rows page by page. Raises QueryFailedError, or QueryCancelledError once `is_cancelled` says so."""
    page = _post_when_up(f"{trino_url}/v1/statement", statement)
    while True:
        _update(progress, page)
        if "error" in page:
            raise _failure(page["error"])
        next_uri = page.get("nextUri")
        if next_uri is not None and is_cancelled():
            _HTTP.request("DELETE", next_uri, headers=_headers(statement))
            raise QueryCancelledError
        if page.get("data"):
            yield page["data"]
        if next_uri is None:
            return
        page = _call("GET", next_uri, _headers(statement))
