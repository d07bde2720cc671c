"""Splits CSV (RFC 4180) into its records without looking at their values.

A record ends at a line feed, or a carriage return and a line feed, outside of quotes; the last one may lack it. A quote
opens a quoted field only where a field begins, and within it two quotes are one. Its first record is the header. An
empty line is no record, except where the header has one column: there it is a record without a value. A byte order mark
before the header is not part of it. `model/formats/csv-records.ts` has the same rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from lakehouse.process.formats.format import UnreadableObject

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_QUOTE, _LINE_FEED, _CARRIAGE_RETURN = 0x22, 0x0A, 0x0D

_Positions = np.ndarray[Any, np.dtype[np.int64]]
_Bytes = np.ndarray[Any, np.dtype[np.uint8]]


@dataclass(frozen=True)
class CsvText:
    """The header's names, and the records after it. `malformed` are the numbers of those that RFC 4180 does not allow.

    Their end is certain, but their fields are not.
    """

    names: tuple[str, ...]
    records: list[bytes]
    malformed: frozenset[int]


def split_csv(body: bytes, delimiter: str) -> CsvText:
    """Raises `UnreadableObject` if the body has no header, or ends within a quoted field."""
    body = body.removeprefix(_BYTE_ORDER_MARK)
    records, proper = _records(body, delimiter)
    if not records:
        raise UnreadableObject("has no header")
    names = _names(records[0], delimiter)
    del records[0]
    if len(names) > 1 and b"" in records:
        records = [record for record in records if record]
    if proper and b"\r" not in body:
        return CsvText(names, records, frozenset())
    fits = record_pattern(delimiter).fullmatch
    suspects = (n for n, record in enumerate(records) if not proper or b"\r" in record)
    return CsvText(names, records, frozenset(number for number in suspects if not fits(records[number])))


def _field(delimiter: str) -> str:
    return rf'(?:"(?:[^"]++|"")*+"|[^"\r\n{re.escape(delimiter)}]*+)'


def record_pattern(delimiter: str) -> re.Pattern[bytes]:
    """A record that RFC 4180 allows."""
    field = _field(delimiter)
    return re.compile(f"{field}(?:{re.escape(delimiter)}{field})*+".encode())


def fields_of(record: str, delimiter: str) -> list[str] | int:
    """The fields as they are written, with their quotes; or the position of the first one that is malformed."""
    field = re.compile(rf"({_field(delimiter)})({re.escape(delimiter)}|\Z)")
    found, at = list[str](), 0
    while True:
        match = field.match(record, at)
        if match is None:
            return at
        found.append(match[1])
        if not match[2]:
            return found
        at = match.end()


def unquoted(field: str) -> str:
    """The text of a field."""
    return field[1:-1].replace('""', '"') if field.startswith('"') else field


def _names(header: bytes, delimiter: str) -> tuple[str, ...]:
    if not header:
        raise UnreadableObject("has an empty line where its header should be")
    try:
        fields = fields_of(header.decode("utf-8"), delimiter)
    except UnicodeDecodeError as error:
        raise UnreadableObject("has a header that is not UTF-8") from error
    if isinstance(fields, int):
        raise UnreadableObject(f"has a header that is not CSV at character {fields}")
    return tuple(unquoted(field) for field in fields)


def _records(body: bytes, delimiter: str) -> tuple[list[bytes], bool]:
    """All records, and whether every quote in the body is where RFC 4180 allows one."""
    if b'"' not in body:
        return _without_quotes(body), True
    ends = _ends_by_parity(np.frombuffer(body, np.uint8), ord(delimiter))
    if ends is None:
        return list(_one_by_one(body, delimiter)), False
    return _cut(body, ends), True


def _without_quotes(body: bytes) -> list[bytes]:
    lines = body.split(b"\n")
    last = lines.pop()
    if b"\r\n" in body:
        lines = [line.removesuffix(b"\r") for line in lines]
    return [*lines, last] if last else lines


def _ends_by_parity(body: _Bytes, delimiter: int) -> _Positions | None:
    """Positions of the line feeds that end records; None if some quote is where RFC 4180 does not allow one.

    Where all quotes are allowed, a byte is within quotes if an odd number of them precedes it.
    """
    quotes = np.flatnonzero(body == _QUOTE)
    if len(quotes) % 2:
        return None
    opening, closing = quotes[0::2], quotes[1::2]
    doubled = opening[1:] == closing[:-1] + 1
    padded = np.concatenate([body, np.array([_LINE_FEED, _LINE_FEED], np.uint8)])
    # The byte before position 0 is the last of the padding, a line feed.
    before, after = padded[opening - 1], padded[closing + 1]
    begins = (before == delimiter) | (before == _LINE_FEED)
    begins[1:] |= doubled
    breaks = (after == _CARRIAGE_RETURN) & (padded[np.minimum(closing + 2, len(padded) - 1)] == _LINE_FEED)
    # A carriage return at the very end ends no record.
    breaks &= closing + 2 < len(body)
    ends = (after == delimiter) | (after == _LINE_FEED) | breaks
    ends[:-1] |= doubled
    if not (begins.all() and ends.all()):
        return None
    line_feeds: _Positions = np.flatnonzero(body == _LINE_FEED)
    outside: _Positions = line_feeds[np.searchsorted(quotes, line_feeds) % 2 == 0]
    return outside


def _cut(body: bytes, line_feeds: _Positions) -> list[bytes]:
    ends = line_feeds.tolist()
    starts = [0, *(end + 1 for end in ends)]
    records = [body[start:end] for start, end in zip(starts, ends, strict=False)]
    if b"\r\n" in body:
        records = [record.removesuffix(b"\r") for record in records]
    last = body[starts[-1] :]
    return [*records, last] if last else records


def _one_by_one(body: bytes, delimiter: str) -> Iterator[bytes]:
    """The records of a body in which some quotes are not where they should be."""
    mark = re.escape(delimiter)
    # What follows a closing quote, up to the field's end, is read like a field without quotes.
    field = re.compile(rf'(?:"(?:[^"]++|"")*+(?P<closed>"?+)|)(?P<rest>[^\n{mark}]*+)'.encode())
    start = at = 0
    while at < len(body) or start < at:
        match = field.match(body, at)
        if match is None or match["closed"] == b"":
            raise UnreadableObject("ends within a quoted field")
        at = match.end()
        if at == len(body):
            yield body[start:]
            return
        at += 1
        if body[at - 1] == _LINE_FEED:
            yield body[start : at - 1].removesuffix(b"\r")
            start = at
