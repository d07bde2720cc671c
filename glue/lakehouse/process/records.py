"""A page's lines as typed Arrow columns.

Arrow's JSON reader takes a whole page in a few milliseconds and keeps every digit, but it is lenient in places and
refuses a page for one bad line. So a page is first read as a whole, behind guards that make the reader as strict as
`lakehouse.process.check`; one that does not pass is read in chunks, and a chunk that does not pass is checked line by
line. The values always come from the same reader, and what a row becomes does not depend on its neighbours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as pj

from lakehouse.columns import arrow_type, decimal_digits
from lakehouse.contract import Column, Dataset
from lakehouse.process.check import DATE, TIMESTAMP, NotARecord, Rejection, check_record, parse_record

_CHUNK_LINES = 256
_READ_AS_TEXT = {"date": DATE, "timestamp": TIMESTAMP}
_ESCAPED_NAME = re.compile(rb'"[^"]*\\u[^"]*"\s*:')
_NULL_BETWEEN_RECORDS = re.compile(rb"\}\s*null")


class _NotAsExpected(Exception):
    """Some line of the page needs a closer look."""


@dataclass(frozen=True)
class PageColumns:
    """Typed columns of the good lines, the good lines' numbers, and the rejections of the others by line number."""

    columns: pa.Table
    good: list[int]
    rejected: dict[int, Rejection]


def _read_schema(dataset: Dataset) -> pa.Schema:
    return pa.schema(
        (c.source_name, pa.string() if c.type in _READ_AS_TEXT else arrow_type(c.type)) for c in dataset.columns
    )


def _require_record_per_line(text: bytes, rows: int) -> None:
    # The reader skips blank lines, takes several records from one line, and crashes on a bare null. Records cannot span
    # lines (a raw line end is no JSON text), so lines that begin and end in braces are one record each if the number of
    # records is the number of lines.
    if not rows:
        return
    framed = text.startswith(b"{") and text.endswith(b"}")
    if not framed or text.count(b"}\n{") != rows - 1:
        raise _NotAsExpected
    if text.count(b"}") != rows and _NULL_BETWEEN_RECORDS.search(text):
        raise _NotAsExpected


def _require_no_decimal_strings(text: bytes, dataset: Dataset) -> None:
    # The reader takes "12.5" for a decimal as readily as 12.5.
    names = [f'"{column.source_name}"'.encode() for column in dataset.columns if decimal_digits(column.type)]
    if names and b"\\u" in text and _ESCAPED_NAME.search(text):
        raise _NotAsExpected
    for name in names:
        compact = text.count(name) == text.count(name + b":")
        spaced = not compact or any(name + b":" + space in text for space in (b" ", b"\t", b"\r"))
        if re.search(re.escape(name) + rb'\s*:\s*"', text) if spaced else name + b':"' in text:
            raise _NotAsExpected


def _require_digits(values: pa.ChunkedArray, precision: int, scale: int) -> None:
    # The reader looks at the scale only: 123456789 becomes a decimal(12,4) of 13 digits.
    extremes = pc.min_max(values).as_py()
    limit = 10 ** (precision - scale)
    if any(value is not None and abs(value) >= limit for value in extremes.values()):
        raise _NotAsExpected


def _typed(column: Column, values: pa.ChunkedArray) -> pa.ChunkedArray:
    if column.required and values.null_count:
        raise _NotAsExpected
    digits = decimal_digits(column.type)
    if digits:
        _require_digits(values, *digits)
    if column.type == "double" and not pc.all(pc.is_finite(values), min_count=0).as_py():
        raise _NotAsExpected
    pattern = _READ_AS_TEXT.get(column.type)
    if pattern is None:
        return values
    if not pc.all(pc.match_substring_regex(values, f"^(?:{pattern})$"), min_count=0).as_py():
        raise _NotAsExpected
    return values.cast(arrow_type(column.type))


def _read(text: bytes, rows: int, dataset: Dataset) -> pa.Table:
    """Columns of lines that are one record each."""
    if not rows:
        return pa.table({c.name: pa.array([], arrow_type(c.type)) for c in dataset.columns})
    try:
        table = pj.read_json(
            pa.BufferReader(text),
            read_options=pj.ReadOptions(use_threads=False, block_size=len(text) + 1),
            parse_options=pj.ParseOptions(explicit_schema=_read_schema(dataset), unexpected_field_behavior="ignore"),
        )
        if table.num_rows != rows:
            raise _NotAsExpected
        return pa.table({c.name: _typed(c, table.column(c.source_name)) for c in dataset.columns})
    except pa.ArrowInvalid as error:
        raise _NotAsExpected from error


def _read_unchecked(text: bytes, rows: int, dataset: Dataset) -> pa.Table:
    _require_record_per_line(text, rows)
    _require_no_decimal_strings(text, dataset)
    try:
        text.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _NotAsExpected from error
    return _read(text, rows, dataset)


def _check_line(line: bytes, dataset: Dataset) -> Rejection | None:
    try:
        return check_record(parse_record(line, dataset), dataset)
    except NotARecord as error:
        return Rejection("NOT_JSON", None, str(error))


def _read_alone(line: bytes, dataset: Dataset) -> Rejection | None:
    try:
        _read(line, 1, dataset)
    except _NotAsExpected:
        return Rejection("WRONG_TYPE", None, "a value has more digits or another form than its type can be read from")
    return None


def _check_chunk(lines: list[bytes], dataset: Dataset) -> PageColumns:
    rejected = {number: found for number, line in enumerate(lines) if (found := _check_line(line, dataset)) is not None}
    rejected |= {
        number: found
        for number, line in enumerate(lines)
        if number not in rejected and (found := _read_alone(line, dataset)) is not None
    }
    good = [number for number in range(len(lines)) if number not in rejected]
    return PageColumns(_read(b"\n".join(lines[number] for number in good), len(good), dataset), good, rejected)


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


def read_records(lines: list[bytes], text: bytes, dataset: Dataset) -> PageColumns:
    """Typed columns of a page. `lines` are the lines of `text`; personal columns are still in the clear."""
    try:
        return PageColumns(_read_unchecked(text, len(lines), dataset), list(range(len(lines))), {})
    except _NotAsExpected:
        return _read_in_chunks(lines, dataset)
