"""Statements of a call as DescribeStatement returns them, and their results."""

import base64
import binascii
import json
import random
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from emulator.redshift.engine.execution import Record, Result
from emulator.redshift.engine.session import Login
from emulator.redshift.engine.values import column_metadata
from emulator.redshift.errors import StatementError, invalid

Data = dict[str, Any]

FINAL = ("FINISHED", "FAILED", "ABORTED")
_PAGE_BYTES = 1_048_576
_MOST_BYTES = 500 * 1_048_576


@dataclass
class SubStatement:
    id: str
    sql: str
    created: float
    status: str = "SUBMITTED"
    updated: float = 0.0
    nanoseconds: int = 0
    error: str | None = None
    #: None for a statement without a result.
    columns: list[Data] | None = None
    #: Records as JSON lists, about as long as each other.
    pages: list[bytes] = field(default_factory=list)
    rows: int = 0
    size: int = -1
    query_id: int = field(default_factory=lambda: random.randint(1, 9_999_999))  # noqa: S311 (no secret)

    def keep(self, result: Result) -> None:
        """Reads the result to its end. Raises what the statement raises meanwhile."""
        page: list[bytes] = []
        size = 0
        for record in result.records:
            text = json.dumps(record, separators=(",", ":")).encode()
            page.append(text)
            size += len(text)
            self.rows += 1
            if size >= _PAGE_BYTES:
                self._add(page)
                page, size = [], 0
        if result.columns is None:
            return
        if page or not self.pages:
            self._add(page)
        self.columns = [column_metadata(column) for column in result.columns]
        self.size = sum(map(len, self.pages))

    def _add(self, page: list[bytes]) -> None:
        self.pages.append(b"[" + b",".join(page) + b"]")
        if sum(map(len, self.pages)) > _MOST_BYTES:
            raise StatementError("Database response exceeded size limit")

    @property
    def shown(self) -> Data:
        found: Data = {
            "Id": self.id,
            "QueryString": self.sql,
            "Status": self.status,
            "CreatedAt": self.created,
            "UpdatedAt": self.updated or self.created,
            "Duration": self.nanoseconds if self.status in FINAL else -1,
            "HasResultSet": self.columns is not None,
            "ResultRows": self.rows if self.columns is not None else 0 if self.status == "FINISHED" else -1,
            "ResultSize": self.size if self.columns is not None else 0 if self.status == "FINISHED" else -1,
            "RedshiftQueryId": self.query_id if self.status in ("FINISHED", "FAILED") else 0,
        }
        return found if self.error is None else {**found, "Error": self.error}

    def page(self, token: str | None) -> Data:
        """GetStatementResult's response."""
        number = _page_number(token)
        if not 0 <= number < len(self.pages):
            raise invalid("NextToken is invalid.")
        records: list[Record] = json.loads(self.pages[number])
        answer: Data = {"Records": records, "ColumnMetadata": self.columns, "TotalNumRows": self.rows}
        if number + 1 < len(self.pages):
            answer["NextToken"] = base64.b64encode(f"page {number + 1}".encode()).decode()
        return answer


def _page_number(token: str | None) -> int:
    if not token:
        return 0
    try:
        return int(base64.b64decode(token, validate=True).decode().removeprefix("page "))
    except (binascii.Error, ValueError) as error:
        raise invalid("NextToken is invalid.") from error


@dataclass
class Call:
    """One ExecuteStatement or BatchExecuteStatement."""

    sqls: list[str]
    is_batch: bool
    #: ARN of the role, user or account that made it, the only one that may see it.
    principal: str
    workgroup: str
    database: str
    login: Login
    parameters: dict[str, str]
    #: BatchExecuteStatement's AUTO_COMMIT.
    commits_each: bool
    request: Data
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    created: float = field(default_factory=time.time)
    status: str = "SUBMITTED"
    updated: float = 0.0
    error: str | None = None
    cancelled: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)
    subs: list[SubStatement] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.updated = self.created
        for number, sql in enumerate(self.sqls, 1):
            self.subs.append(SubStatement(f"{self.id}:{number}" if self.is_batch else self.id, sql, self.created))

    def end(self, status: str, error: str | None = None) -> None:
        # Sets the status last, so that whoever sees it also sees the rest.
        self.error, self.updated = error, time.time()
        self.status = status
        self.ended.set()

    @property
    def has_result(self) -> bool:
        return any(sub.columns is not None for sub in self.subs)

    @property
    def started(self) -> Data:
        """ExecuteStatement's response."""
        found: Data = {
            "Id": self.id,
            "CreatedAt": self.created,
            "Database": self.database,
            "DbUser": self.login.user,
            "DbGroups": [],
            "SecretArn": self.request.get("SecretArn"),
            "WorkgroupName": self.workgroup,
            "Status": self.status,
            "HasResultSet": self.has_result,
        }
        return {name: value for name, value in found.items() if value is not None}

    @property
    def described(self) -> Data:
        """DescribeStatement's response."""
        first = {name: value for name, value in self.subs[0].shown.items() if name != "Error"}
        last = self.subs[-1]
        found: Data = {
            **first,
            "Id": self.id,
            "Status": self.status,
            "UpdatedAt": self.updated,
            "HasResultSet": self.has_result,
            "Database": self.database,
            "DbUser": self.login.user,
            "SecretArn": self.request.get("SecretArn"),
            "WorkgroupName": self.workgroup,
            "Error": self.error,
            "RedshiftPid": self.subs[0].query_id,
            "QueryParameters": self.request.get("Parameters"),
            "ResultFormat": "JSON",
        }
        if self.is_batch:
            del found["QueryString"]
            found["Duration"] = sum(sub.nanoseconds for sub in self.subs) if self.status in FINAL else -1
            found["ResultRows"], found["ResultSize"] = last.shown["ResultRows"], last.shown["ResultSize"]
            found["SubStatements"] = [sub.shown for sub in self.subs]
        return {name: value for name, value in found.items() if value is not None}

    @property
    def listed(self) -> Data:
        """As ListStatements has it."""
        found: Data = {
            "Id": self.id,
            "QueryString": self.sqls[0],
            "QueryStrings": self.sqls if self.is_batch else None,
            "SecretArn": self.request.get("SecretArn"),
            "Status": self.status,
            "StatementName": self.request.get("StatementName"),
            "CreatedAt": self.created,
            "UpdatedAt": self.updated,
            "QueryParameters": self.request.get("Parameters"),
            "IsBatchStatement": self.is_batch,
            "ResultFormat": "JSON",
        }
        return {name: value for name, value in found.items() if value is not None}
