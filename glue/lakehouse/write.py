"""Writes to a branch, and reads back what arrived there."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from lakehouse.changes import Changes
from lakehouse.columns import EXTRACTED_AT, PAGE, ROW_HASH, RUN_ID
from lakehouse.contract import Dataset
from lakehouse.proof import Tally, expect_equal, stored_head, tally_columns, tally_of
from lakehouse.tables import WINDOW, Table

_ROWS_PER_FILE = 250_000
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


def _stored_columns(rows: DataFrame, dataset: Dataset, run_id: str) -> DataFrame:
    names = [column.name for column in dataset.columns]
    return rows.select(*names, F.lit(run_id).alias(RUN_ID), PAGE, EXTRACTED_AT, ROW_HASH)


def _merge_into(table: Table, branch: str, rows: DataFrame, dataset: Dataset, properties: dict[str, str]) -> None:
    # MERGE takes snapshot properties from the session only, and datasets run side by side: it has a session of its own.
    session = table.spark.newSession()
    session.conf.set("spark.sql.iceberg.check-nullability", "false")
    for key, value in properties.items():
        session.conf.set(f"spark.sql.iceberg.{_SNAPSHOT_PROPERTY}{key}", value)
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
    run_id: str,
    properties: dict[str, str],
    *,
    cores: int,
    many_days: bool,
) -> None:
    """Writes the changed rows to the branch, as one snapshot with those properties."""
    rows = _stored_columns(changes.rows, dataset, run_id).coalesce(write_tasks(changes.tally.rows, cores))
    if dataset.write_mode == "merge" and changes.updated:
        _merge_into(table, branch, rows, dataset, properties)
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


def audit(table: Table, branch: str, run_id: str, changes: Changes, rows_before: int) -> Tally:
    """Reads back the run's rows from the branch and compares them with what was to be written.

    Raises `DatasetFailure` when the branch is not main plus the changes.
    """
    written = table.rows(branch).where(F.col(RUN_ID) == run_id)
    row = written.agg(*tally_columns("all", F.lit(True), stored_head())).collect()[0]
    found = tally_of(row, "all")
    expect_equal(table.name, "rows written", found, changes.tally)
    table.java.refresh()
    snapshot = table.java.snapshot(table.java.refs().get(branch).snapshotId())
    total = int(snapshot.summary().get("total-records"))
    expect_equal(table.name, "rows in the table", total, rows_before + changes.inserted - changes.deleted)
    return found
