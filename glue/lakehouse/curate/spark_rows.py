"""Rows of states compared by Spark, for tables of any size: by sums of rows' hashes, in one pass."""

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
    """As text of SQL, whether the date column is in one of the ranges; null where it is null."""
    parts = [f"(`{column}` >= DATE '{days.since}' AND `{column}` < DATE '{days.until}')" for days in ranges]
    return " OR ".join(parts) or "false"


def within(column: str, ranges: tuple[Days, ...]) -> Column:
    """Whether the date column is in one of the ranges; null where it is null."""
    return F.expr(within_sql(column, ranges))


def _row_hash(rows: DataFrame) -> Column:
    columns = [f"`{name}`" for name in rows.columns]
    # A null leaves a hash as it was: without the flags, a value that moves to the next column would not show.
    return F.expr(f"xxhash64({', '.join([*columns, *(f'{column} IS NULL' for column in columns)])})")


def _sums(sign: Column, row_hash: Column) -> list[Column]:
    """Zero in both where the same rows come and go. The product and the sum wrap around at 64 bits, as they may."""
    return [F.sum(sign).alias("rows"), F.sum(sign * row_hash).alias("hashes")]


def same_rows(before: DataFrame, after: DataFrame) -> bool:
    """Whether both have the same rows, by the columns of `after`; `before` may lack some of them."""
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
    """The rows that came, with 1 as their sign, and those that went, with -1; to be read within the context."""
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
        # With this column, Iceberg gives deleted rows as well and says which they are.
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
    """Days of the column on which rows came, went or changed with the files, of which there is at least one."""
    day = F.to_date(f"`{column}`").alias(_DAY)
    with _signed_rows(table, files) as parts:
        changes = reduce(DataFrame.unionAll, parts)
        if files.only_added:
            days = changes.select(day).distinct()
        else:
            # A file that is rewritten for one row brings all its other rows along, once as gone and once as come.
            sums = _sums(F.col(_SIGN), _row_hash(changes.drop(_SIGN)))
            days = changes.groupBy(day).agg(*sums).where("rows <> 0 OR hashes <> 0")
        return {row[_DAY] for row in days.collect() if row[_DAY] is not None}
