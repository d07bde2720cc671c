"""Query executions: their records, and the threads that run them.

The records are stored in ministack's Athena, and saved with its state; fields that begin with an underscore are not
shown to callers.
"""

import contextvars
import logging
import threading
import time
import uuid
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from emulator.athena.access import QueryAccess, engine_user
from emulator.athena.default_database import require_default_database
from emulator.athena.denials import as_athena_says, require_maintenance
from emulator.athena.engine import Progress, Statement, run_statement
from emulator.athena.errors import InvalidRequestError, QueryCancelledError, QueryFailedError
from emulator.athena.governed_tables import refuse_governed_ddl
from emulator.athena.results import Location, ResultWriter, result_location
from emulator.athena.statements import (
    EngineStatement,
    created_relation,
    parse_statement,
    with_parameters,
    without_leading_comments,
)
from emulator.athena.storage_access import require_governed_data, require_result_writes
from emulator.athena.values import column_info, text_of
from emulator.authorization.identity import Caller
from emulator.lakeformation.defaults import creating
from emulator.ministack import athena
from emulator.ministack.scope import everywhere
from emulator.settings import Settings

logger = logging.getLogger("emulator.athena")

ENGINE_VERSION = {
    "SelectedEngineVersion": "Athena engine version 3",
    "EffectiveEngineVersion": "Athena engine version 3",
}
FINAL_STATES = ("SUCCEEDED", "FAILED", "CANCELLED")
_SYSTEM_ERROR = 1


@dataclass(frozen=True)
class QueryRequest:
    sql: str
    parameters: list[str]
    database: str | None
    catalog: str
    workgroup: str
    output_location: str
    #: Scanned bytes at which the workgroup cancels a query.
    cutoff_bytes: int | None
    token: str | None
    caller: Caller


class Executions:
    """Starts, stops and remembers queries. Safe to use from several threads."""

    def __init__(self, settings: Settings, access: QueryAccess) -> None:
        self._settings = settings
        self._access = access
        self._lock = threading.Lock()
        self._cancelled: dict[str, threading.Event] = {}

    def start(self, request: QueryRequest) -> str:
        """ID of the new execution, or of the one started with the same token."""
        with self._lock:
            if request.token is not None:
                for record in athena.executions.values():
                    if record.get("_token") == request.token:
                        return _same_request(record, request)
            query_id = str(uuid.uuid4())
            athena.executions[query_id] = _new_record(query_id, request)
            self._cancelled[query_id] = threading.Event()
        # The record belongs to the caller's account and region, which travel in context variables.
        context = contextvars.copy_context()
        threading.Thread(
            target=context.run, args=(self._execute, query_id, request), name="athena-query", daemon=True
        ).start()
        return query_id

    def record(self, query_id: str) -> dict[str, Any]:
        record: dict[str, Any] | None = athena.executions.get(query_id)
        if record is None:
            raise InvalidRequestError(f"QueryExecution {query_id} was not found")
        return record

    def stop(self, query_id: str) -> None:
        """Does nothing if the query has ended, like Athena."""
        self.record(query_id)
        event = self._cancelled.get(query_id)
        if event is not None:
            event.set()

    def _execute(self, query_id: str, request: QueryRequest) -> None:
        record, progress, started = self.record(query_id), Progress(), time.monotonic()
        try:
            statement = parse_statement(request.sql)
            record["StatementType"] = statement.type.value
            if statement.sub_type is not None:
                record["SubstatementType"] = statement.sub_type
            record["Status"]["State"] = "RUNNING"
            self._run(record, request, statement, progress)
            _finish(record, "SUCCEEDED", progress, started)
        except QueryCancelledError:
            _finish(record, "CANCELLED", progress, started, "Query cancelled by user")
        except QueryFailedError as error:
            _finish(record, "FAILED", progress, started, str(error), error.category)
        except Exception as error:
            logger.exception("Athena query %s broke", query_id)
            _finish(record, "FAILED", progress, started, f"INTERNAL_ERROR: {error}", _SYSTEM_ERROR)
        finally:
            with self._lock:
                del self._cancelled[query_id]

    def _run(
        self, record: dict[str, Any], request: QueryRequest, statement: EngineStatement, progress: Progress
    ) -> None:
        cancelled = self._cancelled[record["QueryExecutionId"]]
        writer = ResultWriter(statement.has_header)
        results = result_location(request.output_location, record["QueryExecutionId"], "csv")
        try:
            require_result_writes(request.caller, results)
            self._run_in_engine(request, statement, progress, cancelled, writer)
            columns = [column_info(column) for column in progress.columns]
            if progress.update_type is not None:
                record["_update_count"] = progress.update_count or 0
                columns = []
            location = result_location(
                request.output_location, record["QueryExecutionId"], "csv" if statement.has_header else "txt"
            )
            writer.upload(self._settings.endpoint, location, columns)
        finally:
            writer.close()
        record["ResultConfiguration"]["OutputLocation"] = location.uri
        record["_location"] = {"bucket": location.bucket, "key": location.key}
        record["_has_header"] = statement.has_header

    def _run_in_engine(
        self,
        request: QueryRequest,
        statement: EngineStatement,
        progress: Progress,
        cancelled: threading.Event,
        writer: ResultWriter,
    ) -> None:
        access, user = self._access.admit(request.caller), engine_user(request.caller)
        require_default_database(request.caller, access)
        refuse_governed_ddl(request.sql, request.database)
        require_maintenance(without_leading_comments(request.sql), request.database, access)
        require_governed_data(request.sql, request.caller, access)
        with _creation(request):
            for sql in statement.sql:
                text = with_parameters(sql, request.parameters) if request.parameters else sql
                engine_statement = Statement(text, request.catalog.lower(), request.database, user)
                try:
                    self._collect(engine_statement, progress, cancelled, writer, statement.has_header, request)
                except QueryFailedError as error:
                    raise as_athena_says(error, request.sql, access) from error

    def _collect(
        self,
        statement: Statement,
        progress: Progress,
        cancelled: threading.Event,
        writer: ResultWriter,
        has_header: bool,
        request: QueryRequest,
    ) -> None:
        header_due = has_header
        for rows in run_statement(self._settings.trino_url, statement, progress, cancelled.is_set):
            if request.cutoff_bytes is not None and progress.scanned_bytes > request.cutoff_bytes:
                raise QueryFailedError(f"Bytes scanned limit was exceeded: {request.cutoff_bytes} bytes", 2)
            # A statement that changes rows returns their count, which isn't a result.
            if progress.update_type is not None:
                continue
            if header_due:
                writer.write([column.name for column in progress.columns])
                header_due = False
            signatures = [column.signature for column in progress.columns]
            for row in rows:
                writer.write([text_of(value, s) for value, s in zip(row, signatures, strict=True)])
        if header_due and progress.columns and progress.update_type is None:
            writer.write([column.name for column in progress.columns])


def _creation(request: QueryRequest) -> AbstractContextManager[None]:
    """The account may do everything anyway; a role owns what it creates."""
    created = None if request.caller.is_root else created_relation(request.sql, request.database)
    return nullcontext() if created is None else creating(request.caller.principal, *created)


def _same_request(record: dict[str, Any], request: QueryRequest) -> str:
    if record["Query"] != request.sql:
        raise InvalidRequestError("Idempotent parameters do not match")
    query_id: str = record["QueryExecutionId"]
    return query_id


def _new_record(query_id: str, request: QueryRequest) -> dict[str, Any]:
    context = {"Catalog": request.catalog.lower()}
    if request.database is not None:
        context["Database"] = request.database
    record: dict[str, Any] = {
        "QueryExecutionId": query_id,
        "Query": request.sql,
        "StatementType": "DML",
        "ResultConfiguration": {"OutputLocation": result_location(request.output_location, query_id, "csv").uri},
        "ResultReuseConfiguration": {"ResultReuseByAgeConfiguration": {"Enabled": False}},
        "QueryExecutionContext": context,
        "Status": {"State": "QUEUED", "SubmissionDateTime": time.time()},
        "Statistics": {"TotalExecutionTimeInMillis": 0, "DataScannedInBytes": 0},
        "WorkGroup": request.workgroup,
        "EngineVersion": ENGINE_VERSION,
        "_token": request.token,
    }
    if request.parameters:
        record["ExecutionParameters"] = request.parameters
    return record


def _finish(
    record: dict[str, Any],
    state: str,
    progress: Progress,
    started: float,
    reason: str | None = None,
    error_category: int | None = None,
) -> None:
    total = int((time.monotonic() - started) * 1000)
    queued = min(progress.queued_milliseconds, total)
    engine = min(max(progress.elapsed_milliseconds - queued, 0), total - queued)
    record["Statistics"] = {
        "EngineExecutionTimeInMillis": engine,
        "DataScannedInBytes": progress.scanned_bytes,
        "TotalExecutionTimeInMillis": total,
        "QueryQueueTimeInMillis": queued,
        "ServiceProcessingTimeInMillis": total - queued - engine,
        "ResultReuseInformation": {"ReusedPreviousResult": False},
    }
    status = {**record["Status"], "State": state, "CompletionDateTime": time.time()}
    if reason is not None:
        status["StateChangeReason"] = reason
    if error_category is not None:
        status["AthenaError"] = {"ErrorCategory": error_category, "Retryable": False, "ErrorMessage": reason}
    # In one assignment: a caller who sees the state also sees the rest.
    record["Status"] = status


def fail_interrupted() -> None:
    """Fails queries that a previous emulator left running."""
    for record in everywhere(athena.executions):
        if record["Status"]["State"] not in FINAL_STATES:
            _finish(record, "FAILED", Progress(), time.monotonic(), "INTERNAL_ERROR: the sandbox was stopped", 1)


def location_of(record: dict[str, Any]) -> Location:
    return Location(record["_location"]["bucket"], record["_location"]["key"])
