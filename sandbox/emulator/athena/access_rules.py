"""Trino's access rules for one principal, from what Lake Formation grants it. Pure.

https://trino.io/docs/476/security/file-system-access-control.html: the first matching rule decides; without one,
nothing is allowed.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from emulator.lakeformation.effective import TableAccess

Rule = dict[str, Any]

#: The engine's user for the account's own credentials, which are allowed everything.
UNRESTRICTED_USER = "athena"
CATALOG = "awsdatacatalog"
#: Athena's one catalog corresponds to two in Trino: Iceberg's, and the one it redirects to for other formats. A
#: pattern.
CATALOGS = f"{CATALOG}|other_formats"

_EVERYTHING = ("SELECT", "INSERT", "DELETE", "UPDATE", "OWNERSHIP", "GRANT_SELECT")


@dataclass(frozen=True)
class PrincipalAccess:
    principal: str
    #: Permissions by database.
    databases: Mapping[str, frozenset[str]]
    #: By database and table.
    tables: Mapping[tuple[str, str], TableAccess]


def _exactly(name: str) -> str:
    return re.escape(name)


def _privileges(access: TableAccess) -> list[str]:
    """Trino's privileges; where one covers two Lake Formation permissions, both are required."""
    granted = access.permissions
    privileges = []
    if access.columns:
        privileges.append("SELECT")
    if "INSERT" in granted:
        privileges.append("INSERT")
    if "DELETE" in granted:
        privileges.append("DELETE")
    if {"INSERT", "DELETE"} <= granted:
        privileges.append("UPDATE")
    if {"ALTER", "DROP"} <= granted:
        privileges.append("OWNERSHIP")
    return privileges


def _rule_of_table(user: str, schema: str, table: str, access: TableAccess) -> Rule:
    rule: Rule = {"user": user, "schema": _exactly(schema), "table": _exactly(table), "catalog": CATALOGS}
    privileges = _privileges(access)
    if not privileges and access.is_visible:
        # Trino shows a table to users with any permission on it. This permission is harmless: Trino refuses to update
        # a table one of whose columns is masked.
        masked = sorted(access.hidden)[:1]
        return {**rule, "privileges": ["UPDATE"], "columns": [{"name": name, "mask": "NULL"} for name in masked]}
    hidden = [{"name": name, "allow": False} for name in sorted(access.hidden)]
    return {**rule, "privileges": privileges, **({"columns": hidden} if hidden else {})}


def _rule_of_metadata(user: str, schema: str, table: str, access: TableAccess) -> Rule:
    """Tables like `flights$files` hold the least and greatest value of every column."""
    reads = bool(access.columns) and not access.hidden
    name = rf"{_exactly(table)}\$.+"
    privileges = ["SELECT"] if reads else []
    return {"user": user, "schema": _exactly(schema), "table": name, "catalog": CATALOGS, "privileges": privileges}


def _rules_of_database(user: str, schema: str, permissions: frozenset[str]) -> list[Rule]:
    rule: Rule = {"user": user, "schema": _exactly(schema), "catalog": CATALOGS}
    rules = []
    if "CREATE_TABLE" in permissions:
        # After the rules of all existing tables, so that it applies only to new ones.
        rules.append({**rule, "privileges": ["OWNERSHIP"]})
    if permissions:
        # Trino shows a schema if any rule applies in it; no table has this name.
        rules.append({**rule, "table": "(?!)", "privileges": ["SELECT"]})
    return rules


def _changes_something(access: PrincipalAccess) -> bool:
    creates = any("CREATE_TABLE" in permissions for permissions in access.databases.values())
    return creates or any(set(_privileges(table)) - {"SELECT"} for table in access.tables.values())


def _rules_of(access: PrincipalAccess) -> tuple[Rule, list[Rule]]:
    user = _exactly(access.principal)
    mode = "all" if _changes_something(access) else "read-only"
    tables = []
    for (schema, table), of_table in access.tables.items():
        tables.append(_rule_of_metadata(user, schema, table, of_table))
        tables.append(_rule_of_table(user, schema, table, of_table))
    for schema, permissions in access.databases.items():
        tables.extend(_rules_of_database(user, schema, permissions))
    return {"user": user, "catalog": CATALOGS, "allow": mode}, tables


def access_rules(principals: Iterable[PrincipalAccess]) -> dict[str, list[Rule]]:
    catalogs: list[Rule] = [{"user": UNRESTRICTED_USER, "allow": "all"}]
    tables: list[Rule] = [{"user": UNRESTRICTED_USER, "privileges": list(_EVERYTHING)}]
    for access in principals:
        catalog, of_tables = _rules_of(access)
        catalogs.append(catalog)
        tables.extend(of_tables)
    return {
        "catalogs": catalogs,
        "schemas": [{"user": UNRESTRICTED_USER, "owner": True}, {"owner": False}],
        "tables": tables,
    }
