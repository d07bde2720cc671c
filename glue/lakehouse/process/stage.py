"""Turns a raw page into typed, masked rows with the hashes of their lines, and lines that break the contract."""

from __future__ import annotations

import binascii
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa

from lakehouse.columns import arrow_type
from lakehouse.contract import Dataset
from lakehouse.process.check import Rejection
from lakehouse.process.formats.format import Records
from lakehouse.process.mask import MaskKey
from lakehouse.process.pages import Fetch, PageRefused, page_records
from lakehouse.process.proof import Heads, PageTally, Tally, heads_of, nothing_read
from lakehouse.process.reading import PageColumns
from lakehouse.process.row_index import Lines, line_numbers
from lakehouse.process.run import Page, Window
from lakehouse.process.window import within
from lakehouse.shared_names import EXTRACTED_AT, PAGE, ROW_HASH

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

    `rows` are the loadable rows: the contract's columns, then the page's number, the instant and the hash. `lines` are
    their line numbers, `heads` their hashes' heads. `rejected_keys` are the readable keys of rejected lines. A page
    that is not the one that landed has neither rows nor rejected lines.
    """

    rows: pa.Table
    lines: Lines
    heads: Heads
    rejected: tuple[RejectedLine, ...]
    rejected_keys: pa.Table
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


def line_digests(lines: Sequence[bytes]) -> bytes:
    """SHA-256 of each line, concatenated."""
    return b"".join([hashlib.sha256(line).digest() for line in lines])


def _hexadecimal(digests: bytes) -> pa.Array:
    count = len(digests) // _HASH_BYTES
    offsets = np.arange(count + 1, dtype=np.int32) * (2 * _HASH_BYTES)
    buffers = [None, pa.py_buffer(offsets.tobytes()), pa.py_buffer(binascii.hexlify(digests))]
    return pa.Array.from_buffers(pa.string(), count, buffers)


def _no_key(dataset: Dataset) -> ValueError:
    return ValueError(f"{dataset.id} has personal columns and there is no mask key")


def _masked(records: PageColumns, dataset: Dataset, mask_key: MaskKey | None) -> list[pa.Array]:
    arrays = []
    for column in dataset.columns:
        values = records.columns.column(column.name).combine_chunks()
        if column.personal:
            if mask_key is None:
                raise _no_key(dataset)
            values = mask_key.mask_array(values)
        arrays.append(values)
    return arrays


def _rejected(
    page: Page, found: Records, digests: bytes, rejected: Mapping[int, Rejection], dataset: Dataset
) -> tuple[RejectedLine, ...]:
    return tuple(
        RejectedLine(
            page,
            number,
            digests[number * _HASH_BYTES : (number + 1) * _HASH_BYTES].hex(),
            rejection.reason,
            rejection.column,
            rejection.message,
            found.redacted(number, dataset),
        )
        for number, rejection in sorted(rejected.items())
    )


def _keys(found: Records, dataset: Dataset, mask_key: MaskKey | None) -> pa.Table:
    """Keys, as tables store them, of the records whose key is valid, whatever else is wrong with them."""
    keyed = replace(dataset, columns=tuple(dataset.column(name) for name in dataset.primary_key))
    records = found.columns(keyed)
    return pa.table(dict(zip(keyed.column_names, _masked(records, keyed, mask_key), strict=True)))


def stored_digests(digests: bytes, dataset: Dataset, mask_key: MaskKey | None) -> bytes:
    """The stored form of line digests: keyed if lines hold personal values, which could be guessed from a digest."""
    if not dataset.personal:
        return digests
    if mask_key is None:
        raise _no_key(dataset)
    return mask_key.keyed(digests)


def stage_page(page: Page, dataset: Dataset, window: Window, fetch: Fetch, mask_key: MaskKey | None) -> StagedPage:
    """Reads the page. The tally of a refused page says why."""
    schema = staged_schema(dataset)
    try:
        found = page_records(page, dataset, fetch)
    except PageRefused as refusal:
        nothing = schema.empty_table()
        no_keys = nothing.select(list(dataset.primary_key))
        return StagedPage(nothing, np.empty(0, np.int64), heads_of(b""), (), no_keys, nothing_read(str(refusal)))
    plain = line_digests(found.records)
    records = found.columns(dataset)
    digests = stored_digests(plain, dataset, mask_key)
    heads = heads_of(digests)
    good = np.array(records.good, np.int64)
    instant = pa.scalar(datetime.fromisoformat(page.extracted_at), schema.field(EXTRACTED_AT).type)
    columns: list[Any] = [
        *_masked(records, dataset, mask_key),
        pa.repeat(pa.scalar(page.page, pa.int32()), len(good)),
        pa.repeat(instant, len(good)),
        _hexadecimal(digests).take(pa.array(good)),
    ]
    rows = pa.Table.from_arrays(columns, schema=schema)
    strays = np.flatnonzero(~within(records.columns, dataset, window))
    leaves_out = dataset.write_mode == "append"
    loaded = np.delete(np.arange(len(good)), strays) if leaves_out and len(strays) else None
    tally = PageTally(
        read=Tally.of(heads_of(plain)),
        staged=Tally.of(heads),
        rejected=Tally.of(heads[list(records.rejected)]),
        outside=Tally.of(heads[good[strays]] if leaves_out else heads[:0]),
        loaded_outside=0 if leaves_out else len(strays),
    )
    rejected = _rejected(page, found, digests, records.rejected, dataset)
    rejected_keys = _keys(found.only(sorted(records.rejected)), dataset, mask_key)
    if loaded is not None:
        rows, good = rows.take(pa.array(loaded)), good[loaded]
    return StagedPage(rows, line_numbers(page.page, good), heads[good], rejected, rejected_keys, tally)
