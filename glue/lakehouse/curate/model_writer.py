"""Writes a model's rows to a branch or to its side table."""

from __future__ import annotations

from collections.abc import Mapping

from pyspark import StorageLevel
from pyspark.sql import DataFrame, Observation
from pyspark.sql import functions as F

from lakehouse.curate.days import EVER, Days
from lakehouse.curate.model import IncrementalByTime, Model
from lakehouse.curate.publication import snapshot_options
from lakehouse.curate.spark_finder import repeated_rows
from lakehouse.curate.spark_rows import within, within_sql
from lakehouse.failure import ModelFailure
from lakehouse.iceberg.spark_tables import SparkTable

_STORED = "_stored"
_FEW_DAYS = 7


def _options(model: Model, properties: dict[str, str], *, many_days: bool) -> dict[str, str]:
    # Without the shuffle by partition, each task would write a file into each of many partitions.
    distribution = {"distribution-mode": "hash"} if many_days and model.partitions else {}
    return snapshot_options(properties) | distribution


def _expect_none_outside(model: Model, mode: IncrementalByTime, outside: int, ranges: tuple[Days, ...]) -> None:
    if outside:
        asked = "any day" if ranges == (EVER,) else " and ".join(f"{days.since} to {days.until}" for days in ranges)
        raise ModelFailure(
            "MODEL_OUTSIDE_INTERVAL",
            f"{model.name}.{mode.column}",
            f"{outside} rows are outside the requested days ({asked}, end excluded)",
            "make the query return only rows with :since <= day < :until, and none without a day",
        )


def write_all(model: Model, target: str, rows: DataFrame, properties: dict[str, str]) -> None:
    """Replaces all rows. Raises `ModelFailure` if a model by time has rows without a day."""
    if isinstance(model.mode, IncrementalByTime):
        write_days(model, model.mode, target, {EVER: rows}, properties)
        return
    rows.writeTo(target).options(**_options(model, properties, many_days=True)).overwrite(F.lit(True))


def write_days(
    model: Model,
    mode: IncrementalByTime,
    target: str,
    rows_by_days: Mapping[Days, DataFrame],
    properties: dict[str, str],
) -> None:
    """Replaces the rows of the days. Raises `ModelFailure` if there are rows of other days."""
    ranges = tuple(rows_by_days)
    parts = []
    for days, part in rows_by_days.items():
        outside = ~F.coalesce(within(mode.column, (days,)), F.lit(False))
        parts.append(part.withColumn("_outside", outside))
    rows = parts[0]
    for part in parts[1:]:
        rows = rows.unionAll(part)
    # Counted during the write, so that the query runs once.
    counted = Observation()
    rows = rows.observe(counted, F.count(F.when(F.col("_outside"), 1)).alias("outside")).drop("_outside")
    everything = ranges == (EVER,)
    few = sum(map(len, ranges)) <= _FEW_DAYS
    writer = rows.writeTo(target).options(**_options(model, properties, many_days=not few))
    if everything:
        writer.overwrite(F.lit(True))
    elif any(p.column == mode.column and p.transform in {"identity", "day"} for p in model.partitions):
        writer.overwrite(within(mode.column, ranges))
    else:
        # Files may hold other days as well; Iceberg overwrites only whole files, but can delete single rows.
        condition = within_sql(mode.column, ranges)
        rows.sparkSession.sql(f"DELETE FROM {target} WHERE {condition}")  # noqa: S608 - dates, and a compiled model
        writer.append()
    _expect_none_outside(model, mode, counted.get["outside"], ranges)


def merge_rows(model: Model, table: SparkTable, branch: str, rows: DataFrame) -> int:
    """Inserts rows with a new grain and updates those that differ in any column. Returns the number of these rows.

    Raises `ModelFailure` if two rows have the same grain.
    """
    keys = list(model.grain)
    content = F.struct(*(f"`{column.name}`" for column in model.columns))
    stored = table.rows(branch).select(*keys, content.alias(_STORED))
    joined = rows.join(stored, keys, "left")
    changed = joined.where(F.col(_STORED).isNull() | ~content.eqNullSafe(F.col(_STORED)))
    changed = changed.persist(StorageLevel.MEMORY_AND_DISK)
    try:
        counts = changed.agg(
            F.count(F.lit(1)).alias("changed"),
            F.count(_STORED).alias("updated"),
            repeated_rows(keys).alias("repeated"),
        ).collect()[0]
        if counts["repeated"]:
            raise ModelFailure(
                "MODEL_GRAIN_REPEATED",
                model.name,
                f"{counts['repeated']} rows of the query have the {', '.join(keys)} of another row",
                "return one row for each, or declare another grain",
            )
        if counts["changed"]:
            _merge(model, table.branch(branch), changed.drop(_STORED), updates=counts["updated"] > 0)
        return int(counts["changed"])
    finally:
        # Spark would use the cached rows for the same query even after the table has changed.
        changed.unpersist()


def _merge(model: Model, target: str, rows: DataFrame, *, updates: bool) -> None:
    if not updates:
        rows.writeTo(target).append()
        return
    view = f"changes_{model.name.replace('.', '_')}"
    rows.createOrReplaceTempView(view)
    try:
        on = " AND ".join(f"t.`{name}` = s.`{name}`" for name in model.grain)
        rows.sparkSession.sql(
            f"MERGE INTO {target} t USING `{view}` s ON {on} "
            "WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *"
        )
    finally:
        rows.sparkSession.catalog.dropTempView(view)
