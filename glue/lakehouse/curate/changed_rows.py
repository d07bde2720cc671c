"""Comparing states of a table by sums of their rows' hashes: one pass, nothing shuffled but the sums."""

from __future__ import annotations

from datetime import date
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from lakehouse.curate.changed_files import ChangedFiles, signed_rows
from lakehouse.curate.days import Days
from lakehouse.curate.record import REWRITTEN, version_of
from lakehouse.iceberg.history import java_ancestors, java_history
from lakehouse.iceberg.spark_tables import SparkTable

_DAY = "_day"
_SIGN = "_sign"


def _row_hash(rows: DataFrame) -> Column:
    columns = [F.col(f"`{name}`") for name in rows.columns]
    # A null leaves a hash as it was: without the flags, a value that moves to the next column would not show.
    return F.xxhash64(*columns, *(column.isNull() for column in columns))


def _sums(sign: Column, row_hash: Column) -> list[Column]:
    """Zero in both where the same rows come and go. The product and the sum wrap around at 64 bits, as they may."""
    return [F.sum(sign).alias("rows"), F.sum(sign * row_hash).alias("hashes")]


def same_rows(before: DataFrame, after: DataFrame) -> bool:
    """Whether both have the same rows, however often each; the columns must be the same."""
    after = after.select(*before.columns)
    signed = before.select(F.lit(-1).cast("long").alias("sign"), _row_hash(before).alias("hash")).unionAll(
        after.select(F.lit(1).cast("long").alias("sign"), _row_hash(after).alias("hash"))
    )
    sums = signed.agg(*_sums(F.col("sign"), F.col("hash"))).collect()[0]
    return not (sums["rows"] or sums["hashes"])


def within(column: str, ranges: tuple[Days, ...]) -> Column:
    """Whether the date column is in one of the ranges; null where it is null."""
    day, condition = F.col(f"`{column}`"), F.lit(False)
    for days in ranges:
        # As literals of SQL: Python writes the year 1 without the zeros that Java wants.
        since, until = (F.expr(f"DATE '{end}'") for end in (days.since, days.until))
        condition = condition | ((day >= since) & (day < until))
    return condition


def changed_days(table: SparkTable, consumed: str, snapshot_id: int, column: str) -> set[date] | None:
    """Days of the column on which rows came, went or changed since that version; of a row that moved, both days.

    None when the table's history doesn't tell: the version has expired, or rows were deleted by their values.
    """
    end = table.java.snapshot(snapshot_id)
    files = ChangedFiles()
    for past in java_ancestors(table, end):
        if int(past.summary().get("total-equality-deletes") or 0):
            return None
        if version_of(java_history(table, past)) == consumed:
            files.add_difference(table, past, end)
            break
        if past.operation() == REWRITTEN:
            # Rewritten files have the same rows as those before them: neither need be read.
            files.add_difference(table, past, end)
            end = table.java.snapshot(past.parentId())
    else:
        return None
    if files.none:
        return set()
    day = F.to_date(f"`{column}`").alias(_DAY)
    with signed_rows(table, files, _SIGN) as parts:
        changes = reduce(DataFrame.unionAll, parts)
        if files.only_added:
            days = changes.select(day).distinct()
        else:
            # A file that is rewritten for one row brings all its other rows along, once as gone and once as come.
            sums = _sums(F.col(_SIGN), _row_hash(changes.drop(_SIGN)))
            days = changes.groupBy(day).agg(*sums).where("rows <> 0 OR hashes <> 0")
        return {row[_DAY] for row in days.collect() if row[_DAY] is not None}
