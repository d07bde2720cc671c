"""What Glue's calls mean for Lake Formation: grants that a database or table is born with, and the end of both."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ministack.services import glue

from emulator.answers import Answer
from emulator.lakeformation import store
from emulator.lakeformation.catalog import catalog_id
from emulator.lakeformation.permissions import record
from emulator.lakeformation.resources import ALL_TABLES

Data = dict[str, Any]
Operation = Callable[[Data], Answer]


def _grant(entries: list[Data], resource: Data) -> None:
    for entry in entries:
        record(entry["Principal"]["DataLakePrincipalIdentifier"], resource, entry.get("Permissions") or [], [])


def _database_born(data: Data) -> None:
    given = data["DatabaseInput"]
    settings, database = store.current_settings(), glue._databases[given["Name"]]
    of_tables = given.get("CreateTableDefaultPermissions")
    # https://docs.aws.amazon.com/lake-formation/latest/dg/change-settings.html
    database["CreateTableDefaultPermissions"] = (
        settings["CreateTableDefaultPermissions"] if of_tables is None else of_tables
    )
    _grant(
        settings["CreateDatabaseDefaultPermissions"],
        {"Database": {"CatalogId": catalog_id(), "Name": given["Name"]}},
    )


def _database_changed(data: Data) -> None:
    of_tables = data["DatabaseInput"].get("CreateTableDefaultPermissions")
    if of_tables is not None:
        glue._databases[data["Name"]]["CreateTableDefaultPermissions"] = of_tables


#: Who is about to create a table or view by Athena, by its database and name: Trino's own calls are the account's.
_creators: dict[tuple[str, str], str] = {}


@contextmanager
def creating(principal: str, database: str, name: str) -> Iterator[None]:
    """What is created of this name meanwhile is the principal's: it has everything on it, and may hand it on.

    https://docs.aws.amazon.com/lake-formation/latest/dg/implicit-permissions.html
    """
    _creators[(database, name)] = principal
    try:
        yield
    finally:
        _creators.pop((database, name), None)


def _table_born(data: Data) -> None:
    database, name = data["DatabaseName"], data["TableInput"]["Name"]
    entries = glue._databases[database].get("CreateTableDefaultPermissions") or []
    resource = {"Table": {"CatalogId": catalog_id(), "DatabaseName": database, "Name": name}}
    _grant(entries, resource)
    creator = _creators.get((database, name))
    if creator is not None:
        record(creator, resource, ["ALL"], ["ALL"])


def _forget(database: str, tables: list[str] | None) -> None:
    """Drops grants and tags of tables, or with None those of the database and all in it."""

    def is_gone(resource: Data) -> bool:
        if "Database" in resource:
            return tables is None and bool(resource["Database"]["Name"] == database)
        about = resource.get("Table") or resource.get("TableWithColumns") or {}
        if about.get("DatabaseName") != database:
            return False
        return tables is None or (about["Name"] != ALL_TABLES and about["Name"] in tables)

    for key, grant in store.grants.items():
        if is_gone(grant["Resource"]):
            del store.grants[key]
    for path in list(store.assigned):
        if path[0] == database and (tables is None or (len(path) > 1 and path[1] in tables)):
            del store.assigned[path]


def _after(operation: Operation, follow: Callable[[Data], None]) -> Operation:
    def call(data: Data) -> Answer:
        with store.lock:
            answer = operation(data)
            if answer[0] < 400:
                follow(data)
                store.changes.note()
            return answer

    return call


def install_defaults() -> None:
    """Puts Lake Formation's part into ministack's Glue, which finds its operations by name on each call."""
    glue._create_database = _after(glue._create_database, _database_born)
    glue._update_database = _after(glue._update_database, _database_changed)
    glue._delete_database = _after(glue._delete_database, lambda data: _forget(data["Name"], None))
    glue._create_table = _after(glue._create_table, _table_born)
    glue._update_table = _after(glue._update_table, lambda _: None)
    glue._delete_table = _after(glue._delete_table, lambda data: _forget(data["DatabaseName"], [data["Name"]]))
    glue._batch_delete_table = _after(
        glue._batch_delete_table, lambda data: _forget(data["DatabaseName"], data["TablesToDelete"])
    )
