"""Performs on a scratch table everything that building a model does, to check the job role's permissions."""

from __future__ import annotations

from pyspark.sql.types import LongType, StructField, StructType

from lakehouse.failure import Failure, reason
from lakehouse.iceberg.branches import publish_branch
from lakehouse.iceberg.spark_tables import SparkCatalog, SparkTable
from lakehouse.iceberg.tables import TableDefinition
from lakehouse.progress import Progress

_BRANCH = "rehearsal"
_SCHEMA = StructType([StructField("id", LongType(), True, {"comment": "A number."})])


def _require_rows(table: SparkTable, expected: int) -> None:
    found = table.rows().count()
    if found != expected:
        fix = "check the job's log; none of your tables was touched"
        raise Failure("REHEARSAL_FAILED", table.name, f"expected {expected} rows, got {found}", fix)


def rehearse(catalog: SparkCatalog, name: str, warehouse: str | None, progress: Progress) -> None:
    """Creates the table, writes to a branch, publishes it, replaces the table, and always drops it at the end.

    Raises `Failure`, which says which action was denied, or which rows differ from what was written. The table must not
    exist.
    """
    location = f"{warehouse}/rehearsals/{name.replace('.', '/')}" if warehouse else None
    definition = TableDefinition(name, _SCHEMA, (), (), "Made by lakehouse doctor.", location)
    try:
        _rehearse(catalog, definition, progress)
    except Failure:
        raise
    except Exception as error:
        fix = "deploy the stack again, which grants the job its zones, and run `lakehouse access check`"
        raise Failure("REHEARSAL_FAILED", name, reason(error), fix) from error


def _rehearse(catalog: SparkCatalog, definition: TableDefinition, progress: Progress) -> None:
    spark = catalog.spark
    try:
        with progress.phase("create"):
            table = catalog.ensure(definition)
        with progress.phase("branch"):
            table.java.manageSnapshots().createBranch(_BRANCH).commit()
            spark.range(3).writeTo(table.branch(_BRANCH)).append()
            _require_rows(table, 0)
        with progress.phase("publish"):
            publish_branch(table, _BRANCH)
            _require_rows(table, 3)
        with progress.phase("replace"):
            spark.range(5).writeTo(table.identifier).using("iceberg").replace()
            _require_rows(table, 5)
    finally:
        with progress.phase("drop"):
            catalog.drop(definition.name)
