"""Runs the statements of calls in threads, and remembers the calls."""

import contextvars
import logging
import threading
import time
from collections import OrderedDict
from pathlib import Path

from emulator.athena.errors import QueryCancelledError
from emulator.redshift.catalog.database import Catalog, Database
from emulator.redshift.data_api.owners import disown
from emulator.redshift.data_api.records import FINAL, Call, SubStatement
from emulator.redshift.engine.execution import Execution
from emulator.redshift.engine.spectrum import Spectrum
from emulator.redshift.engine.view_columns import ViewColumns
from emulator.redshift.errors import RequestError, StatementError
from emulator.redshift.parsing.grammar import parse_statement
from emulator.redshift.parsing.statements import Explain, Query, Statement, Transaction
from emulator.redshift.serverless.store import Data

logger = logging.getLogger("emulator.redshift")

# https://docs.aws.amazon.com/redshift/latest/mgmt/data-api-calling-considerations-authentication.html
_MOST_ACTIVE = 500
_AT_ONCE = 16
_REMEMBERED = 1_000
_CANCELLED = "ERROR: Query cancelled on user's request"


class Executions:
    """Safe to use from several threads."""

    def __init__(self, folder: Path, spectrum: Spectrum) -> None:
        self._folder, self._spectrum = folder, spectrum
        self._lock = threading.Lock()
        self._databases: dict[str, Database] = {}
        self._columns: dict[str, ViewColumns] = {}
        self._slots = threading.Semaphore(_AT_ONCE)
        self.calls: OrderedDict[str, Call] = OrderedDict()

    def database(self, namespace: Data) -> Database:
        """A recreated namespace of the same name is empty."""
        name, identifier = namespace["dbName"], namespace["namespaceId"]
        with self._lock:
            file = self._folder / f"{identifier}.{name}.sqlite"
            return self._databases.setdefault(identifier, Database(file, name, namespace["adminUsername"]))

    def _view_columns(self, namespace: Data) -> ViewColumns:
        with self._lock:
            return self._columns.setdefault(namespace["namespaceId"], ViewColumns(self._spectrum, namespace))

    def start(self, call: Call, namespace: Data) -> None:
        with self._lock:
            active = [other for other in self.calls.values() if other.status not in FINAL]
            if sum(other.workgroup == call.workgroup for other in active) >= _MOST_ACTIVE:
                message = f"Active statements exceeded the allowed quota ({_MOST_ACTIVE})."
                raise RequestError("ActiveStatementsExceededException", message)
            self.calls[call.id] = call
            for old in [identifier for identifier, other in self.calls.items() if other.status in FINAL]:
                if len(self.calls) <= _REMEMBERED:
                    break
                del self.calls[old]
                disown(old)
        # What the statements read belongs to the caller's account and region, which travel in context variables.
        context = contextvars.copy_context()
        threading.Thread(
            target=context.run, args=(self._run, call, namespace), name="redshift-statement", daemon=True
        ).start()

    def _run(self, call: Call, namespace: Data) -> None:
        with self._slots:
            try:
                failure = self._run_statements(call, namespace)
                _end_rest(call)
                call.end("FAILED" if failure else "FINISHED", failure)
            except QueryCancelledError:
                _end_rest(call)
                call.end("ABORTED", _CANCELLED)
            except Exception as error:
                logger.exception("Redshift call %s broke", call.id)
                _end_rest(call)
                call.end("FAILED", f"ERROR: the sandbox broke: {error}")

    def _run_statements(self, call: Call, namespace: Data) -> str | None:
        """Returns the error that the call fails with."""
        call.status = "STARTED"
        if call.database != namespace["dbName"]:
            return str(StatementError(f'database "{call.database}" does not exist', "FATAL"))
        database = self.database(namespace)
        database.enter(call.login.user)
        parsed = [_parsed(sql) for sql in call.sqls]
        writes = any(not isinstance(statement, (Query, Explain, StatementError)) for statement in parsed)
        with database.connected(writes=writes) as catalog:
            execution = Execution(self._spectrum, namespace, catalog, call.login, self._view_columns(namespace))
            return _Batch(call, catalog, execution, "BEGIN IMMEDIATE" if writes else "BEGIN").run(parsed)


def _end_rest(call: Call) -> None:
    """Marks statements that never ran."""
    for sub in call.subs:
        if sub.status not in FINAL:
            sub.status, sub.updated = "ABORTED", time.time()


def _parsed(sql: str) -> Statement | StatementError:
    """An error belongs to its statement, not to the whole call."""
    try:
        return parse_statement(sql)
    except StatementError as error:
        return error


class _Batch:
    """A call's statements: all or nothing, or one by one if the call says so."""

    def __init__(self, call: Call, catalog: Catalog, execution: Execution, begin: str) -> None:
        self._call, self._catalog, self._execution, self._begin = call, catalog, execution, begin

    def run(self, parsed: list[Statement | StatementError]) -> str | None:
        """Returns the error of the first failed statement."""
        failure = None
        self._catalog.change(self._begin)
        try:
            for number, (sub, statement) in enumerate(zip(self._call.subs, parsed, strict=True), 1):
                error = self._run_one(sub, statement)
                if error is not None:
                    self._again("ROLLBACK")
                    failure = failure or (f"Query #{number} failed with {error}" if self._call.is_batch else error)
                    if not self._call.commits_each:
                        return failure
                elif self._call.commits_each:
                    self._again("COMMIT")
            self._catalog.change("COMMIT")
        finally:
            if self._catalog.connection.in_transaction:
                self._catalog.change("ROLLBACK")
        return failure

    def _again(self, end: str) -> None:
        self._catalog.change(end)
        self._catalog.change(self._begin)

    def _run_one(self, sub: SubStatement, statement: Statement | StatementError) -> str | None:
        cancelled, started = self._call.cancelled.is_set, time.monotonic_ns()
        sub.status = "STARTED"
        try:
            if cancelled():
                raise QueryCancelledError
            if isinstance(statement, StatementError):
                raise statement
            if isinstance(statement, Transaction):
                if statement.action != "begin":
                    self._again(statement.action.upper())
            else:
                sub.keep(self._execution.run(statement, self._call.parameters, cancelled))
        except StatementError as error:
            sub.error = str(error)
        except QueryCancelledError:
            sub.status = "ABORTED"
            raise
        finally:
            sub.updated, sub.nanoseconds = time.time(), time.monotonic_ns() - started
        sub.status = "FAILED" if sub.error else "FINISHED"
        return sub.error
