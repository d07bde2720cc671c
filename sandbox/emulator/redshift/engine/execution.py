"""Runs a statement in a transaction of a database."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from emulator.athena.engine import Progress
from emulator.redshift.catalog.database import Catalog
from emulator.redshift.catalog.system_queries import is_system_query, reads_view_columns, run_system_query
from emulator.redshift.engine import definitions, masking
from emulator.redshift.engine.expansion import Expanded, Expansion
from emulator.redshift.engine.session import Login, Session, session_of
from emulator.redshift.engine.spectrum import Spectrum, glue_types, role_of
from emulator.redshift.engine.translation import to_engine, with_context, with_parameters
from emulator.redshift.engine.values import TEXT, ResultColumn, RowReader, result_columns
from emulator.redshift.engine.view_columns import ViewColumns
from emulator.redshift.errors import not_served, syntax_error
from emulator.redshift.parsing import statements
from emulator.redshift.serverless.store import Data

Record = list[dict[str, Any]]

_DEFINITIONS: dict[type, Callable[[Catalog, Session, Any], None]] = {
    statements.CreateSchema: definitions.create_schema,
    statements.CreateExternalSchema: definitions.create_external_schema,
    statements.DropSchemas: definitions.drop_schemas,
    statements.CreateRole: definitions.create_role,
    statements.DropRole: definitions.drop_role,
    statements.CreateView: definitions.create_view,
    statements.DropViews: definitions.drop_views,
    statements.SchemaGrant: definitions.grant_on_schemas,
    statements.RelationGrant: definitions.grant_on_relations,
    statements.RoleGrant: definitions.grant_roles,
    statements.DropMaskingPolicy: masking.drop_policy,
    statements.AttachMaskingPolicy: masking.attach,
    statements.DetachMaskingPolicy: masking.detach,
}


@dataclass
class Result:
    """Columns are None for a statement without a result; they are there when the first record is."""

    columns: list[ResultColumn] | None
    records: Iterator[Record]


def _no_result() -> Result:
    return Result(None, iter(()))


class Execution:
    """Runs one login's statements, each in a transaction."""

    def __init__(
        self, spectrum: Spectrum, namespace: Data, catalog: Catalog, login: Login, view_columns: ViewColumns
    ) -> None:
        self._spectrum, self._namespace, self._catalog, self._login = spectrum, namespace, catalog, login
        self._view_columns = view_columns

    def run(
        self, statement: statements.Statement, parameters: dict[str, str], is_cancelled: Callable[[], bool]
    ) -> Result:
        """Raises StatementError and QueryCancelledError, also while records are read."""
        session = session_of(self._catalog, self._login.user, self._login.tagged_roles)
        if isinstance(statement, statements.Query):
            return self._query(statement.expression, parameters, session, is_cancelled)
        if isinstance(statement, statements.Explain):
            return self._explain(statement.expression, parameters, session, is_cancelled)
        if isinstance(statement, statements.CreateMaskingPolicy):
            masking.create_policy(self._catalog, session, statement, lambda query: self._describe(query, Expanded()))
        elif not isinstance(statement, statements.Transaction):
            _DEFINITIONS[type(statement)](self._catalog, session, statement)
        return _no_result()

    def _describe(self, query: exp.Query, found: Expanded) -> list[ResultColumn]:
        sql = to_engine(query, glue_types(found.tables))
        return result_columns(self._spectrum.describe(sql, found, role_of(self._namespace, found.roles)))

    def _expanded(self, query: exp.Query, session: Session) -> tuple[exp.Query, Expanded]:
        expansion = Expansion(self._catalog, session, lambda inner: self._describe(inner, expansion.found))
        return expansion.expand(query), expansion.found

    def _prepared(self, query: exp.Query, parameters: dict[str, str], session: Session) -> exp.Query:
        prepared = query.copy()
        with_parameters(prepared, parameters)
        with_context(prepared, session.user, self._catalog.database)
        missing = prepared.find(exp.Placeholder)
        if missing is not None:
            raise syntax_error(":", 1)
        return prepared

    def _query(
        self, query: exp.Query, parameters: dict[str, str], session: Session, is_cancelled: Callable[[], bool]
    ) -> Result:
        prepared = self._prepared(query, parameters, session)
        if is_system_query(prepared):
            rows_of_views = self._view_columns.rows(self._catalog) if reads_view_columns(prepared) else []
            columns, rows = run_system_query(self._catalog, session, prepared, rows_of_views)
            reader = RowReader([(column.type, {}) for column in columns])
            return Result(columns, iter([reader.record(row) for row in rows]))
        sql, found = self._in_engine(prepared, session)
        return self._stream(sql, found, is_cancelled)

    def _in_engine(self, query: exp.Query, session: Session) -> tuple[str, Expanded]:
        expanded, found = self._expanded(query, session)
        return to_engine(expanded, glue_types(found.tables)), found

    def _stream(self, sql: str, found: Expanded, is_cancelled: Callable[[], bool]) -> Result:
        progress, result = Progress(), _no_result()
        pages = self._spectrum.run(sql, found, role_of(self._namespace, found.roles), progress, is_cancelled)

        def records() -> Iterator[Record]:
            reader = None
            for page in pages:
                if reader is None:
                    result.columns = result_columns(progress.columns)
                    kinds = [column.type for column in result.columns]
                    signatures = [column.signature for column in progress.columns]
                    reader = RowReader(list(zip(kinds, signatures, strict=True)))
                yield from map(reader.record, page)
            result.columns = result_columns(progress.columns)

        result.records = records()
        return result

    def _explain(
        self, query: exp.Query, parameters: dict[str, str], session: Session, is_cancelled: Callable[[], bool]
    ) -> Result:
        """The engine's plan: the query is checked but not run."""
        prepared = self._prepared(query, parameters, session)
        if is_system_query(prepared):
            raise not_served("EXPLAIN of a query on system tables")
        sql, found = self._in_engine(prepared, session)
        plan = self._stream(f"EXPLAIN {sql}", found, is_cancelled)
        lines = [line for record in plan.records for line in record[0]["stringValue"].rstrip().split("\n")]
        return Result([ResultColumn("QUERY PLAN", TEXT)], iter([[{"stringValue": line}] for line in lines]))
