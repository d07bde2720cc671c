"""Column types in Iceberg's and Arrow's terms, and schemas for tables."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

_TIMESTAMP = pa.timestamp("us", tz="UTC")
_ARROW: dict[str, pa.DataType] = {
    "string": pa.string(),
    "boolean": pa.bool_(),
    "int": pa.int32(),
    "long": pa.int64(),
    "float": pa.float32(),
    "double": pa.float64(),
    "date": pa.date32(),
    "timestamptz": _TIMESTAMP,
    "timestamp": pa.timestamp("us"),
    "binary": pa.binary(),
}
_ICEBERG = {"bigint": "long", "timestamp": "timestamptz"}
_DECIMAL = re.compile(r"decimal\((\d+),\s*(\d+)\)")
FIELD_ID = b"PARQUET:field_id"
"""Key in Arrow's field metadata under which Parquet field ids are read and written."""


@dataclass(frozen=True)
class Field:
    """One column of a table. Files identify it by its id, whatever its name."""

    field_id: int
    name: str
    type: pa.DataType
    required: bool

    @property
    def arrow(self) -> pa.Field:
        """The field, as Arrow writes it to Parquet."""
        return pa.field(self.name, self.type, not self.required, {FIELD_ID: str(self.field_id).encode()})


def arrow_type_of(iceberg_type: str) -> pa.DataType:
    """Arrow's type for a type name in Iceberg's JSON. Raises `ValueError` for a type that no job writes."""
    digits = _DECIMAL.fullmatch(iceberg_type)
    if digits:
        return pa.decimal128(int(digits[1]), int(digits[2]))
    if iceberg_type not in _ARROW:
        raise ValueError(f"column type {iceberg_type!r} is not one of {', '.join(_ARROW)}, decimal(p, s)")
    return _ARROW[iceberg_type]


def iceberg_type_of(spark_type: str) -> str:
    """Iceberg's name for a Spark type, e.g. `long` for `bigint`."""
    return _ICEBERG.get(spark_type, spark_type.replace(",", ", ") if spark_type.startswith("decimal") else spark_type)


def schema_json(columns: Iterable[Mapping[str, Any]], key: Iterable[str]) -> str:
    """Iceberg JSON of a schema with field ids from 1, in order.

    `columns` have `name`, `type` as Spark spells it, `required` and `comment`; `key` names the identifier columns.
    """
    fields = [
        {
            "id": number,
            "name": column["name"],
            "required": column["required"],
            "type": iceberg_type_of(column["type"]),
            **({"doc": column["comment"]} if column["comment"] is not None else {}),
        }
        for number, column in enumerate(columns, 1)
    ]
    ids = {field["name"]: field["id"] for field in fields}
    identifier = sorted(ids[name] for name in key)
    return json.dumps({"type": "struct", "schema-id": 0, "identifier-field-ids": identifier, "fields": fields})


def fields_from_json(text: str) -> tuple[Field, ...]:
    """Fields of a schema in Iceberg's JSON."""
    return tuple(
        Field(field["id"], field["name"], arrow_type_of(field["type"]), field["required"])
        for field in json.loads(text)["fields"]
    )


def described_fields(text: str) -> list[dict[str, Any]]:
    """Fields of a schema in Iceberg's JSON without their ids, which differ between tables."""
    return [{name: value for name, value in field.items() if name != "id"} for field in json.loads(text)["fields"]]
