"""Columns of late-binding views with the types that the engine finds, as PG_GET_LATE_BINDING_VIEW_COLS answers them."""

import contextvars
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from emulator.redshift.catalog.database import Catalog
from emulator.redshift.engine.expansion import Expanded, Expansion
from emulator.redshift.engine.session import Session
from emulator.redshift.engine.spectrum import Spectrum, glue_types, role_of
from emulator.redshift.engine.translation import to_engine
from emulator.redshift.engine.values import result_columns
from emulator.redshift.errors import StatementError
from emulator.redshift.parsing.grammar import parse_query
from emulator.redshift.serverless.store import Data

#: Schema, view, column, type, number of the column from 1.
ViewColumn = tuple[str, str, str, str, int]

#: Views described in one Trino query, and queries run in parallel.
_IN_ONE_QUERY = 20
_AT_ONCE = 4
#: Sees every view, without masks.
_EVERYTHING = Session("", is_superuser=True, roles=frozenset())


class _Unknown(NamedTuple):
    view: tuple[str, str]
    sql: str
    found: Expanded
    readable: Any


class _Known(NamedTuple):
    found: Expanded
    #: What the tables had to read then.
    readable: Any
    columns: list[ViewColumn]


class ViewColumns:
    """Of one namespace. Remembers a view's columns for as long as all that it is made of stays the same."""

    def __init__(self, spectrum: Spectrum, namespace: Data) -> None:
        self._spectrum, self._namespace = spectrum, namespace
        self._known: dict[tuple[str, str], _Known] = {}

    def rows(self, catalog: Catalog) -> list[ViewColumn]:
        """A view that can't currently be read has no columns."""
        views = {(row["schema"], row["name"]): row["definition"] for row in catalog.rows("SELECT * FROM views")}
        schemas = {row["name"]: (row["database"], row["iam_role"]) for row in catalog.rows("SELECT * FROM schemas")}
        unknown: dict[str | None, list[_Unknown]] = {}
        for view in sorted(views):
            known = self._known.get(view)
            if known is not None and self._holds(known, views, schemas):
                continue
            self._known.pop(view, None)
            expanded = self._expanded(catalog, view)
            if expanded is not None:
                unknown.setdefault(expanded.readable[0], []).append(expanded)
        self._describe(unknown)
        return [column for view in sorted(views) if view in self._known for column in self._known[view].columns]

    def _holds(self, known: _Known, views: dict[tuple[str, str], str], schemas: dict[str, Any]) -> bool:
        found = known.found
        if any(views.get(view) != definition for view, definition in found.views.items()):
            return False
        if any(schemas.get(schema) != target for schema, target in found.schemas.items()):
            return False
        try:
            return bool(self._readable(found) == known.readable)
        except StatementError:
            return False

    def _readable(self, found: Expanded) -> Any:
        role = role_of(self._namespace, found.roles)
        return role, self._spectrum.readable(found, role)

    def _expanded(self, catalog: Catalog, view: tuple[str, str]) -> _Unknown | None:
        expansion = Expansion(catalog, _EVERYTHING, describe=None)
        try:
            query = expansion.expand(parse_query(f'SELECT * FROM "{view[0]}"."{view[1]}"'))
            found = expansion.found
            return _Unknown(view, to_engine(query, glue_types(found.tables)), found, self._readable(found))
        except StatementError:
            return None

    def _describe(self, unknown: dict[str | None, list[_Unknown]]) -> None:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            futures = [
                # What the engine reads belongs to the caller's account, which travels in context variables.
                pool.submit(contextvars.copy_context().run, self._ask, role, views[begin : begin + _IN_ONE_QUERY])
                for role, views in unknown.items()
                for begin in range(0, len(views), _IN_ONE_QUERY)
            ]
            for future in futures:
                future.result()

    def _ask(self, role: str | None, views: list[_Unknown]) -> None:
        try:
            described = self._spectrum.describe_all([(view.sql, view.found) for view in views], role)
        except StatementError:
            # One view that Trino rejects must not affect the others.
            if len(views) > 1:
                for view in views:
                    self._ask(role, [view])
            return
        for view, columns in zip(views, described, strict=True):
            rows: list[ViewColumn] = [
                (*view.view, column.name, column.type.name, number)
                for number, column in enumerate(result_columns(columns), 1)
            ]
            self._known[view.view] = _Known(view.found, view.readable, rows)
