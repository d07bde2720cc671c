"""A page's JSON lines as typed Arrow columns.

Arrow's JSON reader takes a whole page in a few milliseconds and keeps every digit, but it is lenient in places and
refuses a page for one bad line. So a page is read as a whole behind guards that make the reader as strict as
`lakehouse.process.check`, and lines that the guards or the reader refuse are checked one by one.

A column may read a field of an object within the record. The reader then gets the type of that object with only the
contract's fields: it refuses a value that is no object, and a name that is given twice, as at the top level.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pyarrow as pa

from lakehouse.columns import decimal_digits
from lakehouse.contract import Column, Dataset
from lakehouse.process.check import check_line
from lakehouse.process.fields import schema_of, values_at
from lakehouse.process.reading import PageColumns, PageReader, no_rows, parsed_json
from lakehouse.process.typed import NotAsExpected, read_type, typed_columns

# Such names can be written only literally or with \u escapes.
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_]+")
_TINY = rb"[ \t\r\n]*:[ \t\r\n]*-?(?:[0-9.]+[eE]-0*[1-9][0-9]|[0-9.]{20,}[eE]-)"
_NULL_BETWEEN_RECORDS = re.compile(rb"\}\s*null")


def _require_record_per_line(text: bytes, rows: int) -> None:
    # The reader skips blank lines, accepts several records per line, and crashes on a bare null. Records cannot span
    # lines (JSON text cannot contain a raw line end), so lines that begin and end in braces are one record each if the
    # number of records is the number of lines.
    framed = text.startswith(b"{") and text.endswith(b"}")
    if not framed or text.count(b"}\n{") != rows - 1:
        raise NotAsExpected
    if text.count(b"}") != rows and _NULL_BETWEEN_RECORDS.search(text):
        raise NotAsExpected


def _may_hold_strings(text: bytes, name: str) -> bool:
    """Whether a member of that name may be a string: false only if none is."""
    if not _PLAIN_NAME.fullmatch(name):
        return True
    # Within a string these quotes would be escaped with a backslash, so a match is a member's name.
    return re.search(rb'"%s"[ \t\r\n]*:[ \t\r\n]*"' % name.encode(), text) is not None


def _require_no_decimal_strings(text: bytes, columns: Sequence[Column], *, escaped: bool) -> None:
    # The reader accepts "12.5" as a decimal like 12.5, but not as a float. Reading the page a second time costs as much
    # as everything else, so it is done only if there may be a string.
    suspects = [column for column in columns if escaped or _may_hold_strings(text, column.path[-1])]
    if suspects:
        parsed_json(text, schema_of((column.path, pa.float64()) for column in suspects))


def _require_no_tiny_decimals(text: bytes, names: list[str], *, escaped: bool) -> None:
    # With 39 or more excess decimals, the reader turns some numbers into zero and others into garbage from memory.
    if b"e-" not in text and b"E-" not in text:
        return
    plain = not escaped and all(_PLAIN_NAME.fullmatch(name) for name in names)
    member = rb'"(?:%s)"' % "|".join(names).encode() if plain else b'"'
    if re.search(member + _TINY, text) is not None:
        raise NotAsExpected


def _require_plain_decimals(text: bytes, dataset: Dataset) -> None:
    columns = [column for column in dataset.columns if decimal_digits(column.type)]
    if columns:
        # Names may contain escapes.
        escaped = b"\\" in text and b"\\u" in text
        _require_no_decimal_strings(text, columns, escaped=escaped)
        # The names of the fields themselves: another object's field of that name costs only a closer look.
        _require_no_tiny_decimals(text, [column.path[-1] for column in columns], escaped=escaped)


def _read_whole(text: bytes, rows: int, dataset: Dataset) -> pa.Table:
    if not rows:
        return no_rows(dataset)
    _require_record_per_line(text, rows)
    _require_plain_decimals(text, dataset)
    try:
        text.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotAsExpected from error
    table = parsed_json(text, schema_of((column.path, read_type(column)) for column in dataset.columns))
    if table.num_rows != rows:
        raise NotAsExpected
    return typed_columns(dataset, lambda column: values_at(table, column.path))


def read_records(lines: Sequence[bytes], text: bytes, dataset: Dataset) -> PageColumns:
    """Typed columns of a page. `lines` are the lines of `text`; personal columns are still in the clear."""

    def whole(numbers: Sequence[int]) -> pa.Table:
        own = text if len(numbers) == len(lines) else b"\n".join([lines[number] for number in numbers])
        return _read_whole(own, len(numbers), dataset)

    return PageReader(dataset, whole, lambda number: check_line(lines[number], dataset)).read(len(lines))
