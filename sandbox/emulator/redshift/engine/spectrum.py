"""Runs queries in Trino as Redshift Spectrum does: with the read permissions of the namespace's IAM role.

Lake Formation decides which tables and columns these are:
https://docs.aws.amazon.com/redshift/latest/dg/spectrum-lake-formation.html
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any

from emulator.athena.access import QueryAccess, engine_user
from emulator.athena.access_rules import CATALOG
from emulator.athena.denials import as_athena_says
from emulator.athena.engine import EngineColumn, Progress, Statement, run_statement
from emulator.athena.errors import QueryFailedError
from emulator.authorization.identity import Caller
from emulator.authorization.service_calls import ServiceCallDeniedError, call_as
from emulator.lakeformation import catalog as glue
from emulator.lakeformation import store as lake_formation
from emulator.lakeformation.effective import Access
from emulator.ministack.scope import account_id, region
from emulator.redshift.engine.expansion import Expanded
from emulator.redshift.engine.translation import GlueTypes
from emulator.redshift.errors import StatementError, not_served
from emulator.redshift.serverless.store import Data
from emulator.settings import Settings

_SESSION = "redshift-spectrum"
_DESCRIBED = 2_000
_BEGIN = "~"
_POSITION = re.compile(r"^line \d+:\d+: ")
_COLUMN = re.compile(r"Column '([^']+)' cannot be resolved")
_FUNCTION = re.compile(r"Function '([^']+)' not registered")
_UNREADABLE = "Insufficient permissions to execute the query. "


def role_of(namespace: Data, roles: set[str]) -> str | None:
    """The IAM role that external schemas are read with; None where a query reads none."""
    if not roles:
        return None
    if len(roles) > 1:
        raise not_served("a query on external schemas with different IAM roles")
    role = next(iter(roles))
    if role == "default":
        default: str | None = namespace.get("defaultIamRoleArn")
        if not default:
            raise StatementError("There is no default IAM role set for the namespace")
        return default
    if all(role not in str(associated) for associated in namespace.get("iamRoles", [])):
        raise StatementError(f"Not authorized to get credentials of role {role}")
    return role


def _table(database: str, name: str) -> Data:
    for table in glue.tables_of(database):
        if table["Name"] == name:
            return table
    raise StatementError(f'relation "{database}.{name}" does not exist')


def glue_types(tables: set[tuple[str, str]]) -> GlueTypes:
    types: dict[str, dict[str, dict[str, str]]] = {}
    for database, name in sorted(tables):
        table = _table(database, name)
        descriptor = table.get("StorageDescriptor") or {}
        columns = [*(descriptor.get("Columns") or []), *(table.get("PartitionKeys") or [])]
        of_table = {column["Name"].lower(): column["Type"] for column in columns}
        types.setdefault(database, {})[name] = of_table
    return types


def _arn(resource: str) -> str:
    return f"arn:aws:glue:{region()}:{account_id()}:{resource}"


def _look_up(role: str, tables: set[tuple[str, str]]) -> None:
    """Spectrum's checks before reading: the table in the catalog, and Lake Formation for its columns."""
    try:
        for database, name in sorted(tables):
            resources = (_arn("catalog"), _arn(f"database/{database}"), _arn(f"table/{database}/{name}"))
            call_as(role, _SESSION, "redshift", "glue:GetTable", *resources)
        if tables:
            call_as(role, _SESSION, "redshift", "lakeformation:GetDataAccess", "*")
    except ServiceCallDeniedError as error:
        raise StatementError(f"AccessDeniedException from glue - {error}") from error


def _caller(role: str | None) -> Caller:
    if role is None:
        return Caller("redshift", "redshift", is_root=True)
    return Caller(role, role, is_root=False)


def _as_redshift_says(error: QueryFailedError, names: list[str]) -> StatementError:
    name, _, message = str(error).partition(": ")
    message = _POSITION.sub("", message)
    if column := _COLUMN.search(message):
        among = f" in {', '.join(names)}" if names else ""
        return StatementError(f'column "{column.group(1)}" does not exist{among}')
    if function := _FUNCTION.search(message):
        return StatementError(f"function {function.group(1)}() does not exist")
    if name == "DIVISION_BY_ZERO":
        return StatementError("Divide by zero")
    if str(error).startswith(_UNREADABLE):
        return StatementError(f"AccessDeniedException from glue - {str(error).removeprefix(_UNREADABLE)}")
    return StatementError(message or str(error))


class Spectrum:
    def __init__(self, settings: Settings, access: QueryAccess) -> None:
        self._url, self._access = settings.trino_url, access
        self._described: OrderedDict[Any, list[EngineColumn]] = OrderedDict()

    def run(
        self, sql: str, found: Expanded, role: str | None, progress: Progress, is_cancelled: Callable[[], bool]
    ) -> Iterator[list[list[Any]]]:
        """Yields rows page by page; `progress` has their columns. Raises StatementError and QueryCancelledError."""
        if role is not None:
            _look_up(role, found.tables)
        caller = _caller(role)
        access = self._access.admit(caller)
        statement = Statement(sql, CATALOG, None, engine_user(caller))
        try:
            yield from run_statement(self._url, statement, progress, is_cancelled)
        except QueryFailedError as error:
            raise _as_redshift_says(as_athena_says(error, sql, access), found.names) from error

    def describe(self, sql: str, found: Expanded, role: str | None) -> list[EngineColumn]:
        """Columns of a query, without running it. Cached while the tables' readable columns stay the same."""
        key = (sql, role, self.readable(found, role))
        known = self._described.get(key)
        if known is not None:
            return known
        progress = Progress()
        for _page in self.run(f"SELECT * FROM ({sql}) LIMIT 0", found, role, progress, lambda: False):
            continue
        self._described[key] = progress.columns
        while len(self._described) > _DESCRIBED:
            self._described.popitem(last=False)
        return progress.columns

    def describe_all(self, queries: list[tuple[str, Expanded]], role: str | None) -> list[list[EngineColumn]]:
        """Columns of several queries at once, much faster than one by one."""
        together = Expanded()
        for _, found in queries:
            together.tables |= found.tables
        # A marker column precedes the columns of each query, to separate them.
        parts = [f'(SELECT 0 AS "{_BEGIN}", q.* FROM ({sql}) AS q LIMIT 0)' for sql, _ in queries]
        progress = Progress()
        for _page in self.run(f"SELECT * FROM {' CROSS JOIN '.join(parts)}", together, role, progress, lambda: False):
            continue
        described: list[list[EngineColumn]] = []
        for column in progress.columns:
            if column.name == _BEGIN:
                described.append([])
            else:
                described[-1].append(column)
        return described

    @staticmethod
    def readable(found: Expanded, role: str | None) -> Any:
        """The tables' columns with their types, and those of them that the role may read."""
        if role is None:
            return None
        with lake_formation.lock:
            access = Access(role)
            types = glue_types(found.tables)
            return tuple(
                (
                    (database, name),
                    tuple(sorted(types[database][name].items())),
                    access.of_table(_table(database, name)).columns,
                )
                for database, name in sorted(found.tables)
            )
