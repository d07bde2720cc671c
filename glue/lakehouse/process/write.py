"""Writes to a branch, and reads back what arrived there."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from lakehouse.columns import EXTRACTED_AT, PAGE, ROW_HASH, RUN_ID
from lakehouse.contract import Dataset
from lakehouse.iceberg.tables import Table
from lakehouse.process.changes import Changes
from lakehouse.process.definitions import WINDOW
from lakehouse.process.proof import NOTHING, Tally, expect_equal, head_of, stored_head, tally_columns, tally_of

_ROWS_PER_FILE = 250_000
# A query costs more than reading some small files where one is.
_SMALL_BYTES = 4 * 1024 * 1024
_SNAPSHOT_PROPERTY = "snapshot-property."


def write_tasks(rows: int, cores: int) -> int:
    """Tasks that write: one file each, so few; every core has one when there are rows enough to share."""
    return max(1, min(cores, -(-rows // _ROWS_PER_FILE)))


def _writer_options(properties: dict[str, str], many_days: bool) -> dict[str, str]:
    # Contracts may require more than a table's first version did, and Spark cannot know that nulls were sorted out.
    options = {"check-nullability": "false"}
    if many_days:
        options["distribution-mode"] = "hash"
    return options | {f"{_SNAPSHOT_PROPERTY}{key}": value for key, value in properties.items()}


def _stored_columns(table: Table, rows: DataFrame, dataset: Dataset, run_id: str) -> DataFrame:
    stored = rows.withColumn(RUN_ID, F.lit(run_id))
    own = [*(column.name for column in dataset.columns), RUN_ID, PAGE, EXTRACTED_AT, ROW_HASH]
    # A column that left the contract stays in the table, and Spark wants a value for each.
    left = [field.name() for field in table.java.schema().columns() if field.name() not in own]
    kinds = {field.name: field.dataType for field in table.rows().schema} if left else {}
    return stored.select(*own, *(F.lit(None).cast(kinds[name]).alias(name) for name in left))


def _merge_into(table: Table, branch: str, rows: DataFrame, dataset: Dataset) -> None:
    # Datasets run side by side, and this setting is no other's: it has a session of its own.
    session = table.spark.newSession()
    session.conf.set("spark.sql.iceberg.check-nullability", "false")
    view = f"changes_{branch}_{dataset.source}_{dataset.name}"
    rows.createOrReplaceGlobalTempView(view)
    try:
        on = " AND ".join(f"t.`{name}` = s.`{name}`" for name in dataset.primary_key)
        session.sql(
            f"MERGE INTO {table.branch(branch)} t USING global_temp.`{view}` s ON {on} "
            "WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *"
        )
    finally:
        table.spark.catalog.dropGlobalTempView(view)


def write_changes(
    table: Table,
    branch: str,
    changes: Changes,
    dataset: Dataset,
    *,
    run_id: str,
    properties: dict[str, str],
    cores: int,
    many_days: bool,
) -> None:
    """Writes the changed rows to the branch, as one snapshot; with those properties, unless rows are updated."""
    rows = _stored_columns(table, changes.rows, dataset, run_id).coalesce(write_tasks(changes.tally.rows, cores))
    if dataset.write_mode == "merge" and changes.updated:
        _merge_into(table, branch, rows, dataset)
        return
    writer = rows.writeTo(table.branch(branch)).options(**_writer_options(properties, many_days))
    if dataset.write_mode == "replace":
        writer.overwrite(F.lit(True))
    else:
        writer.append()


def write_quarantine(table: Table, branch: str, rows: DataFrame, window: str, properties: dict[str, str]) -> None:
    """Puts the rows in the place of what the branch holds for that window."""
    options = _writer_options(properties, many_days=False)
    rows.coalesce(1).writeTo(table.branch(branch)).options(**options).overwrite(F.col(WINDOW) == window)


def _read_small_files(table: Table, locations: list[str], run_id: str) -> Tally:
    found = NOTHING
    for location in locations:
        stream = table.java.io().newInputFile(location).newStream()
        try:
            content = bytes(stream.readAllBytes())
        finally:
            stream.close()
        rows = pq.read_table(pa.BufferReader(content), columns=[RUN_ID, ROW_HASH])
        own = rows.filter(pc.equal(rows.column(RUN_ID), run_id)).column(ROW_HASH).to_pylist()
        found += Tally(len(own), sum(head_of(digits) for digits in own))
    return found


def _written(table: Table, branch: str, head: Any, run_id: str) -> Tally:
    files = list(head.addedDataFiles(table.java.io()))
    if sum(file.fileSizeInBytes() for file in files) <= _SMALL_BYTES:
        return _read_small_files(table, [file.location() for file in files], run_id)
    rows = table.rows(branch).where(F.col(RUN_ID) == run_id)
    return tally_of(rows.agg(*tally_columns("all", F.lit(True), stored_head())).collect()[0], "all")


def audit(table: Table, branch: str, run_id: str, changes: Changes, rows_before: int) -> Tally:
    """Reads back the run's rows from the branch and compares them with what was to be written.

    Raises `DatasetFailure` when the branch is not main plus the changes.
    """
    table.java.refresh()
    head = table.java.snapshot(table.java.refs().get(branch).snapshotId())
    found = _written(table, branch, head, run_id)
    expect_equal(table.name, "rows written", found, changes.tally)
    total = int(head.summary().get("total-records"))
    expect_equal(table.name, "rows in the table", total, rows_before + changes.inserted - changes.deleted)
    return found
