"""A raw page becomes typed, masked rows, each with the hash of its line, and the lines that break the contract."""

from __future__ import annotations

import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa

from lakehouse.columns import EXTRACTED_AT, PAGE, ROW_HASH, arrow_type
from lakehouse.contract import Dataset
from lakehouse.process.check import Rejection
from lakehouse.process.mask import MaskKey
from lakehouse.process.pages import Fetch, PageRefused, page_lines
from lakehouse.process.proof import NOTHING, Heads, PageTally, Tally, heads_of
from lakehouse.process.records import PageColumns, read_records
from lakehouse.process.redact import redacted_line
from lakehouse.process.row_index import Lines, line_numbers
from lakehouse.process.run import Page

_HASH_BYTES = 32


@dataclass(frozen=True)
class RejectedLine:
    """A line that breaks the contract; `record` is its text without personal values."""

    page: Page
    line: int
    row_hash: str
    reason: str
    column: str | None
    message: str
    record: str | None


@dataclass(frozen=True)
class StagedPage:
    """One page.

    `rows` are those that keep the contract: its columns, then the page's number, the instant and the hash. `lines` are
    their line numbers, `heads` those of their hashes. A page that is not the one which landed has neither rows nor
    rejected lines.
    """

    rows: pa.Table
    lines: Lines
    heads: Heads
    rejected: tuple[RejectedLine, ...]
    tally: PageTally


def staged_schema(dataset: Dataset) -> pa.Schema:
    """Columns of staged rows."""
    return pa.schema(
        [
            *((column.name, arrow_type(column.stored_type)) for column in dataset.columns),
            (PAGE, pa.int32()),
            (EXTRACTED_AT, pa.timestamp("us", tz="UTC")),
            (ROW_HASH, pa.string()),
        ]
    )


def line_digests(lines: list[bytes]) -> bytes:
    """SHA-256 of each line, one after the other."""
    return b"".join([hashlib.sha256(line).digest() for line in lines])


def _hexadecimal(digests: bytes) -> pa.Array:
    count = len(digests) // _HASH_BYTES
    offsets = np.arange(count + 1, dtype=np.int32) * (2 * _HASH_BYTES)
    buffers = [None, pa.py_buffer(offsets.tobytes()), pa.py_buffer(binascii.hexlify(digests))]
    return pa.Array.from_buffers(pa.string(), count, buffers)


def _masked(records: PageColumns, dataset: Dataset, mask_key: MaskKey | None) -> list[pa.Array]:
    arrays = []
    for column in dataset.columns:
        values = records.columns.column(column.name).combine_chunks()
        if column.personal:
            if mask_key is None:
                raise ValueError(f"{dataset.id} has personal columns and there is no mask key")
            values = mask_key.mask_array(values)
        arrays.append(values)
    return arrays


def _rejected(
    page: Page, lines: list[bytes], digests: bytes, rejected: Mapping[int, Rejection], dataset: Dataset
) -> tuple[RejectedLine, ...]:
    return tuple(
        RejectedLine(
            page,
            number,
            digests[number * _HASH_BYTES : (number + 1) * _HASH_BYTES].hex(),
            rejection.reason,
            rejection.column,
            rejection.message,
            redacted_line(lines[number], dataset),
        )
        for number, rejection in sorted(rejected.items())
    )


def _page_tally(heads: Heads, rejected: Mapping[int, Rejection]) -> PageTally:
    broken = heads[list(rejected)] if rejected else heads[:0]
    return PageTally(Tally.of(heads), Tally.of(broken), None)


def stage_page(page: Page, dataset: Dataset, fetch: Fetch, mask_key: MaskKey | None) -> StagedPage:
    """Reads the page. One that is refused says why in its tally."""
    schema = staged_schema(dataset)
    try:
        text = page_lines(page, fetch)
    except PageRefused as refusal:
        problem = PageTally(NOTHING, NOTHING, str(refusal))
        return StagedPage(schema.empty_table(), np.empty(0, np.int64), heads_of(b""), (), problem)
    lines = text.split(b"\n") if text else []
    digests = line_digests(lines)
    records = read_records(lines, text, dataset)
    good = np.array(records.good, np.int64)
    heads = heads_of(digests)
    hashes = _hexadecimal(digests)
    instant = pa.scalar(datetime.fromisoformat(page.extracted_at), schema.field(EXTRACTED_AT).type)
    columns: list[Any] = [
        *_masked(records, dataset, mask_key),
        pa.repeat(pa.scalar(page.page, pa.int32()), len(good)),
        pa.repeat(instant, len(good)),
        hashes if len(good) == len(lines) else hashes.take(pa.array(good)),
    ]
    return StagedPage(
        pa.Table.from_arrays(columns, schema=schema),
        line_numbers(page.page, good),
        heads[good],
        _rejected(page, lines, digests, records.rejected, dataset),
        _page_tally(heads, records.rejected),
    )
