"""What Lake Formation's permissions are about: databases, tables and columns of ministack's Glue catalog."""

from collections.abc import Iterable
from typing import Any

from emulator.lakeformation.errors import not_found
from emulator.ministack import glue
from emulator.ministack.scope import account_id

Data = dict[str, Any]


def catalog_id() -> str:
    account: str = account_id()
    return account


def databases() -> list[Data]:
    return list(glue.databases.values())


def tables_of(database: str) -> list[Data]:
    return [table for table in glue.tables.values() if table["DatabaseName"] == database]


def columns_of(table: Data) -> list[str]:
    descriptor = table.get("StorageDescriptor") or {}
    columns = [*(descriptor.get("Columns") or []), *(table.get("PartitionKeys") or [])]
    return [column["Name"].lower() for column in columns]


def require_database(name: str) -> str:
    """Names are stored in lower case, as in Glue."""
    found = name.lower()
    if found not in glue.databases:
        raise not_found(f"Database not found: {found}")
    return found


def find_database(name: str) -> Data | None:
    found: Data | None = glue.databases.get(name.lower())
    return found


def find_table(database: str, name: str) -> Data | None:
    found: Data | None = glue.tables.get(f"{database.lower()}/{name.lower()}")
    return found


def require_table(database: str, name: str) -> Data:
    found = require_database(database)
    table = find_table(found, name)
    if table is None:
        raise not_found(f"Table not found: {name.lower()}")
    return table


def require_columns(table: Data, names: Iterable[str]) -> list[str]:
    known = columns_of(table)
    columns = [name.lower() for name in names]
    missing = [name for name in columns if name not in known]
    if missing:
        raise not_found(f"Column not found: {', '.join(missing)}")
    return columns
