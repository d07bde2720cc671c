"""Normalizes resources in requests to the form in which grants are stored and returned."""

import json
from collections.abc import Callable
from typing import Any

from emulator.lakeformation import store
from emulator.lakeformation.catalog import catalog_id, columns_of, require_columns, require_database, require_table
from emulator.lakeformation.errors import invalid_input, not_found

Data = dict[str, Any]

#: The name that Lake Formation returns for a wildcard.
ALL_TABLES = "ALL_TABLES"

_DATABASE = frozenset({"ALL", "ALTER", "CREATE_TABLE", "DESCRIBE", "DROP"})
_TABLE = frozenset({"ALL", "ALTER", "DELETE", "DESCRIBE", "DROP", "INSERT", "SELECT"})
#: https://docs.aws.amazon.com/lake-formation/latest/dg/lf-permissions-reference.html
_ALLOWED = {
    "Catalog": frozenset({"ALL", "CREATE_DATABASE", "CREATE_LF_TAG", "DESCRIBE", "ALTER", "DROP"}),
    "Database": _DATABASE,
    "Table": _TABLE,
    "TableWithColumns": frozenset({"SELECT"}),
    "DataLocation": frozenset({"DATA_LOCATION_ACCESS"}),
    "LFTag": frozenset({"ALTER", "DROP", "DESCRIBE", "ASSOCIATE", "GRANT_WITH_LF_TAG_EXPRESSION"}),
}


def kind_of(resource: Data) -> str:
    kinds = [kind for kind, value in resource.items() if value is not None]
    if len(kinds) != 1:
        raise invalid_input("Resource must have exactly one of its fields populated.")
    return kinds[0]


def _database(given: Data) -> Data:
    return {"CatalogId": catalog_id(), "Name": require_database(given["Name"])}


def _table(given: Data) -> Data:
    name, wildcard = given.get("Name"), given.get("TableWildcard")
    if name is None and wildcard is None:
        raise invalid_input("Table name and table wildcard cannot both be empty.")
    if name is not None and wildcard is not None and name != ALL_TABLES:
        raise invalid_input("Table name and table wildcard cannot both be present.")
    database = require_database(given["DatabaseName"])
    if wildcard is not None:
        return {"CatalogId": catalog_id(), "DatabaseName": database, "Name": ALL_TABLES, "TableWildcard": {}}
    return {"CatalogId": catalog_id(), "DatabaseName": database, "Name": require_table(database, str(name))["Name"]}


def _columns(given: Data) -> Data:
    names, wildcard = given.get("ColumnNames"), given.get("ColumnWildcard")
    if (names is None) == (wildcard is None):
        raise invalid_input("Exactly one of column names and column wildcard must be present.")
    database = require_database(given["DatabaseName"])
    form: Data = {"CatalogId": catalog_id(), "DatabaseName": database, "Name": given["Name"].lower()}
    if given["Name"] == ALL_TABLES:
        return {**form, "Name": ALL_TABLES, "ColumnWildcard": {}}
    table = require_table(database, given["Name"])
    if names is not None:
        return {**form, "ColumnNames": sorted(require_columns(table, names))}
    excluded = (wildcard or {}).get("ExcludedColumnNames") or []
    return {
        **form,
        "ColumnWildcard": {"ExcludedColumnNames": sorted(require_columns(table, excluded))} if excluded else {},
    }


def require_tag_values(pair: Data) -> Data:
    key, values = pair["TagKey"], pair["TagValues"]
    known = store.tags.get(key)
    if known is None or any(value not in known for value in values):
        raise not_found("Tag or tag value does not exist.")
    return {"TagKey": key, "TagValues": sorted(values)}


def _policy(given: Data) -> Data:
    expression = given.get("Expression") or []
    if not expression:
        raise invalid_input("An LF-Tag policy must have an expression.")
    pairs = sorted((require_tag_values(pair) for pair in expression), key=lambda pair: pair["TagKey"])
    return {"CatalogId": catalog_id(), "ResourceType": given["ResourceType"], "Expression": pairs}


def _tag(given: Data) -> Data:
    return {"CatalogId": catalog_id(), **require_tag_values(given)}


def _location(given: Data) -> Data:
    arn = given["ResourceArn"].rstrip("/")
    if not any(arn == location or arn.startswith(f"{location}/") for location in store.locations):
        raise not_found("Resource is not registered with Lake Formation.")
    return {"CatalogId": catalog_id(), "ResourceArn": arn}


_FORMS: dict[str, Callable[[Data], Data]] = {
    "Catalog": lambda _: {},
    "Database": _database,
    "Table": _table,
    "TableWithColumns": _columns,
    "DataLocation": _location,
    "LFTag": _tag,
    "LFTagPolicy": _policy,
}


def in_one_form(resource: Data) -> Data:
    """Raises LakeFormationError if the resource doesn't exist or isn't supported by the sandbox."""
    kind = kind_of(resource)
    form = _FORMS.get(kind)
    if form is None:
        raise invalid_input(f"The sandbox doesn't support permissions on {kind}.")
    return {kind: form(resource[kind])}


def require_permissions(resource: Data, permissions: list[str]) -> None:
    kind = kind_of(resource)
    if kind == "LFTagPolicy":
        kind = "Database" if resource[kind]["ResourceType"] == "DATABASE" else "Table"
    if not permissions or not set(permissions) <= _ALLOWED[kind]:
        raise invalid_input("Permissions modification is invalid.")


def parts_with_permissions(resource: Data, permissions: list[str]) -> list[tuple[Data, list[str]]]:
    """Lake Formation keeps SELECT on a table as SELECT on all its columns, apart from the table's other permissions."""
    table = resource.get("Table")
    if table is None or "SELECT" not in permissions:
        return [(resource, permissions)] if permissions else []
    columns = {name: table[name] for name in ("CatalogId", "DatabaseName", "Name")}
    select: tuple[Data, list[str]] = ({"TableWithColumns": {**columns, "ColumnWildcard": {}}}, ["SELECT"])
    others = [permission for permission in permissions if permission != "SELECT"]
    return [(resource, others), select] if others else [select]


def selected_columns(granted: Data, table: Data) -> set[str]:
    """Columns of the table that a grant on columns names."""
    every = set(columns_of(table))
    wildcard = granted.get("ColumnWildcard")
    if wildcard is not None:
        return every - set(wildcard.get("ExcludedColumnNames") or [])
    return every & set(granted.get("ColumnNames") or [])


def key_of(principal: str, resource: Data) -> str:
    return json.dumps([principal, resource], sort_keys=True)
