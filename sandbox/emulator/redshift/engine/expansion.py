"""Turns a query on Redshift's relations into one on the engine's: views become subqueries, external schemas databases
of the Glue catalog. On the way it checks the session's privileges and applies masks.

The caller needs SELECT on a late-binding view; the view's owner needs it on what the view reads.
https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_VIEW.html
"""

from dataclasses import dataclass, field

from sqlglot import exp

from emulator.athena.access_rules import CATALOG
from emulator.lakeformation import catalog as glue
from emulator.redshift.catalog.database import Catalog
from emulator.redshift.engine.masking import Describe, masks_for
from emulator.redshift.engine.session import Session, require_schema, require_select, session_of
from emulator.redshift.errors import StatementError, not_served
from emulator.redshift.parsing.grammar import view_query
from emulator.redshift.parsing.references import fold_names, name_outputs, relations_of

#: Parts of a table reference that are kept when it is replaced.
_ATTACHED = ("joins", "laterals", "pivots", "sample")


@dataclass
class Expanded:
    """What the expansion encountered."""

    #: Database and table in the Glue catalog.
    tables: set[tuple[str, str]] = field(default_factory=set)
    #: IAM roles of the external schemas.
    roles: set[str] = field(default_factory=set)
    #: Views by schema and name with their definitions, and schemas with their database and IAM role.
    views: dict[tuple[str, str], str] = field(default_factory=dict)
    schemas: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    #: Names of relations as the query itself has them, in its order.
    names: list[str] = field(default_factory=list)


def _catalog_entity_missing(what: str) -> StatementError:
    return StatementError(f"EntityNotFoundException from glue - {what}")


class Expansion:
    """Without `describe`, no masks are applied."""

    def __init__(self, catalog: Catalog, session: Session, describe: Describe | None) -> None:
        self._catalog, self._session, self._describe = catalog, session, describe
        self.found = Expanded()

    def expand(self, query: exp.Query) -> exp.Query:
        """Returns a new query. Raises StatementError."""
        expanded = query.copy()
        self.found.names = [table.alias_or_name.lower() for table in relations_of(expanded)]
        return self._expand(expanded, self._session, ())

    def _expand(self, query: exp.Query, holder: Session, above: tuple[str, ...]) -> exp.Query:
        fold_names(query)
        name_outputs(query)
        relations = relations_of(query)
        qualified = {(table.db, table.name) for table in relations if table.db}
        for column in query.find_all(exp.Column):
            # Otherwise it is a field of a struct.
            if (column.db, column.table) in qualified:
                column.set("db", None)
                column.set("catalog", None)
        for table in relations:
            table.replace(self._relation(table, holder, above))
        return query

    def _relation(self, table: exp.Table, holder: Session, above: tuple[str, ...]) -> exp.Expr:
        if not isinstance(table.this, exp.Identifier):
            return table
        if table.catalog and table.catalog != self._catalog.database:
            raise not_served("a query across databases")
        schema_name, name = table.db or "public", table.name
        require_schema(self._catalog, holder, schema_name, "USAGE")
        schema = self._catalog.schema(schema_name)
        self.found.schemas[schema_name] = (schema["database"], schema["iam_role"])
        alias = table.args.get("alias") or exp.TableAlias(this=exp.to_identifier(name, quoted=True))
        if schema["database"] is not None:
            self.found.roles.add(schema["iam_role"])
            replacement: exp.Expr = self._external(schema["database"], table.db, name)
        else:
            replacement = exp.Subquery(this=self._view(schema_name, name, _shown(table), holder, above))
        replacement.set("alias", alias.copy())
        for part in _ATTACHED:
            if table.args.get(part):
                replacement.set(part, table.args[part])
        return replacement

    def _external(self, database: str, schema: str, name: str) -> exp.Table:
        if not any(found["Name"] == database for found in glue.databases()):
            raise _catalog_entity_missing(f"Database {database} not found.")
        table = next((found for found in glue.tables_of(database) if found["Name"] == name), None)
        if table is None:
            raise StatementError(f'relation "{schema}.{name}" does not exist')
        if table.get("TableType") == "VIRTUAL_VIEW":
            raise StatementError(f'"{schema}.{name}" is a view of the Data Catalog in another dialect than Redshift\'s')
        self.found.tables.add((database, name))
        return exp.table_(
            exp.to_identifier(name, quoted=True), db=exp.to_identifier(database, quoted=True), catalog=CATALOG
        )

    def _view(self, schema: str, name: str, shown: str, holder: Session, above: tuple[str, ...]) -> exp.Query:
        view = self._catalog.view(schema, name)
        if view is None:
            raise StatementError(f'relation "{shown}" does not exist')
        require_select(self._catalog, holder, schema, name)
        self.found.views[schema, name] = view["definition"]
        path = f"{schema}.{name}"
        if path in above:
            raise StatementError(f'infinite recursion detected in rules for relation "{name}"')
        owner = session_of(self._catalog, view["owner"])
        query = self._expand(view_query(view["definition"]), owner, (*above, path))
        # Masks depend on the caller, at any depth of views.
        masks = masks_for(self._catalog, self._session, schema, name) if self._describe else {}
        return self._masked(query, masks, self._describe) if masks and self._describe else query

    @staticmethod
    def _masked(query: exp.Query, masks: dict[str, exp.Expr], describe: Describe) -> exp.Query:
        selected = []
        for column in describe(query):
            source = masks.get(column.name) or exp.column(exp.to_identifier(column.name, quoted=True))
            selected.append(exp.alias_(source, column.name, quoted=True))
        alias = exp.TableAlias(this=exp.to_identifier("unmasked"))
        return exp.select(*selected).from_(exp.Subquery(this=query, alias=alias))


def _shown(table: exp.Table) -> str:
    """As the statement has it."""
    return f"{table.db}.{table.name}" if table.db else table.name
