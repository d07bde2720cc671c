"""Compares rows of states with Spark, for tables of any size: by sums of row hashes, in one pass."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import reduce
from typing import Any

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from lakehouse.curate.changed_files import ChangedFile, ChangedFiles
from lakehouse.curate.days import Days
from lakehouse.iceberg.spark_tables import SparkTable

_DAY = "_day"
_DELETED = "_deleted"
_SIGN = "_sign"


def within_sql(column: str, ranges: tuple[Days, ...]) -> str:
    """SQL condition: whether the date column is in one of the ranges; null if the column is null."""
    parts = [f"(`{column}` >= DATE '{days.since}' AND `{column}` < DATE '{days.until}')" for days in ranges]
    return " OR ".join(parts) or "false"


def within(column: str, ranges: tuple[Days, ...]) -> Column:
    """Whether the date column is in one of the ranges; null if the column is null."""
    return F.expr(within_sql(column, ranges))


def _row_hash(rows: DataFrame) -> Column:
    columns = [f"`{name}`" for name in rows.columns]
    # A null leaves a hash unchanged: without the flags, a value that moves to the next column would go unnoticed.
    return F.expr(f"xxhash64({', '.join([*columns, *(f'{column} IS NULL' for column in columns)])})")


def _sums(sign: Column, row_hash: Column) -> list[Column]:
    """Both are zero if the same rows are added and removed. Product and sum may wrap around at 64 bits."""
    return [F.sum(sign).alias("rows"), F.sum(sign * row_hash).alias("hashes")]


def same_rows(before: DataFrame, after: DataFrame) -> bool:
    """Whether both have the same rows, in the columns of `after`; `before` may lack some of them."""
    known = set(before.columns)
    before = before.selectExpr(
        *(
            f"CAST({f'`{field.name}`' if field.name in known else 'NULL'} AS {field.dataType.simpleString()}) "
            f"AS `{field.name}`"
            for field in after.schema
        )
    )
    signed = before.select(F.lit(-1).cast("long").alias("sign"), _row_hash(before).alias("hash")).unionAll(
        after.select(F.lit(1).cast("long").alias("sign"), _row_hash(after).alias("hash"))
    )
    sums = signed.agg(*_sums(F.col("sign"), F.col("hash"))).collect()[0]
    return not (sums["rows"] or sums["hashes"])


@contextmanager
def _signed_rows(table: SparkTable, files: ChangedFiles) -> Iterator[list[DataFrame]]:
    """The added rows with sign 1, and the removed rows with sign -1; must be read within the context."""
    jvm: Any = table.spark._jvm
    manager = jvm.org.apache.iceberg.spark.ScanTaskSetManager.get()
    staged: list[str] = []

    def rows(files: Sequence[ChangedFile], value: int, *, deleted: bool) -> Iterator[DataFrame]:
        if not files:
            return
        staged.append(str(uuid.uuid4()))
        tasks = jvm.java.util.ArrayList()
        for file in files:
            tasks.add(file.task)
        manager.stageTasks(table.java, staged[-1], tasks)
        read = table.spark.read.option("scan-task-set-id", staged[-1]).table(table.identifier)
        # With this column, Iceberg also returns deleted rows and marks them.
        found = read.where(F.col(_DELETED)) if deleted else read
        yield found.select("*", F.lit(value).cast("long").alias(_SIGN))

    try:
        yield [
            *rows(files.added, 1, deleted=False),
            *rows(files.removed, -1, deleted=False),
            *rows(files.deletes_after, -1, deleted=True),
            *rows(files.deletes_before, 1, deleted=True),
        ]
    finally:
        for name in staged:
            manager.removeTasks(table.java, name)


def days_of_changes(table: SparkTable, files: ChangedFiles, column: str) -> set[date]:
    """Days of the column on which the files, at least one, added, removed or changed rows."""
    day = F.to_date(f"`{column}`").alias(_DAY)
    with _signed_rows(table, files) as parts:
        changes = reduce(DataFrame.unionAll, parts)
        if files.only_added:
            days = changes.select(day).distinct()
        else:
            # A file rewritten for one row brings all its other rows along, once as removed and once as added.
            sums = _sums(F.col(_SIGN), _row_hash(changes.drop(_SIGN)))
            days = changes.groupBy(day).agg(*sums).where("rows <> 0 OR hashes <> 0")
        return {row[_DAY] for row in days.collect() if row[_DAY] is not None}
