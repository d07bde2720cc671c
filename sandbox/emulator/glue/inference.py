"""The types that Glue's built-in JSON classifier gives to the fields of records, and how types of several files merge.

Hive's spelling, as the catalog has it. Text that looks like a date stays text. A field that is always null becomes
text: AWS doesn't document what Glue does, so nothing may depend on it.
"""

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

#: How much of a file the crawler reads: https://repost.aws/knowledge-center/glue-crawler-detect-schema
SAMPLED_BYTES = 2**20

_INT_LIMIT = 2**31
_BIGINT_LIMIT = 2**63
# From narrow to wide.
_NUMBERS = ("int", "bigint", "double")


@dataclass(frozen=True)
class Struct:
    fields: Mapping[str, "Type"]


@dataclass(frozen=True)
class Array:
    element: "Type"


#: A primitive's name, `null` for a value that says nothing, or a nested type.
Type = str | Struct | Array


@dataclass(frozen=True)
class Sample:
    """What was inferred from the beginning of one file."""

    columns: Mapping[str, Type]
    #: Field names as they are written; columns have them in lower case.
    names: tuple[str, ...]
    records: int
    bytes: int


class NotJsonError(ValueError):
    """The file is not one JSON object per line."""


def _number(value: int) -> str:
    if -_INT_LIMIT <= value < _INT_LIMIT:
        return "int"
    return "bigint" if -_BIGINT_LIMIT <= value < _BIGINT_LIMIT else "double"


def type_of(value: Any) -> Type:
    """Type of one JSON value."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return _number(value)
        case float():
            return "double"
        case str():
            return "string"
        case list():
            return Array(_merge_all(type_of(item) for item in value))
        case _:
            return Struct(_columns_of(value))


def _columns_of(record: Mapping[str, Any]) -> dict[str, Type]:
    return merge_columns({name.lower(): type_of(value)} for name, value in record.items())


def _merge_all(types: Iterable[Type]) -> Type:
    merged: Type = "null"
    for found in types:
        merged = merge(merged, found)
    return merged


def merge(one: Type, other: Type) -> Type:
    """The narrowest type for the values of both; text if there is no other."""
    if other in (one, "null"):
        return one
    if one == "null":
        return other
    if isinstance(one, Struct) and isinstance(other, Struct):
        return Struct(merge_columns([one.fields, other.fields]))
    if isinstance(one, Array) and isinstance(other, Array):
        return Array(merge(one.element, other.element))
    if isinstance(one, str) and isinstance(other, str) and {one, other} <= set(_NUMBERS):
        return max(one, other, key=_NUMBERS.index)
    return "string"


def merge_columns(several: Iterable[Mapping[str, Type]]) -> dict[str, Type]:
    """Columns of all, in the order in which they first appear."""
    merged: dict[str, Type] = {}
    for columns in several:
        for name, found in columns.items():
            merged[name] = merge(merged.get(name, "null"), found)
    return merged


def spell(found: Type) -> str:
    """The type in the catalog's syntax, e.g. `array<struct<code:string,legs:int>>`."""
    match found:
        case Struct(fields):
            return f"struct<{','.join(f'{name}:{spell(inner)}' for name, inner in fields.items())}>"
        case Array(element):
            return f"array<{spell(element)}>"
        case "null":
            return "string"
        case _:
            return found


def unzip(content: bytes) -> bytes:
    """The sampled beginning of a gzip file, of which `content` may be a part. Other content is cut only."""
    if content[:2] != b"\x1f\x8b":
        return content[:SAMPLED_BYTES]
    try:
        return zlib.decompressobj(wbits=31).decompress(content, SAMPLED_BYTES)
    except zlib.error as error:
        raise NotJsonError(f"no gzip file: {error}") from error


def _records(text: bytes) -> Iterable[Mapping[str, Any]]:
    lines = text.split(b"\n")
    # The last line of a whole sample was cut somewhere; a shorter file's last line is a record or empty.
    if len(text) >= SAMPLED_BYTES and len(lines) > 1:
        lines.pop()
    for line in lines:
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError as error:
            raise NotJsonError(f"a line is not JSON: {error}") from error
        if not isinstance(record, dict):
            raise NotJsonError(f"a line is not an object but {type(record).__name__}")
        yield record


def infer(text: bytes) -> Sample:
    """Infers the fields of records, one per line. Raises `NotJsonError`."""
    columns: dict[str, Type] = {}
    names: dict[str, None] = {}
    records = 0
    for record in _records(text):
        records += 1
        for name, value in record.items():
            names[name] = None
            column = name.lower()
            columns[column] = merge(columns.get(column, "null"), type_of(value))
    return Sample(columns, tuple(names), records, len(text))
