"""Permissions that Lake Formation requires for Glue's operations.

https://docs.aws.amazon.com/lake-formation/latest/dg/lf-permissions-reference.html lists the permissions. For a caller
who couldn't create it, a missing table is "insufficient permissions", so that names can't be probed
(https://github.com/aws/aws-sdk-pandas/issues/677, https://github.com/ExpediaGroup/waggle-dance/pull/359). The sources
differ in whether DESCRIBE on the database is enough to be told that a table is missing; here it isn't.

An administrator may create databases, and describe and grant everything, but alters and drops only what it created:
https://docs.aws.amazon.com/lake-formation/latest/dg/implicit-permissions.html
"""

from collections.abc import Callable
from typing import Any

from emulator.authorization.identity import Caller
from emulator.lakeformation import catalog, store
from emulator.lakeformation.effective import Access
from emulator.lakeformation.errors import LakeFormationError, access_denied, not_found
from emulator.lakeformation.locations import may_use, registered_arn
from emulator.lakeformation.settings import is_administrator
from emulator.ministack import glue

Data = dict[str, Any]

#: Stored with the database. It isn't a grant, so it can't be revoked.
_CREATOR = "SandboxCreator"


def _insufficient(permission: str, on: str) -> LakeFormationError:
    return access_denied(f"Insufficient Lake Formation permission(s): Required {permission} on {on}")


class Call:
    """One call of a principal that isn't the account itself."""

    def __init__(self, caller: Caller, data: Data) -> None:
        self.caller = caller
        self.data = data
        self.access = Access(caller.principal)
        self.database = str(data.get("DatabaseName") or data.get("Name") or "").lower()

    def sees_database(self, name: str) -> bool:
        return bool(self.access.of_database(name)) or any(map(self.sees, catalog.tables_of(name)))

    def sees(self, table: Data) -> bool:
        return self.access.of_table(table).is_visible

    def require_visible_database(self) -> None:
        if catalog.find_database(self.database) is None and self.access.sees_everything:
            raise not_found(f"Database {self.database} not found.")
        if not self.sees_database(self.database):
            raise _insufficient("Describe", self.database)

    def require_create_database(self) -> None:
        """With open defaults, IAM alone decides who may create databases."""
        if is_administrator(self.caller) or store.current_settings()["CreateDatabaseDefaultPermissions"]:
            return
        principals = {self.caller.principal, store.IAM_ALLOWED_PRINCIPALS}
        if not any(
            "Catalog" in grant["Resource"] and "CREATE_DATABASE" in grant["Permissions"]
            for grant in store.grants.values()
            if grant["Principal"]["DataLakePrincipalIdentifier"] in principals
        ):
            raise _insufficient("Create Database", "Catalog")

    def require_on_database(self, permission: str) -> None:
        known = catalog.find_database(self.database)
        if known is None or known.get(_CREATOR) == self.caller.principal:
            return
        if permission not in self.access.of_database(self.database):
            raise _insufficient(permission.capitalize(), self.database)

    def require_create(self) -> None:
        if "CREATE_TABLE" not in self.access.of_database(self.database):
            raise _insufficient("Create Table", self.database)

    def require_on_table(self, name: str, permission: str) -> None:
        table = catalog.find_table(self.database, name)
        if table is None:
            if "CREATE_TABLE" in self.access.of_database(self.database):
                raise not_found(f"Table {name} not found.")
            raise _insufficient("Describe", name)
        held = self.access.of_table(table)
        if not held.is_visible:
            raise _insufficient("Describe", name)
        if permission != "DESCRIBE" and permission not in held.permissions:
            raise _insufficient(permission.capitalize(), name)

    def require_location(self, table: Data, known: Data | None = None) -> None:
        """Placing a table in a registered location requires a separate permission; an update without a move doesn't."""
        location = (table.get("StorageDescriptor") or {}).get("Location")
        if not location or location == ((known or {}).get("StorageDescriptor") or {}).get("Location"):
            return
        arn = registered_arn(location)
        if arn is not None and not may_use(self.caller.principal, arn):
            raise access_denied(f"Insufficient Lake Formation permission(s) on {location}")

    def seen_columns(self, table: Data) -> Data:
        """The table with the columns that the caller may see: all with DESCRIBE, else those that it may read."""
        held = self.access.of_table(table)
        if "DESCRIBE" in held.permissions:
            return table
        descriptor = table.get("StorageDescriptor") or {}
        kept = {
            name: [column for column in columns or [] if column["Name"].lower() in held.columns]
            for name, columns in (
                ("Columns", descriptor.get("Columns")),
                ("PartitionKeys", table.get("PartitionKeys")),
            )
        }
        return {
            **table,
            "StorageDescriptor": {**descriptor, "Columns": kept["Columns"]},
            "PartitionKeys": kept["PartitionKeys"],
        }


def _of_database(permission: str) -> Callable[[Call], None]:
    return lambda call: call.require_on_database(permission)


def _of_table(name_field: str, permission: str) -> Callable[[Call], None]:
    def decide(call: Call) -> None:
        call.require_on_table(str(call.data.get(name_field) or ""), permission)

    return decide


def _decide_create(call: Call) -> None:
    call.require_create()
    call.require_location(call.data.get("TableInput") or {})


def _decide_update(call: Call) -> None:
    table = call.data.get("TableInput") or {}
    call.require_on_table(str(table.get("Name") or ""), "ALTER")
    call.require_location(table, catalog.find_table(call.database, str(table.get("Name"))))


def _decide_deletes(call: Call) -> None:
    for name in call.data.get("TablesToDelete") or []:
        call.require_on_table(name, "DROP")


_READ_PARTITIONS = _of_table("TableName", "DESCRIBE")
_CHANGE_PARTITIONS = _of_table("TableName", "ALTER")

DECISIONS: dict[str, Callable[[Call], None]] = {
    "CreateDatabase": Call.require_create_database,
    "UpdateDatabase": _of_database("ALTER"),
    "DeleteDatabase": _of_database("DROP"),
    "GetDatabase": Call.require_visible_database,
    "GetTables": Call.require_visible_database,
    "GetTable": _of_table("Name", "DESCRIBE"),
    "GetTableVersions": _of_table("TableName", "DESCRIBE"),
    "CreateTable": _decide_create,
    "UpdateTable": _decide_update,
    "DeleteTable": _of_table("Name", "DROP"),
    "BatchDeleteTable": _decide_deletes,
    **dict.fromkeys(("GetPartition", "GetPartitions", "BatchGetPartition"), _READ_PARTITIONS),
    **dict.fromkeys(
        (
            "CreatePartition",
            "BatchCreatePartition",
            "UpdatePartition",
            "BatchUpdatePartition",
            "DeletePartition",
            "BatchDeletePartition",
        ),
        _CHANGE_PARTITIONS,
    ),
}


def note_creator(name: str, caller: Caller) -> None:
    """Of a database that is new."""
    glue.databases[name][_CREATOR] = caller.principal
