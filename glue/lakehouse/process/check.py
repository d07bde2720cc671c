"""The close look at one line: does it keep the contract, and if not, which column and why.

Numbers stay text until it is known what they should be, so no digit is lost on the way.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal

import pyarrow as pa

from lakehouse.columns import arrow_type, decimal_digits
from lakehouse.contract import Column, Dataset

Reason = Literal["NOT_JSON", "WRONG_TYPE", "MISSING_REQUIRED", "DUPLICATE_KEY"]

TIMESTAMP = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})"
"""ISO 8601 with an offset: an instant without one could be any of 26."""
DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"

_LONGEST_SHOWN = 60
_INTEGER_LIMITS = {"int": 2**31, "bigint": 2**63}
_PATTERNS = {"date": DATE, "timestamp": TIMESTAMP}
_EXPECTED = {
    "string": "a string",
    "boolean": "true or false",
    "int": "a whole number of 32 bits",
    "bigint": "a whole number of 64 bits",
    "double": "a finite number",
    "date": "a string like 2026-01-31",
    "timestamp": "a string like 2026-01-31T23:59:59.000Z, with an offset and at most 6 decimals",
}


class Number(str):
    """A JSON number, as it was written."""

    __slots__ = ()


class Members(list[tuple[str, object]]):
    """A JSON object's members in their order; names may repeat."""


@dataclass(frozen=True)
class Rejection:
    """Why a line breaks the contract. Neither field shows a personal value."""

    reason: Reason
    column: str | None
    message: str


class NotARecord(ValueError):
    """The line is not one JSON object with each column's name at most once."""


def _refuse_constant(name: str) -> object:
    raise NotARecord(f"{name} is not a JSON number")


_DECODER = json.JSONDecoder(
    parse_int=Number, parse_float=Number, parse_constant=_refuse_constant, object_pairs_hook=Members
)


def parse_record(line: bytes, dataset: Dataset) -> Members:
    """The line's members. Raises `NotARecord`; its message does not quote the line, which may hold personal values."""
    try:
        record = _DECODER.decode(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise NotARecord(f"byte {error.start} is not UTF-8") from error
    except json.JSONDecodeError as error:
        raise NotARecord(f"not JSON at character {error.pos}: {error.msg}") from error
    except RecursionError as error:
        raise NotARecord("nested too deeply") from error
    if not isinstance(record, Members):
        raise NotARecord(f"{_kind(record)} where a JSON object is expected")
    names = [name for name, _ in record]
    repeated = [column.source_name for column in dataset.columns if names.count(column.source_name) > 1]
    if repeated:
        raise NotARecord(f"{', '.join(repeated)} given more than once")
    return record


def _kind(value: object) -> str:
    match value:
        case Number():
            return "a number"
        case str():
            return "a string"
        case bool():
            return "a boolean"
        case None:
            return "null"
        case Members():
            return "an object"
        case _:
            return "an array"


def _shown(column: Column, value: object) -> str:
    if column.personal or not isinstance(value, str):
        return _kind(value)
    text = value if len(value) <= _LONGEST_SHOWN else f"{value[:_LONGEST_SHOWN]}…"
    printable = text.encode("utf-8", "backslashreplace").decode()
    return f"the number {printable}" if isinstance(value, Number) else f'the string "{printable}"'


def _is_text(value: str) -> bool:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _converts(value: str, pattern: str, column_type: str) -> bool:
    if not re.fullmatch(pattern, value):
        return False
    try:
        pa.scalar(value).cast(arrow_type(column_type))
    except pa.ArrowInvalid:
        return False
    return True


def _fits_decimal(value: str, precision: int, scale: int) -> bool:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return False
    if not number:
        return True
    _, digits, exponent = number.normalize().as_tuple()
    return isinstance(exponent, int) and -exponent <= scale and len(digits) + exponent <= precision - scale


def _number_has_type(value: Number, column_type: str) -> bool:
    digits = decimal_digits(column_type)
    if digits:
        return _fits_decimal(value, *digits)
    limit = _INTEGER_LIMITS.get(column_type)
    if limit is not None:
        return bool(re.fullmatch("-?[0-9]{1,19}", value)) and -limit <= int(value) < limit
    return column_type == "double" and math.isfinite(float(value))


def _text_has_type(value: str, column_type: str) -> bool:
    if column_type == "string":
        return _is_text(value)
    pattern = _PATTERNS.get(column_type)
    return pattern is not None and _converts(value, pattern, column_type)


def _has_type(value: object, column_type: str) -> bool:
    match value:
        case bool():
            return column_type == "boolean"
        case Number():
            return _number_has_type(value, column_type)
        case str():
            return _text_has_type(value, column_type)
        case _:
            return False


def _expected(column: Column) -> str:
    digits = decimal_digits(column.type)
    return f"a number that {column.type} holds exactly" if digits else _EXPECTED[column.type]


def check_record(record: Members, dataset: Dataset) -> Rejection | None:
    """None when every column has its type and no required one is null; else the first reason and a message on all."""
    values = dict(record)
    found: list[Rejection] = []
    for column in dataset.columns:
        value = values.get(column.source_name)
        if value is None:
            if column.required:
                absent = "null" if column.source_name in values else "absent"
                found.append(Rejection("MISSING_REQUIRED", column.name, f"{column.source_name} is {absent}"))
        elif not _has_type(value, column.type):
            message = f"{column.source_name} is {_shown(column, value)}, {_expected(column)} is expected"
            found.append(Rejection("WRONG_TYPE", column.name, message))
    if not found:
        return None
    return Rejection(found[0].reason, found[0].column, "; ".join(rejection.message for rejection in found))
