"""Statements that Athena doesn't support on Iceberg tables in a location registered with Lake Formation.

https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg.html#querying-iceberg-considerations-and-limitations: no
DDL. Views aren't tables, and rewriting a table's files (OPTIMIZE, VACUUM) isn't DDL.
"""

import re
from typing import Any

from emulator.athena.denials import USER_ERROR
from emulator.athena.errors import QueryFailedError
from emulator.athena.statements import NAME, parts_of, without_comments
from emulator.lakeformation import catalog
from emulator.lakeformation.locations import registered_arn

Data = dict[str, Any]

_FLAGS = re.IGNORECASE | re.DOTALL
_DDL = re.compile(
    rf"(?P<verb>CREATE|ALTER|DROP)\s+TABLE\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?(?P<name>{NAME})(?P<rest>.*)", _FLAGS
)
_LOCATION = re.compile(r"\blocation\s*=\s*'([^']*)'|\bLOCATION\s+'([^']*)'", _FLAGS)


def _is_iceberg(table: Data) -> bool:
    return str((table.get("Parameters") or {}).get("table_type", "")).upper() == "ICEBERG"


def _location_of(verb: str, database: str, name: str, rest: str) -> str | None:
    """Location of the Iceberg table, existing or to be created; None if there is none."""
    table = catalog.find_table(database, name)
    if table is not None:
        return (table.get("StorageDescriptor") or {}).get("Location") if _is_iceberg(table) else None
    if verb != "CREATE":
        return None
    given = _LOCATION.search(rest.partition(" AS ")[0])
    if given is not None:
        return given.group(1) or given.group(2)
    found = catalog.find_database(database)
    return None if found is None else found.get("LocationUri")


def refuse_governed_ddl(sql: str, database: str | None) -> None:
    """Raises QueryFailedError for every caller."""
    found = _DDL.match(without_comments(sql))
    if found is None:
        return
    schema, name = parts_of(found.group("name"), database)
    location = _location_of(found.group("verb").upper(), schema, name, found.group("rest"))
    if location and registered_arn(location) is not None:
        raise QueryFailedError(
            "NOT_SUPPORTED: DDL operations are not supported on Iceberg tables that are registered with "
            f"Lake Formation: {schema}.{name}",
            USER_ERROR,
        )
