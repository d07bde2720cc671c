"""Queries on system tables and views: run by SQLite over the catalog, in its words."""

import contextlib
import re
import sqlite3
from collections.abc import Iterator
from typing import Any

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify

from emulator.redshift.catalog.database import Catalog
from emulator.redshift.catalog.system_views import FIRST_ID, VIEWS, drop_views, make_views
from emulator.redshift.engine.session import Session
from emulator.redshift.engine.values import BIGINT, BOOLEAN, INTEGER, TEXT, TIMESTAMP, RedshiftType, ResultColumn
from emulator.redshift.errors import StatementError, not_served
from emulator.redshift.parsing.references import fold_names, name_outputs, relations_of

_FUNCTIONS = ("pg_get_viewdef",)
_VIEW_COLUMNS = "pg_get_late_binding_view_cols"
_SCHEMA = "pg_catalog"
_NO_SUCH_COLUMN = re.compile(r"no such column: (?:\w+\.)*\"?(\w+)")
_NO_SUCH_FUNCTION = re.compile(r"no such function: (\w+)")


def _name_of(table: exp.Table) -> str:
    function = table.this
    return str(function.name if isinstance(function, exp.Func) else table.name).lower()


def _is_of_system(table: exp.Table) -> bool:
    return _name_of(table) in VIEWS and table.db.lower() in ("", _SCHEMA)


def is_system_query(query: exp.Query) -> bool:
    """Raises StatementError for a query that reads both, as Redshift does."""
    relations = relations_of(query)
    of_system = [_is_of_system(table) for table in relations]
    if any(of_system) and not all(of_system):
        raise StatementError("Specified types or functions (one per INFO message) not supported on Redshift tables.")
    functions = (function.name.lower() for function in query.find_all(exp.Anonymous))
    return any(of_system) or any(function in _FUNCTIONS for function in functions)


def reads_view_columns(query: exp.Query) -> bool:
    return any(_name_of(table) == _VIEW_COLUMNS for table in relations_of(query))


def _as_view(table: exp.Table) -> exp.Expr:
    """A function in FROM, whose columns may be renamed: `f() t(a varchar, b int)`."""
    name = _name_of(table)
    alias = table.args.get("alias")
    given = [column.name.lower() for column in alias.args.get("columns") or []] if alias else []
    shown = alias.name if alias and alias.name else table.name if isinstance(table.this, exp.Identifier) else name
    names = list(VIEWS[name].columns)
    if len(given) > len(names):
        raise StatementError(f'table "{shown}" has {len(names)} columns available but {len(given)} columns specified')
    renamed = zip(names, [*given, *names[len(given) :]], strict=True)
    selected = [exp.alias_(exp.column(column), new) for column, new in renamed]
    return exp.Subquery(
        this=exp.select(*selected).from_(exp.table_(name)), alias=exp.TableAlias(this=exp.to_identifier(shown))
    )


def _relation_id(catalog: Catalog, cast: exp.Cast) -> exp.Expr:
    """Of `'schema.view'::regclass`."""
    if not (isinstance(cast.this, exp.Literal) and cast.this.is_string):
        raise not_served("a cast to an object identifier that isn't of a literal")
    schema, _, relation = cast.this.name.lower().replace('"', "").rpartition(".")
    found = catalog.view(schema or "public", relation)
    if found is None:
        raise StatementError(f'relation "{cast.this.name}" does not exist')
    return exp.Literal.number(found["id"] + FIRST_ID)


def _prepared(catalog: Catalog, query: exp.Query) -> exp.Query:
    prepared = query.copy()
    fold_names(prepared)
    name_outputs(prepared)
    for table in relations_of(prepared):
        replacement = _as_view(table)
        if table.args.get("joins"):
            replacement.set("joins", table.args["joins"])
        table.replace(replacement)
    for cast in list(prepared.find_all(exp.Cast)):
        if isinstance(cast.to, exp.ObjectIdentifier):
            cast.replace(_relation_id(catalog, cast))
    return prepared


def _type_of(kind: exp.DataType | None, values: list[Any]) -> RedshiftType:
    if kind is not None and kind.is_type(exp.DType.BOOLEAN):
        return BOOLEAN
    if kind is not None and kind.is_type(exp.DType.INT, exp.DType.SMALLINT):
        return INTEGER
    if kind is not None and kind.is_type(*exp.DataType.TEXT_TYPES):
        length = kind.expressions[0].name if kind.expressions else ""
        return RedshiftType(f"character varying({length})", "varchar", int(length), 0) if length else TEXT
    if kind is not None and kind.is_type(exp.DType.BIGINT):
        return BIGINT
    if kind is not None and kind.is_type(exp.DType.TIMESTAMP):
        return TIMESTAMP
    known = [value for value in values if value is not None]
    return BIGINT if known and all(isinstance(value, int) for value in known) else TEXT


def _types(query: exp.Query) -> dict[str, exp.DataType]:
    schema: dict[str, Any] = {name: dict(view.columns) for name, view in VIEWS.items()}
    # If the library can't infer a type, the values decide.
    with contextlib.suppress(SqlglotError):
        typed = annotate_types(
            qualify(query.copy(), schema=schema, dialect="redshift", validate_qualify_columns=False),
            schema=schema,
            dialect="redshift",
        )
        assert isinstance(typed, exp.Query)
        return {select.alias_or_name: select.type for select in typed.selects if select.type}
    return {}


@contextlib.contextmanager
def _system(catalog: Catalog, session: Session, view_columns: list[tuple[Any, ...]]) -> Iterator[sqlite3.Connection]:
    connection = catalog.connection

    def view_definition(identifier: int, _pretty: bool = False) -> str | None:
        found = catalog.row("SELECT definition FROM views WHERE id = ?", identifier - FIRST_ID)
        return found["definition"] if found else None

    connection.create_function("pg_get_viewdef", -1, view_definition)
    connection.create_function("regexp", 2, lambda pattern, text: text is not None and bool(re.search(pattern, text)))
    make_views(connection, session, catalog.database)
    connection.executemany("INSERT INTO late_binding_columns VALUES (?, ?, ?, ?, ?)", view_columns)
    try:
        yield connection
    finally:
        drop_views(connection)


def _as_redshift_says(error: sqlite3.Error, names: list[str]) -> StatementError:
    if column := _NO_SUCH_COLUMN.search(str(error)):
        return StatementError(f'column "{column.group(1)}" does not exist in {", ".join(names)}')
    if function := _NO_SUCH_FUNCTION.search(str(error)):
        return StatementError(f"function {function.group(1).lower()}() does not exist")
    return StatementError(str(error))


def run_system_query(
    catalog: Catalog, session: Session, query: exp.Query, view_columns: list[tuple[Any, ...]]
) -> tuple[list[ResultColumn], list[list[Any]]]:
    """`view_columns` are the rows of PG_GET_LATE_BINDING_VIEW_COLS. Raises StatementError."""
    names = [_name_of(table) for table in relations_of(query)]
    prepared = _prepared(catalog, query)
    with _system(catalog, session, view_columns) as connection:
        try:
            cursor = connection.execute(prepared.sql("sqlite"))
            rows = [list(row) for row in cursor.fetchall()]
        except sqlite3.Error as error:
            raise _as_redshift_says(error, names) from error
        outputs = [description[0] for description in cursor.description]
    types = _types(prepared)
    columns = [
        ResultColumn(name, _type_of(types.get(name), [row[number] for row in rows]))
        for number, name in enumerate(outputs)
    ]
    return columns, rows
