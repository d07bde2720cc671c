"""A page's values in the types of the contract, from how a reader read them; the same for every format.

Whatever reads a page as a whole refuses lines by number where it can, so that only these are looked at one by one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lakehouse.columns import arrow_type, decimal_digits
from lakehouse.contract import Column, Dataset
from lakehouse.process.values import (
    DATE,
    FIRST_DAY,
    FIRST_INSTANT,
    LAST_DAY,
    LAST_INSTANT,
    RESPELLINGS,
    TIMESTAMP,
)

_READ_AS_TEXT = ("date", "timestamp")
_MOST_DIGITS = 38
# The JSON reader stops at the first line that it cannot parse, and reports its number.
_ROW = re.compile(r" in row (\d+)$")


class NotAsExpected(Exception):
    """Some lines need a closer look; `lines` are their numbers, empty if unknown."""

    def __init__(self, lines: Iterable[int] = ()) -> None:
        super().__init__()
        self.lines = tuple(lines)

    @classmethod
    def of(cls, error: pa.ArrowInvalid) -> NotAsExpected:
        """From the reader's message about the line at which it stopped."""
        return cls(int(row) for row in _ROW.findall(str(error).strip()))


def read_type(column: Column) -> pa.DataType:
    """Type in which values are read as sources spell them."""
    if column.type in _READ_AS_TEXT:
        return pa.string()
    digits = decimal_digits(column.type)
    # The reader counts a fraction's trailing zeros as digits before cutting them. Padding to the scale can silently
    # overflow 128 bits, hence the limit to as many digits as there is room for.
    return pa.decimal128(_MOST_DIGITS - digits[1], digits[1]) if digits else arrow_type(column.type)


def canonical_type(column: Column) -> pa.DataType:
    """Type in which values in canonical spelling, which have no excess digits, are read."""
    return pa.string() if column.type in _READ_AS_TEXT else arrow_type(column.type)


def require_all(passes: pa.ChunkedArray) -> None:
    """Every line must pass; a null (absent value) passes."""
    if not pc.all(passes, min_count=0).as_py():
        failed = pc.invert(passes.fill_null(True)).combine_chunks().to_numpy(zero_copy_only=False)
        raise NotAsExpected(np.flatnonzero(failed).tolist())


def matches(values: pa.ChunkedArray, pattern: str) -> pa.ChunkedArray:
    """Whether each text as a whole matches; null for null."""
    return pc.match_substring_regex(values, f"^(?:{pattern})$")


def _require_digits(values: pa.ChunkedArray, precision: int, scale: int) -> None:
    # The reader checks only the scale: 123456789 becomes a decimal(12,4) of 13 digits.
    extremes = pc.min_max(values).as_py()
    limit = 10 ** (precision - scale)
    # Python compares exactly; `abs` would round to 28 digits.
    if any(value is not None and not -limit < value < limit for value in extremes.values()):
        raise NotAsExpected


def _cast(values: pa.ChunkedArray, kind: str, number: pa.DataType, first: int, last: int) -> pa.ChunkedArray:
    try:
        found = values.cast(arrow_type(kind))
    except pa.ArrowInvalid as error:
        raise NotAsExpected from error
    numbers = found.cast(number)
    require_all(pc.and_(pc.greater_equal(numbers, first), pc.less_equal(numbers, last)))
    return found


def _dates(values: pa.ChunkedArray) -> pa.ChunkedArray:
    require_all(matches(values, DATE))
    return _cast(values, "date", pa.int32(), FIRST_DAY, LAST_DAY)


def _instants(values: pa.ChunkedArray) -> pa.ChunkedArray:
    if not pc.all(matches(values, TIMESTAMP), min_count=0).as_py():
        for pattern, spelling in RESPELLINGS:
            values = pc.replace_substring_regex(values, pattern, spelling)
        require_all(matches(values, TIMESTAMP))
    return _cast(values, "timestamp", pa.int64(), FIRST_INSTANT, LAST_INSTANT)


def _typed(column: Column, values: pa.ChunkedArray) -> pa.ChunkedArray:
    if column.required and values.null_count:
        require_all(pc.is_valid(values))
    digits = decimal_digits(column.type)
    if digits:
        _require_digits(values, *digits)
        return values.cast(arrow_type(column.type))
    match column.type:
        case "double":
            require_all(pc.is_finite(values))
        case "date":
            return _dates(values)
        case "timestamp":
            return _instants(values)
    return values


def typed_columns(dataset: Dataset, values_of: Callable[[Column], pa.ChunkedArray]) -> pa.Table:
    """The contract's columns from values of `read_type` or `canonical_type`.

    Raises `NotAsExpected` with all lines in which some value is not of its column's type.
    """
    columns: dict[str, pa.ChunkedArray] = {}
    suspects: set[int] = set()
    for column in dataset.columns:
        try:
            columns[column.name] = _typed(column, values_of(column))
        except NotAsExpected as found:
            if not found.lines:
                raise
            suspects.update(found.lines)
    if suspects:
        raise NotAsExpected(sorted(suspects))
    return pa.table(columns)
