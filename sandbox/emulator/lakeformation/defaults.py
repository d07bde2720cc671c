"""Side effects of Glue calls: default grants on new databases and tables, and cleanup when they are deleted."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from emulator.lakeformation import store
from emulator.lakeformation.catalog import catalog_id
from emulator.lakeformation.permissions import record
from emulator.lakeformation.resources import ALL_TABLES
from emulator.ministack import glue
from emulator.ministack.answers import Answer
from emulator.ministack.operations import Operation

Data = dict[str, Any]


def _grant(entries: list[Data], resource: Data) -> None:
    for entry in entries:
        record(entry["Principal"]["DataLakePrincipalIdentifier"], resource, entry.get("Permissions") or [], [])


def _database_born(data: Data) -> None:
    given = data["DatabaseInput"]
    settings, database = store.current_settings(), glue.databases[given["Name"]]
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
        glue.databases[data["Name"]]["CreateTableDefaultPermissions"] = of_tables


#: Principals that are creating a table or view through Athena, by database and name: Trino's own calls use the
#: account.
_creators: dict[tuple[str, str], str] = {}


@contextmanager
def creating(principal: str, database: str, name: str) -> Iterator[None]:
    """While open, a table of this name belongs to the principal: it gets all permissions, with grant option.

    https://docs.aws.amazon.com/lake-formation/latest/dg/implicit-permissions.html
    """
    _creators[(database, name)] = principal
    try:
        yield
    finally:
        _creators.pop((database, name), None)


def _table_born(data: Data) -> None:
    database, name = data["DatabaseName"], data["TableInput"]["Name"]
    entries = glue.databases[database].get("CreateTableDefaultPermissions") or []
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


def _followed_by(follow: Callable[[Data], None]) -> Callable[[Operation], Operation]:
    def wrapped(operation: Operation) -> Operation:
        def call(data: Data) -> Answer:
            with store.lock:
                answer = operation(data)
                if answer[0] < 400:
                    follow(data)
                    store.changes.note()
                return answer

        return call

    return wrapped


def install_defaults() -> None:
    """Installs Lake Formation's side effects in ministack's Glue."""
    glue.wrap_operation("create_database", _followed_by(_database_born))
    glue.wrap_operation("update_database", _followed_by(_database_changed))
    glue.wrap_operation("delete_database", _followed_by(lambda data: _forget(data["Name"], None)))
    glue.wrap_operation("create_table", _followed_by(_table_born))
    glue.wrap_operation("update_table", _followed_by(lambda _: None))
    glue.wrap_operation("delete_table", _followed_by(lambda data: _forget(data["DatabaseName"], [data["Name"]])))
    glue.wrap_operation(
        "batch_delete_table", _followed_by(lambda data: _forget(data["DatabaseName"], data["TablesToDelete"]))
    )
