"""Iceberg tables' metadata files, located through Glue's catalog."""

from __future__ import annotations

import functools
import gzip
import json
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from lakehouse.edge.objects import Objects
from lakehouse.failure import HiddenTable
from lakehouse.iceberg.history import TableMetadata

_AT_ONCE = 8
_CONFIG = Config(
    retries={"mode": "standard", "max_attempts": 5},
    connect_timeout=5,
    read_timeout=60,
    max_pool_connections=_AT_ONCE,
)
_GZIP = b"\x1f\x8b"


@functools.cache
def _glue() -> Any:
    return boto3.client("glue", config=_CONFIG)


_DENIED = "AccessDeniedException"


def _code(error: ClientError) -> str:
    return str(error.response["Error"]["Code"])


def _may_be_there(database: str, table: str) -> bool:
    """Whether the table is in its database's list, or the list is denied."""
    # Names consist of letters, digits and underscores, which are literal in an expression.
    pages = _glue().get_paginator("get_tables").paginate(DatabaseName=database, Expression=table)
    try:
        return any(found["Name"] == table for page in pages for found in page["TableList"])
    except ClientError as error:
        if _code(error) == _DENIED:
            return True
        raise


def _record(database: str, table: str) -> dict[str, Any] | None:
    """The catalog's entry, or None. Raises `HiddenTable` for a table that Lake Formation hides from the job.

    For a missing table, Lake Formation denies access to a job that may not create it; the list of tables tells the two
    cases apart.
    """
    try:
        found: dict[str, Any] = _glue().get_table(DatabaseName=database, Name=table)
    except ClientError as error:
        if _code(error) == _DENIED and _may_be_there(database, table):
            raise HiddenTable(f"{database}.{table}", error) from error
        if _code(error) in ("EntityNotFoundException", _DENIED):
            return None
        raise
    record: dict[str, Any] = found["Table"]
    return record


def _find(name: str) -> TableMetadata | None:
    database, _, table = name.partition(".")
    record = _record(database, table)
    if record is None:
        return None
    bucket, _, key = record["Parameters"]["metadata_location"].removeprefix("s3://").partition("/")
    content = Objects(bucket)(key)
    return TableMetadata(json.loads(gzip.decompress(content) if content.startswith(_GZIP) else content))


def read_tables(names: Iterable[str]) -> dict[str, TableMetadata | None]:
    """Metadata by table name, `<database>.<table>`; None for a table that does not exist.

    Raises `OSError` or boto3's errors if a table cannot be read, and `KeyError` for one that is not an Iceberg table.
    """
    wanted = list(names)
    _glue()  # boto3 makes clients in one thread at a time only
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return dict(zip(wanted, pool.map(_find, wanted), strict=True))
