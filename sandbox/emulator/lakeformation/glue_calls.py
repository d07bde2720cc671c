"""What Lake Formation decides about Glue's calls on tables: who sees what, and who may change it.

https://docs.aws.amazon.com/lake-formation/latest/dg/lf-permissions-reference.html says which permission is for what.
A table that is missing is "insufficient permissions" to whoever couldn't create it, so that nobody learns names by
asking (https://github.com/aws/aws-sdk-pandas/issues/677, https://github.com/ExpediaGroup/waggle-dance/pull/359). The
sources differ in whether DESCRIBE on the database is enough to be told that a table is missing; here it isn't.
"""

import json
from collections.abc import Callable
from typing import Any

from ministack.services import glue

from emulator.answers import Answer, content_of, refusal
from emulator.authorization.corrections import operation_of, parsed
from emulator.identity import caller_of
from emulator.lakeformation import catalog, store
from emulator.lakeformation.effective import Access
from emulator.lakeformation.errors import LakeFormationError, access_denied, not_found
from emulator.lakeformation.locations import may_use, registered_arn

Data = dict[str, Any]


def _insufficient(permission: str, on: str) -> LakeFormationError:
    return access_denied(f"Insufficient Lake Formation permission(s): Required {permission} on {on}")


class _Call:
    """One call of a principal that isn't the account itself."""

    def __init__(self, principal: str, data: Data) -> None:
        self.principal = principal
        self.data = data
        self.access = Access(principal)
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
        """To keep a table in a registered location takes a permission of its own; an update that stays doesn't."""
        location = (table.get("StorageDescriptor") or {}).get("Location")
        if not location or location == ((known or {}).get("StorageDescriptor") or {}).get("Location"):
            return
        arn = registered_arn(location)
        if arn is not None and not may_use(self.principal, arn):
            raise access_denied(f"Insufficient Lake Formation permission(s) on {location}")

    def seen_columns(self, table: Data) -> Data:
        """The table with the columns that the caller may know of: all by DESCRIBE, else those that it may read."""
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


def _of_table(name_field: str, permission: str) -> Callable[[_Call], None]:
    def decide(call: _Call) -> None:
        call.require_on_table(str(call.data.get(name_field) or ""), permission)

    return decide


def _decide_create(call: _Call) -> None:
    call.require_create()
    call.require_location(call.data.get("TableInput") or {})


def _decide_update(call: _Call) -> None:
    table = call.data.get("TableInput") or {}
    call.require_on_table(str(table.get("Name") or ""), "ALTER")
    call.require_location(table, catalog.find_table(call.database, str(table.get("Name"))))


def _decide_deletes(call: _Call) -> None:
    for name in call.data.get("TablesToDelete") or []:
        call.require_on_table(name, "DROP")


_READ_PARTITIONS = _of_table("TableName", "DESCRIBE")
_CHANGE_PARTITIONS = _of_table("TableName", "ALTER")

_DECISIONS: dict[str, Callable[[_Call], None]] = {
    "GetDatabase": _Call.require_visible_database,
    "GetTables": _Call.require_visible_database,
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


def _seen_databases(call: _Call, content: Data) -> Data:
    return {**content, "DatabaseList": [one for one in content["DatabaseList"] if call.sees_database(one["Name"])]}


def _seen_tables(call: _Call, content: Data) -> Data:
    return {**content, "TableList": [call.seen_columns(one) for one in content["TableList"] if call.sees(one)]}


def _seen_table(call: _Call, content: Data) -> Data:
    return {**content, "Table": call.seen_columns(content["Table"])}


#: What an answer holds for the caller.
_SEEN: dict[str, Callable[[_Call, Data], Data]] = {
    "GetDatabases": _seen_databases,
    "GetTables": _seen_tables,
    "GetTable": _seen_table,
}

Handler = Callable[[str, str, dict[str, str], bytes, Data], Answer]


def _governed(handle: Handler) -> Handler:
    def call(method: str, path: str, headers: dict[str, str], body: bytes, query: Data) -> Answer:
        operation = operation_of(headers)
        decide, seen = _DECISIONS.get(operation), _SEEN.get(operation)
        if decide is None and seen is None:
            return handle(method, path, headers, body, query)
        caller = caller_of(headers, query)
        if caller.is_root:
            return handle(method, path, headers, body, query)
        with store.lock:
            asked = _Call(caller.principal, parsed(body))
            try:
                if decide is not None:
                    decide(asked)
            except LakeFormationError as error:
                return refusal(error.code, str(error))
            if seen is None:
                return handle(method, path, headers, body, query)
            status, answer_headers, content = handle(method, path, headers, body, query)
            if status >= 400:
                return status, answer_headers, content
            shown = seen(asked, content_of((status, answer_headers, content)))
            return status, answer_headers, json.dumps(shown).encode()

    return call


def install_glue_calls() -> None:
    """Goes around ministack's Glue, which finds its dispatcher by name on each call."""
    glue._handle_request_sync = _governed(glue._handle_request_sync)
