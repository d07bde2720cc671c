"""How a table's files are laid out: what a process without Java needs to write and read them."""

from __future__ import annotations

import json
import re
import urllib.parse
import uuid
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lakehouse.iceberg.schema import Field, fields_from_json, schema_json
from lakehouse.iceberg.tables import Table, TableDefinition, field_description

PartitionValues = tuple[str | None, ...]
"""A file's partition in Iceberg's text form: dates in ISO 8601, months and years as numbers since 1970."""

_LONGEST_FOLDER = 100
_CUT_ESCAPE = re.compile("%[0-9A-F]?$")
_EPOCH_YEAR = 1970
_MONTHS = 12


@dataclass(frozen=True)
class PartitionField:
    """One field of a table's partition spec; the transform `void` marks a dropped field."""

    name: str
    column: str
    transform: str

    def values(self, column: pa.Array) -> pa.Array:
        """The transformed column values, as text."""
        match self.transform:
            case "identity":
                return column.cast(pa.string())
            case "day":
                return column.cast(pa.date32()).cast(pa.string())
            case "month":
                years = pc.multiply(pc.subtract(pc.year(column), _EPOCH_YEAR), _MONTHS)
                return pc.add(years, pc.subtract(pc.month(column), 1)).cast(pa.string())
            case "year":
                return pc.subtract(pc.year(column), _EPOCH_YEAR).cast(pa.string())
            case "void":
                return pa.nulls(len(column), pa.string())
            case transform:
                raise ValueError(f"partition transform {transform!r} is not one of identity, day, month, year")


@dataclass(frozen=True)
class Layout:
    """Columns, partition spec and location of a table. `location` is a URI without a trailing slash."""

    location: str
    fields: tuple[Field, ...]
    partition: tuple[PartitionField, ...]

    @property
    def schema(self) -> pa.Schema:
        """The columns, as Arrow writes them to Parquet."""
        return pa.schema([field.arrow for field in self.fields])

    def new_file(self, partition: PartitionValues, run_id: str) -> str:
        """URI for a new data file in that partition."""
        parts = zip(self.partition, partition, strict=True)
        folders = [f"{_quoted(field.name)}={'null' if value is None else _shortened(value)}" for field, value in parts]
        return "/".join([self.location, "data", *folders, f"{_quoted(run_id)}-{uuid.uuid4().hex}.parquet"])

    def split(self, rows: pa.Table) -> list[tuple[PartitionValues, np.ndarray[Any, Any] | None]]:
        """The partitions of the rows, each with its row numbers in order; None stands for all rows."""
        if not self.partition or not rows.num_rows:
            return [(tuple(None for _ in self.partition), None)]
        parts = [field.values(rows.column(field.column).combine_chunks()) for field in self.partition]
        encoded = [part.dictionary_encode(null_encoding="encode") for part in parts]
        codes = np.zeros(rows.num_rows, np.int64)
        for part in encoded:
            codes = codes * len(part.dictionary) + part.indices.to_numpy(zero_copy_only=False)
        distinct, first = np.unique(codes, return_index=True)
        values = [tuple(part[int(row)].as_py() for part in parts) for row in first]
        if len(distinct) == 1:
            return [(values[0], None)]
        return [(values[place], np.flatnonzero(codes == code)) for place, code in enumerate(distinct)]


def _quoted(text: str) -> str:
    return urllib.parse.quote(text, safe="")


def _shortened(value: str) -> str:
    """A value shortened for folder names: an S3 key has at most 1,024 bytes; the partition itself is in metadata."""
    quoted = _quoted(value)
    return quoted if len(quoted) <= _LONGEST_FOLDER else f"{_CUT_ESCAPE.sub('', quoted[:_LONGEST_FOLDER])}..."


def layout_of(table: Table) -> Layout:
    """Layout of a table, with its current spec."""
    iceberg, java = table.jvm.org.apache.iceberg, table.java
    schema = iceberg.SchemaParser.toJson(java.schema())
    names = {field["id"]: field["name"] for field in json.loads(schema)["fields"]}
    spec = json.loads(iceberg.PartitionSpecParser.toJson(java.spec()))
    return Layout(
        location=java.location().rstrip("/"),
        fields=fields_from_json(schema),
        partition=tuple(
            PartitionField(field["name"], names.get(field["source-id"], ""), field["transform"])
            for field in spec["fields"]
        ),
    )


def layout_of_definition(definition: TableDefinition, location: str) -> Layout:
    """Layout that a table of the definition has if it is created at that location."""
    columns = [field_description(field) for field in definition.schema.fields]
    return Layout(
        location=location,
        fields=fields_from_json(schema_json(columns, ())),
        partition=tuple(
            PartitionField(
                partition.column if partition.transform == "identity" else f"{partition.column}_{partition.transform}",
                partition.column,
                partition.transform,
            )
            for partition in definition.partitions
        ),
    )
