"""Types and values in the formats of Redshift and its Data API. Pure.

https://docs.aws.amazon.com/redshift/latest/dg/c_Supported_data_types.html
https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_Field.html
"""

import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from emulator.athena.engine import EngineColumn

_LONGEST = 65_535


class RedshiftType(NamedTuple):
    #: As in catalog views, e.g. `numeric(12,2)`.
    name: str
    #: As in the Data API, e.g. `numeric`.
    short: str
    precision: int
    scale: int


class ResultColumn(NamedTuple):
    name: str
    type: RedshiftType


TEXT = RedshiftType(f"character varying({_LONGEST})", "varchar", _LONGEST, 0)
BIGINT = RedshiftType("bigint", "int8", 19, 0)
INTEGER = RedshiftType("integer", "int4", 10, 0)
TIMESTAMP = RedshiftType("timestamp without time zone", "timestamp", 29, 6)
BOOLEAN = RedshiftType("boolean", "bool", 1, 0)
_TYPES = {
    "tinyint": RedshiftType("smallint", "int2", 5, 0),
    "smallint": RedshiftType("smallint", "int2", 5, 0),
    "integer": INTEGER,
    "bigint": BIGINT,
    "real": RedshiftType("real", "float4", 8, 8),
    "double": RedshiftType("double precision", "float8", 17, 17),
    "boolean": BOOLEAN,
    "date": RedshiftType("date", "date", 13, 0),
    "time": RedshiftType("time without time zone", "time", 15, 6),
    "timestamp": TIMESTAMP,
    "timestamp with time zone": RedshiftType("timestamp with time zone", "timestamptz", 35, 6),
    "varbinary": RedshiftType("binary varying(64000)", "varbyte", 64_000, 0),
    # Values without a type, such as a bare NULL, are text.
    "unknown": TEXT,
}
_SUPER = RedshiftType("super", "super", 0, 0)


def redshift_type(column: EngineColumn) -> RedshiftType:
    raw = str(column.signature["rawType"])
    arguments = [argument.get("value") for argument in column.signature.get("arguments", [])]
    if raw == "decimal":
        precision, scale = int(arguments[0]), int(arguments[1])
        return RedshiftType(f"numeric({precision},{scale})", "numeric", precision, scale)
    if raw in ("varchar", "char"):
        length = min(int(arguments[0]), _LONGEST) if arguments else _LONGEST
        name, short = ("character varying", "varchar") if raw == "varchar" else ("character", "bpchar")
        return RedshiftType(f"{name}({length})", short, length, 0)
    return _TYPES.get(raw, _SUPER)


def result_columns(columns: list[EngineColumn]) -> list[ResultColumn]:
    return [ResultColumn(column.name, redshift_type(column)) for column in columns]


def column_metadata(column: ResultColumn) -> dict[str, Any]:
    """The column as GetStatementResult describes it."""
    kind = column.type
    return {
        "name": column.name,
        "label": column.name,
        "typeName": kind.short,
        "precision": kind.precision,
        "scale": kind.scale,
        "length": 0,
        "nullable": 1,
        "isCaseSensitive": kind.short in ("varchar", "bpchar", "super", "varbyte"),
        "isCurrency": False,
        "isSigned": kind.short in ("int2", "int4", "int8", "numeric", "float4", "float8"),
        "schemaName": "",
        "tableName": "",
    }


_FRACTION = re.compile(r"\.(\d*?)0*$")


def _without_zeros(text: str) -> str:
    found = _FRACTION.search(text)
    if found is None:
        return text
    return text[: found.start()] + (f".{found.group(1)}" if found.group(1) else "")


def _in_utc(text: str) -> str:
    """Of Trino's `2013-01-01 00:00:00.000 Europe/Zurich`; a session's time zone is UTC."""
    moment, _, zone = text.rpartition(" ")
    offset = re.fullmatch(r"[+-]\d\d:\d\d", zone)
    point = datetime.fromisoformat(f"{moment}{zone}") if offset else datetime.fromisoformat(moment)
    if not offset:
        point = point.replace(tzinfo=ZoneInfo(zone))
    return _without_zeros(point.astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%d %H:%M:%S.%f")) + "+00"


def _plain(value: Any, signature: dict[str, Any]) -> Any:
    """A value inside an array, a map or a row as JSON has it."""
    raw, arguments = signature["rawType"], signature.get("arguments", [])
    inner = [argument["value"].get("typeSignature") or argument["value"] for argument in arguments if raw != "decimal"]
    if value is None:
        return None
    if raw == "array":
        return [_plain(item, inner[0]) for item in value]
    if raw == "map":
        return {str(key): _plain(item, inner[1]) for key, item in value.items()}
    if raw == "row":
        names = [(argument["value"].get("fieldName") or {}).get("name", "") for argument in arguments]
        return {name: _plain(item, kind) for name, item, kind in zip(names, value, inner, strict=True)}
    if raw in ("integer", "bigint", "smallint", "tinyint"):
        return int(value)
    return float(value) if raw in ("double", "real") else value


def _super(value: Any, signature: dict[str, Any]) -> str:
    return json.dumps(_plain(value, signature), separators=(",", ":"), ensure_ascii=False)


def _reader(short: str, signature: dict[str, Any]) -> tuple[str, Callable[[Any], Any]]:
    """Name of the field that carries such values, and how they are made from the engine's."""
    if short in ("int2", "int4", "int8"):
        return "longValue", int
    if short in ("float4", "float8"):
        return "doubleValue", lambda value: value if value in ("NaN", "Infinity", "-Infinity") else float(value)
    if short == "bool":
        return "booleanValue", bool
    if short == "timestamptz":
        return "stringValue", lambda value: _in_utc(str(value))
    if short in ("timestamp", "time"):
        return "stringValue", lambda value: _without_zeros(str(value))
    if short == "super":
        return "stringValue", lambda value: _super(value, signature)
    return "stringValue", str


class RowReader:
    """Makes the Data API's records of rows of the engine."""

    def __init__(self, kinds: list[tuple[RedshiftType, dict[str, Any]]]) -> None:
        self._readers = [_reader(kind.short, signature) for kind, signature in kinds]

    def record(self, row: list[Any]) -> list[dict[str, Any]]:
        pairs = zip(row, self._readers, strict=True)
        return [{"isNull": True} if value is None else {field: read(value)} for value, (field, read) in pairs]
