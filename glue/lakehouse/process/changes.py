"""What a night's rows change in a table, by the contract's write mode. Nothing is written here.

- `append`: rows whose key the table does not have yet within the window.
- `merge`: rows with a new key, and rows newer than the table's by `updatedAtColumn`; a late or equally old row changes
  nothing, and a row without that column's value is older than any with one.
- `replace`: all rows, if they differ from the table's in any column of the contract.

The same rows a second time therefore change nothing, whichever attempt brings them.
"""

from __future__ import annotations

from dataclasses import dataclass

from pyspark import StorageLevel
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from lakehouse.contract import Dataset
from lakehouse.iceberg.tables import Table
from lakehouse.process.proof import Tally, tally, tally_columns, tally_of
from lakehouse.process.run import Window

_STORED = "_stored"
_STORED_UPDATED_AT = "_stored_updated_at"


@dataclass(frozen=True)
class Changes:
    """Rows to write, with what they do. `tally` is that of the rows to write."""

    rows: DataFrame
    tally: Tally
    inserted: int
    updated: int
    deleted: int
    cached: DataFrame | None = None

    def release(self) -> None:
        """Frees what was kept: Spark would answer the same question from it even when the table has changed."""
        if self.cached is not None:
            self.cached.unpersist()

    @property
    def none(self) -> bool:
        """Whether the table stays as it is."""
        return not (self.inserted or self.updated or self.deleted)


def _within(window: Window, column: str) -> Column:
    return (F.col(column) >= F.lit(window.since).cast("timestamp")) & (
        F.col(column) < F.lit(window.until).cast("timestamp")
    )


def _append(table: Table, loaded: DataFrame, expected: Tally, dataset: Dataset, window: Window) -> Changes:
    stored = table.rows()
    if dataset.window_column:
        stored = stored.where(_within(window, dataset.window_column))
    if stored.isEmpty():
        return Changes(loaded, expected, expected.rows, 0, 0)
    fresh = loaded.join(stored.select(*dataset.primary_key), list(dataset.primary_key), "left_anti")
    fresh = fresh.persist(StorageLevel.MEMORY_AND_DISK)
    counted = tally(fresh)
    return Changes(fresh, counted, counted.rows, 0, 0, fresh)


def _merge(table: Table, loaded: DataFrame, dataset: Dataset) -> Changes:
    keys = list(dataset.primary_key)
    updated_at = dataset.updated_at_column
    if updated_at is None:
        raise ValueError(f"{dataset.id} is merged and has no updatedAtColumn")
    stored = table.rows().select(*keys, F.lit(True).alias(_STORED), F.col(updated_at).alias(_STORED_UPDATED_AT))
    newer = F.col(updated_at).isNotNull() & (
        F.col(_STORED_UPDATED_AT).isNull() | (F.col(updated_at) > F.col(_STORED_UPDATED_AT))
    )
    changed = loaded.join(stored, keys, "left").where(F.col(_STORED).isNull() | newer)
    changed = changed.drop(_STORED_UPDATED_AT).persist(StorageLevel.MEMORY_AND_DISK)
    counts = changed.agg(
        *tally_columns("new", F.col(_STORED).isNull()), *tally_columns("newer", F.col(_STORED).isNotNull())
    ).collect()[0]
    new, newer_rows = tally_of(counts, "new"), tally_of(counts, "newer")
    return Changes(changed.drop(_STORED), new + newer_rows, new.rows, newer_rows.rows, 0, changed)


def _replace(table: Table, loaded: DataFrame, expected: Tally, dataset: Dataset) -> Changes:
    keys = list(dataset.primary_key)
    content = F.struct(*(column.name for column in dataset.columns))
    compared = loaded.select(*keys, content.alias("new")).join(
        table.rows().select(*keys, content.alias("old")), keys, "full_outer"
    )
    both = F.col("new").isNotNull() & F.col("old").isNotNull()
    counts = compared.agg(
        F.count(F.when(F.col("old").isNull(), F.lit(1))).alias("inserted"),
        F.count(F.when(F.col("new").isNull(), F.lit(1))).alias("deleted"),
        F.count(F.when(both & (F.col("new") != F.col("old")), F.lit(1))).alias("updated"),
    ).collect()[0]
    return Changes(loaded, expected, counts["inserted"], counts["updated"], counts["deleted"])


def changes_to(table: Table, loaded: DataFrame, expected: Tally, dataset: Dataset, window: Window) -> Changes:
    """Compares the loadable rows, which have the tally `expected`, with the table's main."""
    if table.total_rows() == 0:
        return Changes(loaded, expected, expected.rows, 0, 0)
    match dataset.write_mode:
        case "append":
            return _append(table, loaded, expected, dataset, window)
        case "merge":
            return _merge(table, loaded, dataset)
        case "replace":
            return _replace(table, loaded, expected, dataset)
