"""A dataset's two tables: one for its rows, one for those that broke its contract."""

from __future__ import annotations

from pyspark.sql.types import IntegerType, StringType, StructField, StructType, TimestampType

from lakehouse.columns import METADATA_COLUMNS, REJECTION_FIELDS, table_schema
from lakehouse.contract import Dataset, Partition
from lakehouse.iceberg.tables import TableDefinition
from lakehouse.shared_names import (
    COLUMN_NAME,
    EXTRACTED_AT,
    LINE,
    MESSAGE,
    PAGE,
    REASON,
    RECORD,
    ROW_HASH,
    RUN_ID,
    WINDOW,
)

_COMMENTS = {name: comment for name, _, comment in METADATA_COLUMNS} | {
    WINDOW: "Window of source time that the run processed",
    LINE: "Number of the record on its page, from 0",
    REASON: "NOT_JSON, NOT_CSV, WRONG_TYPE, MISSING_REQUIRED or DUPLICATE_KEY",
    COLUMN_NAME: "First column that breaks the contract",
    MESSAGE: "What was found and what is allowed",
    RECORD: "The record with its public and internal values of the right type; absent when it is none",
}


def dataset_table(dataset: Dataset, warehouse: str | None) -> TableDefinition:
    """The dataset's own table; `warehouse` is the URI under which the tables are stored, or None."""
    location = f"{warehouse.rstrip('/')}/{dataset.source}/{dataset.name}" if warehouse else None
    return TableDefinition(
        dataset.table, table_schema(dataset), dataset.primary_key, dataset.partitions, dataset.description, location
    )


def quarantine_table(dataset: Dataset, warehouse: str | None) -> TableDefinition:
    """The quarantine table for rows that break the contract, with one partition per window."""
    fields = [
        StructField(RUN_ID, StringType(), False),
        StructField(WINDOW, StringType(), False),
        StructField(PAGE, IntegerType(), False),
        StructField(LINE, IntegerType(), False),
        StructField(EXTRACTED_AT, TimestampType(), False),
        StructField(ROW_HASH, StringType(), False),
        *(StructField(name, StringType(), name != REASON) for name in REJECTION_FIELDS),
    ]
    schema = StructType([StructField(f.name, f.dataType, f.nullable, {"comment": _COMMENTS[f.name]}) for f in fields])
    location = f"{warehouse.rstrip('/')}/{dataset.source}/{dataset.name}_quarantine" if warehouse else None
    return TableDefinition(
        dataset.quarantine_table,
        schema,
        (),
        (Partition(WINDOW, "identity"),),
        f"Rows of {dataset.id} that broke its contract",
        location,
    )
