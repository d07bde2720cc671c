"""A page's lines as typed Arrow columns.

Arrow's JSON reader takes a whole page in a few milliseconds and keeps every digit, but it is lenient in places and
refuses a page for one bad line. So a page is first read as a whole, behind guards that make the reader as strict as
`lakehouse.process.check`. If the failing lines are known, they are checked one by one and the others are read without
them; otherwise the page is read in chunks, and a failing chunk is checked line by line. Lines checked one by one are
read from their canonical spelling, so that all values come from the same reader, and a row's result does not depend on
its neighbors.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as pj

from lakehouse.columns import arrow_type, decimal_digits
from lakehouse.contract import Column, Dataset
from lakehouse.process.check import Rejection, check_line
from lakehouse.process.values import (
    DATE,
    FIRST_DAY,
    FIRST_INSTANT,
    LAST_DAY,
    LAST_INSTANT,
    RESPELLINGS,
    TIMESTAMP,
)

_CHUNK_LINES = 256
_READ_AS_TEXT = ("date", "timestamp")
_MOST_DIGITS = 38
# The reader stops at the first line that it cannot parse, and reports its number.
_ROW = re.compile(r" in row (\d+)$")
_MOST_STOPS = 8
# Such names can be written only literally or with \u escapes.
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_]+")
_TINY = rb"[ \t\r\n]*:[ \t\r\n]*-?(?:[0-9.]+[eE]-0*[1-9][0-9]|[0-9.]{20,}[eE]-)"
_NULL_BETWEEN_RECORDS = re.compile(rb"\}\s*null")


class _NotAsExpected(Exception):
    """Some lines need a closer look; `lines` are their numbers, empty if unknown."""

    def __init__(self, lines: Iterable[int] = ()) -> None:
        super().__init__()
        self.lines = tuple(lines)

    @classmethod
    def of(cls, error: pa.ArrowInvalid) -> _NotAsExpected:
        """From the reader's message about the line at which it stopped."""
        return cls(int(row) for row in _ROW.findall(str(error).strip()))


@dataclass(frozen=True)
class PageColumns:
    """Typed columns of the good lines, the good lines' numbers, and the rejections of the others by line number."""

    columns: pa.Table
    good: list[int]
    rejected: dict[int, Rejection]


def _read_type(column: Column) -> pa.DataType:
    if column.type in _READ_AS_TEXT:
        return pa.string()
    digits = decimal_digits(column.type)
    # The reader counts a fraction's trailing zeros as digits before cutting them. Padding to the scale can silently
    # overflow 128 bits, hence the limit to as many digits as there is room for.
    return pa.decimal128(_MOST_DIGITS - digits[1], digits[1]) if digits else arrow_type(column.type)


def _page_schema(dataset: Dataset) -> pa.Schema:
    """Types with which the reader reads a page's values as sources spell them."""
    return pa.schema((column.source_name, _read_type(column)) for column in dataset.columns)


def _line_schema(dataset: Dataset) -> pa.Schema:
    """Types for values in canonical spelling, which have no excess digits."""
    kinds = ((c.source_name, pa.string() if c.type in _READ_AS_TEXT else arrow_type(c.type)) for c in dataset.columns)
    return pa.schema(kinds)


def _require_record_per_line(text: bytes, rows: int) -> None:
    # The reader skips blank lines, accepts several records per line, and crashes on a bare null. Records cannot span
    # lines (JSON text cannot contain a raw line end), so lines that begin and end in braces are one record each if the
    # number of records is the number of lines.
    framed = text.startswith(b"{") and text.endswith(b"}")
    if not framed or text.count(b"}\n{") != rows - 1:
        raise _NotAsExpected
    if text.count(b"}") != rows and _NULL_BETWEEN_RECORDS.search(text):
        raise _NotAsExpected


def _parsed(text: bytes, schema: pa.Schema) -> pa.Table:
    try:
        return pj.read_json(
            pa.BufferReader(text),
            read_options=pj.ReadOptions(use_threads=False, block_size=len(text) + 1),
            parse_options=pj.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore"),
        )
    except pa.ArrowInvalid as error:
        raise _NotAsExpected.of(error) from error


def _may_hold_strings(text: bytes, name: str) -> bool:
    """Whether a member of that name may be a string: false only if none is."""
    if not _PLAIN_NAME.fullmatch(name):
        return True
    # Within a string these quotes would be escaped with a backslash, so a match is a member's name.
    return re.search(rb'"%s"[ \t\r\n]*:[ \t\r\n]*"' % name.encode(), text) is not None


def _require_no_decimal_strings(text: bytes, names: list[str], *, escaped: bool) -> None:
    # The reader accepts "12.5" as a decimal like 12.5, but not as a float. Reading the page a second time costs as much
    # as everything else, so it is done only if there may be a string.
    names = [name for name in names if escaped or _may_hold_strings(text, name)]
    if names:
        _parsed(text, pa.schema([(name, pa.float64()) for name in names]))


def _require_no_tiny_decimals(text: bytes, names: list[str], *, escaped: bool) -> None:
    # With 39 or more excess decimals, the reader turns some numbers into zero and others into garbage from memory.
    if b"e-" not in text and b"E-" not in text:
        return
    plain = not escaped and all(_PLAIN_NAME.fullmatch(name) for name in names)
    member = rb'"(?:%s)"' % "|".join(names).encode() if plain else b'"'
    if re.search(member + _TINY, text) is not None:
        raise _NotAsExpected


def _require_plain_decimals(text: bytes, dataset: Dataset) -> None:
    names = [column.source_name for column in dataset.columns if decimal_digits(column.type)]
    if names:
        # Names may contain escapes.
        escaped = b"\\" in text and b"\\u" in text
        _require_no_decimal_strings(text, names, escaped=escaped)
        _require_no_tiny_decimals(text, names, escaped=escaped)


def _require_all(passes: pa.ChunkedArray) -> None:
    """Every line must pass; a null (absent value) passes."""
    if not pc.all(passes, min_count=0).as_py():
        failed = pc.invert(passes.fill_null(True)).combine_chunks().to_numpy(zero_copy_only=False)
        raise _NotAsExpected(np.flatnonzero(failed).tolist())


def _require_digits(values: pa.ChunkedArray, precision: int, scale: int) -> None:
    # The reader checks only the scale: 123456789 becomes a decimal(12,4) of 13 digits.
    extremes = pc.min_max(values).as_py()
    limit = 10 ** (precision - scale)
    # Python compares exactly; `abs` would round to 28 digits.
    if any(value is not None and not -limit < value < limit for value in extremes.values()):
        raise _NotAsExpected


def _passes(values: pa.ChunkedArray, pattern: str) -> pa.ChunkedArray:
    return pc.match_substring_regex(values, f"^(?:{pattern})$")


def _cast(values: pa.ChunkedArray, kind: str, number: pa.DataType, first: int, last: int) -> pa.ChunkedArray:
    try:
        found = values.cast(arrow_type(kind))
    except pa.ArrowInvalid as error:
        raise _NotAsExpected from error
    numbers = found.cast(number)
    _require_all(pc.and_(pc.greater_equal(numbers, first), pc.less_equal(numbers, last)))
    return found


def _dates(values: pa.ChunkedArray) -> pa.ChunkedArray:
    _require_all(_passes(values, DATE))
    return _cast(values, "date", pa.int32(), FIRST_DAY, LAST_DAY)


def _instants(values: pa.ChunkedArray) -> pa.ChunkedArray:
    passes = _passes(values, TIMESTAMP)
    if not pc.all(passes, min_count=0).as_py():
        for pattern, spelling in RESPELLINGS:
            values = pc.replace_substring_regex(values, pattern, spelling)
        _require_all(_passes(values, TIMESTAMP))
    return _cast(values, "timestamp", pa.int64(), FIRST_INSTANT, LAST_INSTANT)


def _typed(column: Column, values: pa.ChunkedArray) -> pa.ChunkedArray:
    if column.required and values.null_count:
        _require_all(pc.is_valid(values))
    digits = decimal_digits(column.type)
    if digits:
        _require_digits(values, *digits)
        return values.cast(arrow_type(column.type))
    match column.type:
        case "double":
            _require_all(pc.is_finite(values))
        case "date":
            return _dates(values)
        case "timestamp":
            return _instants(values)
    return values


def _read(text: bytes, rows: int, dataset: Dataset, schema: pa.Schema) -> pa.Table:
    """Columns of lines that hold one record each."""
    if not rows:
        return pa.table({c.name: pa.array([], arrow_type(c.type)) for c in dataset.columns})
    table = _parsed(text, schema)
    if table.num_rows != rows:
        raise _NotAsExpected
    return pa.table({c.name: _typed(c, table.column(c.source_name)) for c in dataset.columns})


def _read_unchecked(text: bytes, rows: int, dataset: Dataset) -> pa.Table:
    schema = _page_schema(dataset)
    if not rows:
        return _read(text, rows, dataset, schema)
    _require_record_per_line(text, rows)
    _require_plain_decimals(text, dataset)
    try:
        text.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _NotAsExpected from error
    return _read(text, rows, dataset, schema)


def _read_canonical(lines: Collection[bytes], dataset: Dataset) -> pa.Table:
    return _read(b"\n".join(lines), len(lines), dataset, _line_schema(dataset))


def _is_readable(line: bytes, dataset: Dataset) -> bool:
    try:
        _read_canonical([line], dataset)
    except _NotAsExpected:
        return False
    return True


def _check_chunk(lines: list[bytes], dataset: Dataset) -> PageColumns:
    found = {number: check_line(line, dataset) for number, line in enumerate(lines)}
    good = {number: line for number, line in found.items() if isinstance(line, bytes)}
    rejected = {number: rejection for number, rejection in found.items() if isinstance(rejection, Rejection)}
    try:
        return PageColumns(_read_canonical(good.values(), dataset), list(good), rejected)
    except _NotAsExpected:
        # If the two ever disagree, only the affected rows are lost, not the dataset.
        unread = {number for number, line in good.items() if not _is_readable(line, dataset)}
    rejected |= {number: Rejection("WRONG_TYPE", None, "a value cannot be read") for number in unread}
    good = {number: line for number, line in good.items() if number not in unread}
    return PageColumns(_read_canonical(good.values(), dataset), list(good), rejected)


def _read_chunk(lines: list[bytes], dataset: Dataset) -> PageColumns:
    try:
        return PageColumns(_read_unchecked(b"\n".join(lines), len(lines), dataset), list(range(len(lines))), {})
    except _NotAsExpected:
        return _check_chunk(lines, dataset)


def _read_in_chunks(lines: list[bytes], dataset: Dataset) -> PageColumns:
    tables: list[pa.Table] = []
    good: list[int] = []
    rejected: dict[int, Rejection] = {}
    for start in range(0, len(lines), _CHUNK_LINES):
        chunk = _read_chunk(lines[start : start + _CHUNK_LINES], dataset)
        tables.append(chunk.columns)
        good += [start + number for number in chunk.good]
        rejected |= {start + number: rejection for number, rejection in chunk.rejected.items()}
    return PageColumns(pa.concat_tables(tables), good, rejected)


def _in_order(parts: list[PageColumns]) -> PageColumns:
    """The parts' rows in line order."""
    columns = pa.concat_tables([part.columns for part in parts])
    good = np.concatenate([np.array(part.good, np.int64) for part in parts])
    order = np.argsort(good)
    rejected = {number: found for part in parts for number, found in part.rejected.items()}
    return PageColumns(columns.take(pa.array(order)), good[order].tolist(), rejected)


def _renumbered(part: PageColumns, numbers: list[int]) -> PageColumns:
    """The part with the line numbers of the page."""
    rejected = {numbers[number]: found for number, found in part.rejected.items()}
    return PageColumns(part.columns, [numbers[number] for number in part.good], rejected)


def read_records(lines: list[bytes], text: bytes, dataset: Dataset) -> PageColumns:
    """Typed columns of a page. `lines` are the lines of `text`; personal columns are still in the clear."""
    rest, suspects = list(range(len(lines))), list[int]()
    for _ in range(_MOST_STOPS):
        try:
            columns = _read_unchecked(text, len(rest), dataset)
        except _NotAsExpected as found:
            own = set(found.lines)
            if not own:
                break
            suspects += [rest[number] for number in sorted(own)]
            rest = [line for number, line in enumerate(rest) if number not in own]
            text = b"\n".join([lines[line] for line in rest])
            continue
        if not suspects:
            return PageColumns(columns, rest, {})
        return _in_order([PageColumns(columns, rest, {}), _checked(lines, suspects, dataset)])
    others = _renumbered(_read_in_chunks([lines[line] for line in rest], dataset), rest)
    return _in_order([others, _checked(lines, suspects, dataset)]) if suspects else others


def _checked(lines: list[bytes], numbers: list[int], dataset: Dataset) -> PageColumns:
    """Columns of those lines, checked one by one."""
    return _renumbered(_check_chunk([lines[number] for number in numbers], dataset), numbers)
