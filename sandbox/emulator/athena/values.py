"""Types and values in Athena's format. Pure.

https://docs.aws.amazon.com/athena/latest/ug/data-types.html and the results that Athena writes.
"""

import base64
import re
from typing import Any

from emulator.athena.engine import EngineColumn

_PRECISION = {"integer": 10, "bigint": 19, "smallint": 5, "tinyint": 3, "double": 17, "real": 17, "timestamp": 3}
_NAMES = {"real": "float", "row": "row", "timestamp with time zone": "timestamp with time zone"}
_CASE_SENSITIVE = frozenset({"varchar", "char"})
_MAX_LENGTH = 2_147_483_647
_EXPONENT = re.compile(r"[eE]")


def athena_type(column: EngineColumn) -> str:
    raw = str(column.signature["rawType"])
    return _NAMES.get(raw, raw)


def column_info(column: EngineColumn) -> dict[str, Any]:
    """The column as GetQueryResults describes it."""
    raw = str(column.signature["rawType"])
    arguments = [argument.get("value") for argument in column.signature.get("arguments", [])]
    precision, scale = _PRECISION.get(raw, 0), 0
    if raw == "decimal":
        precision, scale = int(arguments[0]), int(arguments[1])
    elif raw in ("varchar", "char"):
        precision = min(int(arguments[0]), _MAX_LENGTH) if arguments else _MAX_LENGTH
    elif raw == "varbinary":
        precision = 1_073_741_824
    return {
        "CatalogName": "hive",
        "SchemaName": "",
        "TableName": "",
        "Name": column.name,
        "Label": column.name,
        "Type": athena_type(column),
        "Precision": precision,
        "Scale": scale,
        "Nullable": "UNKNOWN",
        "CaseSensitive": raw in _CASE_SENSITIVE,
    }


def _type_of(argument: dict[str, Any]) -> dict[str, Any]:
    """The signature inside an argument of an array, a map or a row."""
    value: dict[str, Any] = argument["value"]
    named: dict[str, Any] | None = value.get("typeSignature")
    return value if named is None else named


def _field_name(argument: dict[str, Any], position: int) -> str:
    name = argument["value"].get("fieldName")
    return str(name["name"]) if name else f"field{position}"


def _binary(value: str) -> str:
    return base64.b64decode(value).hex(" ")


def _floating(value: Any) -> str:
    """As Java prints it: `1.0E10`, not `1e+10`; `NaN` and `Infinity` come as words."""
    text = str(value)
    return _EXPONENT.sub("E", text)


def text_of(value: Any, signature: dict[str, Any]) -> str | None:
    """A value as text; None for SQL NULL."""
    if value is None:
        return None
    raw, arguments = signature["rawType"], signature.get("arguments", [])
    if raw == "boolean":
        return "true" if value else "false"
    if raw in ("double", "real"):
        return _floating(value)
    if raw == "varbinary":
        return _binary(value)
    if raw == "array":
        return "[" + ", ".join(_inner(item, _type_of(arguments[0])) for item in value) + "]"
    if raw == "map":
        pairs = value.items() if isinstance(value, dict) else value
        key, item = _type_of(arguments[0]), _type_of(arguments[1])
        return "{" + ", ".join(f"{_inner(k, key)}={_inner(v, item)}" for k, v in pairs) + "}"
    if raw == "row":
        fields = zip(arguments, value, strict=True)
        return "{" + ", ".join(f"{_field_name(a, i)}={_inner(v, _type_of(a))}" for i, (a, v) in enumerate(fields)) + "}"
    return str(value)


def _inner(value: Any, signature: dict[str, Any]) -> str:
    text = text_of(value, signature)
    return "null" if text is None else text
