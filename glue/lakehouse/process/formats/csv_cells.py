"""What a CSV cell says, as a value of its column's type.

- An empty cell without quotes is null. A quoted empty cell is the empty text in a column of text, else null.
- Otherwise quotes mean nothing: exporters may quote everything.
- Numbers are those of JSON, and may also have a plus, zeros in front, and nothing before the decimal point: `+1`, `007`
  and `.5` are certain. Spaces, separators of thousands and decimal commas are not.
- Booleans are `true` and `false`, in lower case, in upper case or capitalized, `t` and `f`, `1` and `0`.
- Dates and timestamps are those of JSON strings.
"""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from lakehouse.columns import decimal_digits
from lakehouse.contract import Column
from lakehouse.process.typed import NotAsExpected, matches, read_type, require_all
from lakehouse.process.values import Number

_TRUE = ("true", "TRUE", "True", "t", "1")
_FALSE = ("false", "FALSE", "False", "f", "0")
_BOOLEANS = dict.fromkeys(_TRUE, True) | dict.fromkeys(_FALSE, False)
_NUMBER = re.compile(r"([+-]?)0*([0-9]+(?:\.[0-9]+)?|\.[0-9]+)([eE][+-]?[0-9]+)?", re.ASCII)
_DOUBLE = r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_INTEGER = r"-?[0-9]{1,19}"
_LEADING = (r"^(?:\+|(-))?0*([0-9.])", r"\1\2")
_MOST_DIGITS = 38
_BITS = {"int": 2**31, "bigint": 2**63}


def _number(text: str) -> str:
    match = _NUMBER.fullmatch(text)
    if match is None:
        return text
    sign, digits, exponent = match.groups(default="")
    whole = f"0{digits}" if digits.startswith(".") else digits
    return Number(f"{'-' if sign == '-' else ''}{whole}{exponent}")


def value_of(text: str, column_type: str) -> object:
    """The value of a cell that is not null by itself, as JSON would have it; text if the type has no such value."""
    if column_type == "string":
        return text
    if not text:
        return None
    if column_type == "boolean":
        return _BOOLEANS.get(text, text)
    return text if column_type in {"date", "timestamp"} else _number(text)


def _cast(values: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    try:
        return values.cast(kind)
    except pa.ArrowInvalid as error:
        raise NotAsExpected from error


def _plain(values: pa.ChunkedArray, pattern: str) -> pa.ChunkedArray:
    """The numbers without a plus and zeros in front, which must match."""
    if pc.all(matches(values, pattern), min_count=0).as_py():
        return values
    plain = pc.replace_substring_regex(values, *_LEADING)
    require_all(matches(plain, pattern))
    return plain


def _integers(values: pa.ChunkedArray, limit: int) -> pa.ChunkedArray:
    numbers = _cast(_plain(values, _INTEGER), pa.int64())
    if limit < _BITS["bigint"]:
        require_all(pc.and_(pc.greater_equal(numbers, -limit), pc.less(numbers, limit)))
    return numbers


def _decimals(values: pa.ChunkedArray, scale: int) -> pa.ChunkedArray:
    # As many digits as Arrow has room for. More of them, and exponents, need a closer look.
    whole = f"[0-9]{{0,{_MOST_DIGITS - scale}}}"
    fraction = rf"\.[0-9]{{1,{scale}}}" if scale else r"\.0"
    number = rf"-?(?:{whole}(?:{fraction})?)"
    if not pc.all(matches(values, number), min_count=0).as_py():
        values = pc.replace_substring_regex(values, *_LEADING)
        values = pc.replace_substring_regex(values, rf"(\.[0-9]{{{max(scale, 1)}}})0+$", r"\1")
        require_all(matches(values, number))
    require_all(matches(values, r".*[0-9]"))
    return _cast(values, pa.decimal128(_MOST_DIGITS, scale))


def read_cells(column: Column, values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Texts of a column's cells as `typed_columns` takes them; null stays null.

    Raises `NotAsExpected` for cells that `value_of` has to look at.
    """
    if column.type == "string":
        return values
    empty = pc.equal(values, "")
    if pc.any(empty, min_count=0).as_py():
        values = pc.if_else(empty, pa.scalar(None, pa.string()), values)
    digits = decimal_digits(column.type)
    if digits:
        return _decimals(values, digits[1])
    match column.type:
        case "date" | "timestamp":
            return values
        case "boolean":
            true = pc.is_in(values, pa.array(_TRUE))
            known = pc.or_(true, pc.is_in(values, pa.array(_FALSE)))
            require_all(pc.or_(known, pc.is_null(values)))
            return pc.if_else(pc.is_valid(values), true, pa.scalar(None, pa.bool_()))
        case "double":
            require_all(matches(values, _DOUBLE))
            return _cast(values, pa.float64())
        case _:
            return _cast(_integers(values, _BITS[column.type]), read_type(column))
