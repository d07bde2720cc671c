"""Names and types of the columns in tables and intermediate frames, in Arrow's and Spark's terms."""

from __future__ import annotations

import re

import pyarrow as pa
from pyspark.sql.types import (
    BooleanType,
    DataType,
    DateType,
    DecimalType,
    DoubleType,
    IntegerType,
    LongType,
    StringType,
    StructField,
    StructType,
    TimestampType,
)

from lakehouse.contract import Dataset
from lakehouse.shared_names import COLUMN_NAME, EXTRACTED_AT, MESSAGE, PAGE, REASON, RECORD, ROW_HASH, RUN_ID

METADATA_COLUMNS: tuple[tuple[str, DataType, str], ...] = (
    (RUN_ID, StringType(), "Run that published the row"),
    (PAGE, IntegerType(), "Page of that run which the row came on, from 0"),
    (EXTRACTED_AT, TimestampType(), "Instant at which the page was fetched from the source"),
    (ROW_HASH, StringType(), "SHA-256 of the record's text as the source wrote it, keyed where any of it is personal"),
)

REJECTION_FIELDS = (REASON, COLUMN_NAME, MESSAGE, RECORD)

_ARROW_TIMESTAMP = pa.timestamp("us", tz="UTC")
_TYPES: dict[str, tuple[DataType, pa.DataType]] = {
    "string": (StringType(), pa.string()),
    "boolean": (BooleanType(), pa.bool_()),
    "int": (IntegerType(), pa.int32()),
    "bigint": (LongType(), pa.int64()),
    "double": (DoubleType(), pa.float64()),
    "date": (DateType(), pa.date32()),
    "timestamp": (TimestampType(), _ARROW_TIMESTAMP),
}
_DECIMAL = re.compile(r"decimal\((\d+),(\d+)\)")


def decimal_digits(column_type: str) -> tuple[int, int] | None:
    """(precision, scale) of a decimal type, or None for any other type."""
    match = _DECIMAL.fullmatch(column_type)
    return (int(match[1]), int(match[2])) if match else None


def _types(column_type: str) -> tuple[DataType, pa.DataType]:
    digits = decimal_digits(column_type)
    if digits:
        return DecimalType(*digits), pa.decimal128(*digits)
    if column_type not in _TYPES:
        raise ValueError(f"column type {column_type!r} is not one of {', '.join(_TYPES)}, decimal(p,s)")
    return _TYPES[column_type]


def spark_type(column_type: str) -> DataType:
    """Spark's type for a contract type; raises `ValueError` if contracts have no such type."""
    return _types(column_type)[0]


def arrow_type(column_type: str) -> pa.DataType:
    """Arrow's type for a contract type; raises `ValueError` if contracts have no such type."""
    return _types(column_type)[1]


def table_schema(dataset: Dataset) -> StructType:
    """Columns of the dataset's table: the contract's, then the metadata columns."""
    fields = [
        StructField(c.name, spark_type(c.stored_type), not c.required, {"comment": c.comment}) for c in dataset.columns
    ]
    fields += [StructField(name, kind, False, {"comment": comment}) for name, kind, comment in METADATA_COLUMNS]
    return StructType(fields)
