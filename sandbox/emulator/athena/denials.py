"""Athena's error for a query that lacks a Lake Formation permission, in place of Trino's "Access Denied". Pure.

Athena's engine never learns of columns that a caller may not read, so to it they don't exist. A table that may not be
looked up is refused by the catalog, whose words Athena repeats.
https://docs.aws.amazon.com/lake-formation/latest/dg/troubleshooting.html
"""

import re
from collections.abc import Iterator

from emulator.athena.access_rules import CATALOG, CATALOGS, PrincipalAccess
from emulator.athena.errors import QueryFailedError
from emulator.lakeformation.effective import TableAccess

_OR_NOT_AUTHORIZED = "or requester is not authorized to access requested resources"
USER_ERROR = 2

_TOKEN = re.compile(
    r"""'(?:[^']|'')*' | --[^\n]* | /\*.*?\*/ | "(?P<quoted>(?:[^"]|"")+)" | (?P<plain>[A-Za-z_]\w*)""", re.X | re.S
)
_TABLE = re.compile(rf"\b(?:{CATALOGS})\.([^\s.]+)\.([^\s.]+)$")
_STAR = re.compile(r"(?:\bSELECT\s+(?:DISTINCT\s+)?|,\s*)(?P<star>(?:[\w\"]+\.)?\*)", re.IGNORECASE)
#: Beginning of Trino's message after "Access Denied: " -> the permission that Lake Formation misses.
_REQUIRED = (
    ("Cannot select", "Select"),
    ("Cannot insert", "Insert"),
    ("Cannot delete", "Delete"),
    ("Cannot truncate", "Delete"),
    ("Cannot update", "Insert"),
    ("Cannot drop", "Drop"),
    ("Cannot create", "Create Table"),
    ("Cannot show", "Describe"),
)


def insufficient(required: str, name: str) -> str:
    return (
        "Insufficient permissions to execute the query. "
        f"Insufficient Lake Formation permission(s): Required {required} on {name}"
    )


#: Trino doesn't check whether a caller may run these.
_MAINTENANCE = re.compile(
    r"(?:OPTIMIZE|VACUUM|ALTER\s+TABLE(?=.*\bEXECUTE\b))\s+(?P<name>[\w`\"]+(?:\s*\.\s*[\w`\"]+)*)",
    re.IGNORECASE | re.DOTALL,
)


def require_maintenance(sql: str, database: str | None, access: PrincipalAccess | None) -> None:
    """Raises QueryFailedError if the caller rewrites a table's files but may not write the table. `sql` has no
    leading comment."""
    found = _MAINTENANCE.match(sql)
    if access is None or found is None:
        return
    parts = [part.strip(' `"').lower() for part in found.group("name").split(".")]
    schema, table = parts[-2] if len(parts) > 1 else (database or ""), parts[-1]
    of_table = access.tables.get((schema, table))
    if of_table is None or not {"INSERT", "DELETE"} <= of_table.permissions:
        raise QueryFailedError(insufficient("Insert", table), USER_ERROR)


def _place(sql: str, offset: int) -> str:
    line_begin = sql.rfind("\n", 0, offset) + 1
    return f"line {sql.count(chr(10), 0, offset) + 1}:{offset - line_begin + 1}"


def identifiers(sql: str) -> Iterator[tuple[str, int]]:
    """Names in a statement, with their positions."""
    for token in _TOKEN.finditer(sql):
        name = token.group("quoted") or token.group("plain")
        if name is not None:
            yield name.lower(), token.start()


def _hidden_column(sql: str, table: TableAccess) -> str | None:
    for name, offset in identifiers(sql):
        if name in table.hidden:
            return f"COLUMN_NOT_FOUND: {_place(sql, offset)}: Column '{name}' cannot be resolved {_OR_NOT_AUTHORIZED}"
    star = None if table.columns else _STAR.search(sql)
    if star is not None:
        return f"COLUMN_NOT_FOUND: {_place(sql, star.start('star'))}: Relation contains no accessible columns"
    return None


def _of_view(sql: str, schema: str, table: str) -> str | None:
    """The statement doesn't name the table, so one of its views reads it."""
    if any(name == table for name, _ in identifiers(sql)):
        return None
    base = f"{CATALOG}.{schema}.{table}"
    return f"INVALID_VIEW: Failed analyzing stored view: a column of '{base}' cannot be resolved {_OR_NOT_AUTHORIZED}"


def _unnamed_table(sql: str, access: PrincipalAccess) -> str:
    """Trino doesn't say which table the caller has no access to."""
    open_tables = {table for (_, table), of_table in access.tables.items() if of_table.is_visible}
    known_tables = {table for _, table in access.tables}
    for name, _ in identifiers(sql):
        table, separator, _ = name.partition("$")
        if separator and table in known_tables:
            return insufficient("Select", name)
        if table in known_tables - open_tables:
            return insufficient("Describe", table)
    return insufficient("Describe", "the table")


def _explain(message: str, sql: str, access: PrincipalAccess) -> str:
    denied = message.removeprefix("Access Denied: ").partition(": ")[0]
    required = next((permission for begin, permission in _REQUIRED if denied.startswith(begin)), "Alter")
    found = _TABLE.search(denied)
    if found is None:
        return insufficient(required, denied.split()[-1].removeprefix(f"{CATALOG}."))
    schema, name = found.groups()
    table = access.tables.get((schema, name))
    if table is None:
        return insufficient(required, schema if required == "Create Table" else name)
    if not table.is_visible:
        return insufficient("Describe", name)
    if required == "Select":
        return _of_view(sql, schema, name) or _hidden_column(sql, table) or insufficient(required, name)
    return insufficient(required, name)


def as_athena_says(error: QueryFailedError, sql: str, access: PrincipalAccess | None) -> QueryFailedError:
    """`access` is the caller's; None for an unrestricted caller, whose errors are translated, too."""
    name, _, message = str(error).partition(": ")
    if name == "COLUMN_NOT_FOUND" and message.endswith("cannot be resolved"):
        return QueryFailedError(f"{error} {_OR_NOT_AUTHORIZED}", error.category)
    if access is None:
        return error
    if name == "PERMISSION_DENIED":
        return QueryFailedError(_explain(message, sql, access), USER_ERROR)
    if name == "TABLE_NOT_FOUND" and message.endswith("Relation not found or not allowed"):
        return QueryFailedError(_unnamed_table(sql, access), USER_ERROR)
    if name == "NOT_SUPPORTED" and "column mask" in message:
        # Masks stand for tables that may only be looked up; see access_rules.
        return QueryFailedError(insufficient("Insert", "the table"), USER_ERROR)
    return error
