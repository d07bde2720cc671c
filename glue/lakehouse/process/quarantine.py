"""Rows that break the contract, as their own table holds them: per window what its last attempt rejected."""

from __future__ import annotations

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from lakehouse.columns import EXTRACTED_AT, LINE, PAGE, REJECTED, REJECTION_FIELDS, ROW_HASH, RUN_ID
from lakehouse.contract import Dataset
from lakehouse.iceberg.tables import Table
from lakehouse.process.definitions import WINDOW
from lakehouse.process.pages import Fetch
from lakehouse.process.run import Page, Window
from lakehouse.process.stage import line_texts

_WHAT = (ROW_HASH, "reason", "column_name", "message")


def _columns(rows: DataFrame, run_id: str, window: Window) -> DataFrame:
    return rows.select(
        F.lit(run_id).alias(RUN_ID),
        F.lit(window.label).alias(WINDOW),
        PAGE,
        LINE,
        EXTRACTED_AT,
        ROW_HASH,
        *(F.col(f"{REJECTED}.{name}").alias(name) for name in REJECTION_FIELDS),
    )


def rejected_rows(staged: DataFrame, run_id: str, window: Window) -> DataFrame:
    """Rows that break the contract on their own."""
    return _columns(staged.where(F.col(REJECTED).isNotNull()), run_id, window)


def conflicting_rows(
    spark: SparkSession,
    conflicts: DataFrame,
    dataset: Dataset,
    pages: tuple[Page, ...],
    fetch: Fetch,
    *,
    run_id: str,
    window: Window,
    tasks: int,
) -> DataFrame:
    """Rows that contradict another one of their key, with their text read again from the pages they came on."""
    touched = {row[PAGE] for row in conflicts.select(PAGE).distinct().collect()}
    texts = line_texts(spark, dataset, tuple(page for page in pages if page.page in touched), fetch, tasks)
    key = ", ".join(dataset.primary_key)
    rejection = F.struct(
        F.lit("DUPLICATE_KEY").alias("reason"),
        F.lit(dataset.primary_key[0]).alias("column_name"),
        F.lit(f"another row of the window has the same {key} and other content").alias("message"),
        F.col("record"),
    )
    joined = conflicts.drop(REJECTED).join(texts, [PAGE, LINE])
    return _columns(joined.withColumn(REJECTED, rejection), run_id, window)


def differs(table: Table, rows: DataFrame, window: Window) -> bool:
    """Whether the table holds anything else for the window; run and page don't count, an attempt may cut others."""
    if table.total_rows() == 0:
        return not rows.isEmpty()
    stored = table.rows().where(F.col(WINDOW) == window.label).select(*_WHAT)
    found = rows.select(*_WHAT)
    return not (found.exceptAll(stored).isEmpty() and stored.exceptAll(found).isEmpty())
