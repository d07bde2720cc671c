"""Comparing states of a table by sums of their rows' hashes: one pass, nothing shuffled but the sums."""

from __future__ import annotations

from datetime import date
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from lakehouse.curate.changed_files import ChangedFiles, signed_rows
from lakehouse.curate.days import Days
from lakehouse.curate.record import REWRITTEN, version_of
from lakehouse.curate.source import Source

_DAY = "_day"
_SIGN = "_sign"


def _row_hash(rows: DataFrame) -> Column:
    columns = [f"`{name}`" for name in rows.columns]
    # A null leaves a hash as it was: without the flags, a value that moves to the next column would not show.
    return F.expr(f"xxhash64({', '.join([*columns, *(f'{column} IS NULL' for column in columns)])})")


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
    return F.expr(within_sql(column, ranges))


def within_sql(column: str, ranges: tuple[Days, ...]) -> str:
    """As `within`, as text of a query."""
    parts = [f"(`{column}` >= DATE '{days.since}' AND `{column}` < DATE '{days.until}')" for days in ranges]
    return " OR ".join(parts) or "false"


def changed_days(source: Source, consumed: str, column: str) -> set[date] | None:
    """Days of the column on which rows came, went or changed since that version; of a row that moved, both days.

    None when the table's history doesn't tell: the version has expired, or rows were deleted by their values.
    """
    files, table, history = ChangedFiles(), source.table, source.history
    end = 0
    for place, past in enumerate(history):
        if past.count("total-equality-deletes"):
            return None
        if version_of(history[place:]) == consumed:
            files.add_difference(table, past, history[end])
            break
        if past.operation == REWRITTEN:
            # Rewritten files have the same rows as those before them: neither need be read.
            files.add_difference(table, past, history[end])
            end = place + 1
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
