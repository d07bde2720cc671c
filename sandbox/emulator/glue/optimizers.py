"""Glue's optimizers of Iceberg tables, which ministack lacks. They run on demand, on the real tables.

https://docs.aws.amazon.com/glue/latest/dg/table-optimizers.html
"""

import asyncio
import json
import time
from collections.abc import Mapping
from typing import Any

from emulator.asgi import Application, Receive, Scope, Send, read_body, send_answer
from emulator.athena.access_rules import CATALOG, UNRESTRICTED_USER
from emulator.athena.engine import Progress, Statement, run_statement
from emulator.athena.errors import QueryFailedError
from emulator.authorization.corrections import arn, glue_resources
from emulator.authorization.service_calls import ServiceCallDeniedError, call_as
from emulator.ministack import glue, iam
from emulator.ministack.answers import Answer, refusal, success
from emulator.ministack.operations import Operation
from emulator.ministack.scope import ScopedStore, account_id, restore
from emulator.settings import Settings

Data = dict[str, Any]

#: A POST with an operation's fields runs an optimizer; in AWS they start automatically.
PATH = "/_sandbox/table-optimizers"
_OPTIMIZERS = "_table_optimizers"
_RUNS = "_table_optimizer_runs"

_TYPES = ("compaction", "retention", "orphan_file_deletion")
_STRATEGIES = ("binpack", "sort", "z-order")
_RUN_RATE = range(3, 169)
#: Field of the configuration by type, and AWS's defaults.
_SECTIONS: Mapping[str, tuple[str, Data]] = {
    "compaction": ("compactionConfiguration", {"strategy": "binpack", "minInputFiles": 100, "deleteFileThreshold": 1}),
    "retention": (
        "retentionConfiguration",
        {
            "snapshotRetentionPeriodInDays": 5,
            "numberOfSnapshotsToRetain": 1,
            "cleanExpiredFiles": True,
            "runRateInHours": 24,
        },
    ),
    "orphan_file_deletion": (
        "orphanFileDeletionConfiguration",
        {"orphanFileRetentionPeriodInDays": 3, "runRateInHours": 24},
    ),
}


class _RefusedError(Exception):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


# Saved with ministack's own records.
_optimizers: ScopedStore = ScopedStore()
_runs: ScopedStore = ScopedStore()


def _key(data: Data) -> str:
    """Key of a table's optimizer. Raises _RefusedError for what AWS rejects."""
    missing = [name for name in ("CatalogId", "DatabaseName", "TableName", "Type") if not data.get(name)]
    if missing:
        raise _RefusedError("InvalidInputException", f"{', '.join(missing)} must not be empty")
    if data["CatalogId"] != account_id():
        raise _RefusedError("EntityNotFoundException", f"Catalog {data['CatalogId']} not found.")
    if data["Type"] not in _TYPES:
        raise _RefusedError("InvalidInputException", f"Type must be one of {', '.join(_TYPES)}")
    table = glue.tables.get(f"{data['DatabaseName']}/{data['TableName']}")
    if table is None:
        raise _RefusedError("EntityNotFoundException", f"Table {data['TableName']} not found.")
    if str((table.get("Parameters") or {}).get("table_type", "")).upper() != "ICEBERG":
        raise _RefusedError("InvalidInputException", "Table optimizers are for tables of the format Iceberg")
    return f"{data['DatabaseName']}/{data['TableName']}/{data['Type']}"


def _stored(data: Data) -> tuple[str, Data]:
    key = _key(data)
    optimizer = _optimizers.get(key)
    if optimizer is None:
        raise _RefusedError("EntityNotFoundException", f"{data['Type']} optimizer of {data['TableName']} not found.")
    return key, optimizer


def _section(kind: str, given: Data) -> Data:
    """The settings of one kind with AWS's defaults. Raises _RefusedError for what is out of bounds."""
    others = [field for field, _ in _SECTIONS.values() if field in given and field != _SECTIONS[kind][0]]
    if others:
        raise _RefusedError("InvalidInputException", f"{', '.join(others)} is not of the type {kind}")
    field, defaults = _SECTIONS[kind]
    own = (given.get(field) or {}).get("icebergConfiguration") or {}
    merged = {**defaults, **own}
    if merged.get("strategy", "binpack") not in _STRATEGIES:
        raise _RefusedError("InvalidInputException", f"strategy must be one of {', '.join(_STRATEGIES)}")
    if merged.get("runRateInHours", 24) not in _RUN_RATE:
        raise _RefusedError("InvalidInputException", "runRateInHours must be between 3 and 168")
    numbers = [name for name, value in merged.items() if type(value) is int and value < 1]
    if numbers:
        raise _RefusedError("InvalidInputException", f"{', '.join(numbers)} must be positive")
    return {field: {"icebergConfiguration": merged}}


def _configuration(kind: str, given: Data) -> Data:
    role = given.get("roleArn", "")
    if type(given.get("enabled")) is not bool:
        raise _RefusedError("InvalidInputException", "enabled must be true or false")
    name = role.rpartition("/")[2]
    document = json.dumps((iam.roles.get(name) or {}).get("AssumeRolePolicyDocument") or "")
    if "glue.amazonaws.com" not in document:
        raise _RefusedError("InvalidInputException", f"Glue can't assume the role {role}")
    return {"roleArn": role, "enabled": given["enabled"], **_section(kind, given)}


def _create(data: Data) -> Answer:
    key = _key(data)
    if key in _optimizers:
        message = f"The {data['Type']} optimizer of {data['TableName']} already exists."
        raise _RefusedError("AlreadyExistsException", message)
    _optimizers[key] = _configuration(data["Type"], data.get("TableOptimizerConfiguration") or {})
    return success({})


def _update(data: Data) -> Answer:
    key, _ = _stored(data)
    _optimizers[key] = _configuration(data["Type"], data.get("TableOptimizerConfiguration") or {})
    return success({})


def _delete(data: Data) -> Answer:
    key, _ = _stored(data)
    del _optimizers[key]
    _runs.pop(key, None)
    return success({})


def _described(key: str, optimizer: Data) -> Data:
    runs = _runs.get(key) or []
    last = {"lastRun": runs[-1]} if runs else {}
    return {"type": key.rpartition("/")[2], "configuration": optimizer, "configurationSource": "table", **last}


def _get(data: Data) -> Answer:
    key, optimizer = _stored(data)
    named = {name: data[name] for name in ("CatalogId", "DatabaseName", "TableName")}
    return success({**named, "TableOptimizer": _described(key, optimizer)})


def _batch_get(data: Data) -> Answer:
    found, failures = [], []
    for entry in data.get("Entries") or []:
        names = ("catalogId", "databaseName", "tableName")
        named = {name: entry.get(name) for name in names}
        wanted = {name[0].upper() + name[1:]: value for name, value in named.items()} | {"Type": entry.get("type")}
        try:
            key, optimizer = _stored(wanted)
            found.append({**named, "tableOptimizer": _described(key, optimizer)})
        except _RefusedError as error:
            detail = {"ErrorCode": error.code, "ErrorMessage": str(error)}
            failures.append({**named, "type": entry.get("type"), "error": detail})
    return success({"TableOptimizers": found, "Failures": failures})


def _list_runs(data: Data) -> Answer:
    key, _ = _stored(data)
    limit = int(data.get("MaxResults") or 100)
    start = int(data.get("NextToken") or 0)
    newest_first = list(reversed(_runs.get(key) or []))
    rest = {"NextToken": str(start + limit)} if len(newest_first) > start + limit else {}
    named = {name: data[name] for name in ("CatalogId", "DatabaseName", "TableName")}
    return success({**named, "TableOptimizerRuns": newest_first[start : start + limit], **rest})


_DAY_SECONDS = 86_400


def _ages_of_newest(database: str, table: str, count: int) -> str:
    """Seconds since each of the newest snapshots, ascending."""
    snapshots = f'"{database}"."{table}$snapshots"'
    return f"SELECT date_diff('second', committed_at, now()) AS age FROM {snapshots} ORDER BY age LIMIT {count}"


class TableOptimizers:
    """Runs optimizers on Trino instead of Glue's Spark."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def run(self, data: Data) -> Answer:
        """Runs an optimizer and returns the run. A disabled one is rejected, as in AWS."""
        key, optimizer = _stored(data)
        if not optimizer["enabled"]:
            raise _RefusedError("InvalidInputException", f"The {data['Type']} optimizer is disabled.")
        started = time.time()
        run: Data = {"eventType": "in_progress", "startTimestamp": started}
        _runs.setdefault(key, []).append(run)
        try:
            self._call_as_role(optimizer["roleArn"], data)
            self._execute(data, optimizer)
        except (QueryFailedError, ServiceCallDeniedError) as error:
            run.update(eventType="failed", endTimestamp=time.time(), error=str(error))
        else:
            run.update(eventType="completed", endTimestamp=time.time())
        return success(run)

    def _call_as_role(self, role: str, data: Data) -> None:
        """Checks the role's permissions for a run."""
        for operation in ("GetTable", "UpdateTable"):
            call_as(role, "TableOptimizer", "glue", f"glue:{operation}", *glue_resources(operation, data))
        table = glue.tables[f"{data['DatabaseName']}/{data['TableName']}"]
        bucket, _, prefix = table["StorageDescriptor"]["Location"].split("://", 1)[1].partition("/")
        call_as(role, "TableOptimizer", "glue", "s3:ListBucket", f"arn:aws:s3:::{bucket}")
        for action in ("s3:GetObject", "s3:PutObject", "s3:DeleteObject"):
            call_as(role, "TableOptimizer", "glue", action, f"arn:aws:s3:::{bucket}/{prefix}/data")
        call_as(role, "TableOptimizer", "glue", "lakeformation:GetDataAccess", "*")
        what = data["Type"].replace("_", "-")
        for action in ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"):
            call_as(role, "TableOptimizer", "glue", action, arn("logs", f"log-group:/aws-glue/iceberg-{what}/logs:x"))

    def _execute(self, data: Data, optimizer: Data) -> None:
        kind, database, table = data["Type"], data["DatabaseName"], data["TableName"]
        settings = optimizer[_SECTIONS[kind][0]]["icebergConfiguration"]
        if kind == "compaction":
            procedure = "optimize"
        elif kind == "retention":
            seconds = settings["snapshotRetentionPeriodInDays"] * _DAY_SECONDS
            least = settings["numberOfSnapshotsToRetain"]
            ages = [int(row[0]) for row in self._query(_ages_of_newest(database, table, least), database)]
            # Trino supports only a time threshold: one that keeps as many snapshots as required.
            procedure = f"expire_snapshots(retention_threshold => '{max(seconds, *ages) + 1}s')"
        else:
            days = settings["orphanFileRetentionPeriodInDays"]
            procedure = f"remove_orphan_files(retention_threshold => '{days}d')"
        self._query(f'ALTER TABLE "{database}"."{table}" EXECUTE {procedure}', database)

    def _query(self, sql: str, database: str) -> list[list[Any]]:
        statement = Statement(sql, CATALOG, database, UNRESTRICTED_USER)
        pages = run_statement(self._settings.trino_url, statement, Progress(), lambda: False)
        return [row for page in pages for row in page]


def _refusing(operation: Operation) -> Operation:
    def answer(data: Data) -> Answer:
        try:
            return operation(data)
        except _RefusedError as error:
            return refusal(error.code, str(error))

    return answer


def with_optimizer_runs(application: Application, settings: Settings) -> Application:
    """The application with the runs of optimizers at PATH."""
    run = _refusing(TableOptimizers(settings).run)

    async def route(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PATH or scope["method"] != "POST":
            await application(scope, receive, send)
            return
        body = json.loads(await read_body(receive))
        # Trino comes back to this process for catalog and objects.
        status, headers, content = await asyncio.to_thread(run, body)
        await send_answer(send, status, content, headers)

    return route


def install_table_optimizers() -> None:
    """Adds the operations, and saves their records with ministack's state."""
    operations = {
        "CreateTableOptimizer": _create,
        "GetTableOptimizer": _get,
        "BatchGetTableOptimizer": _batch_get,
        "UpdateTableOptimizer": _update,
        "DeleteTableOptimizer": _delete,
        "ListTableOptimizerRuns": _list_runs,
    }
    glue.add_operations({name: _refusing(operation) for name, operation in operations.items()})
    glue.wrap_state(lambda get_state: lambda: {**get_state(), _OPTIMIZERS: _optimizers, _RUNS: _runs})

    def load(state: Data | None) -> None:
        for name, store in ((_OPTIMIZERS, _optimizers), (_RUNS, _runs)):
            restore(store, (state or {}).get(name))

    glue.after_restore(load)
