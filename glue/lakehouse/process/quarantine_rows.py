"""Lines that break the contract as rows of the quarantine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np
import pyarrow as pa

from lakehouse.columns import REJECTION_FIELDS
from lakehouse.process.keys import hashes_of
from lakehouse.process.proof import heads_of
from lakehouse.process.row_index import RowIndex, line_numbers
from lakehouse.process.stage import RejectedLine
from lakehouse.shared_names import COLUMN_NAME, EXTRACTED_AT, LINE, MESSAGE, PAGE, REASON, RECORD, ROW_HASH, WINDOW

# Without run and page: another attempt may split pages differently.
SAME_BY = (ROW_HASH, *REJECTION_FIELDS[:-1])
"""Columns in which a quarantined row equals that of an earlier attempt."""

_SCHEMA = pa.schema(
    [
        (WINDOW, pa.string()),
        (PAGE, pa.int32()),
        (LINE, pa.int32()),
        (EXTRACTED_AT, pa.timestamp("us", tz="UTC")),
        (ROW_HASH, pa.string()),
        *((name, pa.string()) for name in REJECTION_FIELDS),
    ]
)


def rejected_rows(rejected: Sequence[RejectedLine], window: str) -> pa.Table:
    """Quarantine rows, without the run that quarantines them."""
    return pa.Table.from_pylist(
        [
            {
                WINDOW: window,
                PAGE: line.page.page,
                LINE: line.line,
                EXTRACTED_AT: datetime.fromisoformat(line.page.extracted_at),
                ROW_HASH: line.row_hash,
                REASON: line.reason,
                COLUMN_NAME: line.column,
                MESSAGE: line.message,
                RECORD: line.record,
            }
            for line in rejected
        ],
        _SCHEMA,
    )


def rejected_index(rejected: Sequence[RejectedLine]) -> RowIndex:
    """Index of the rows, with everything that makes two of them equal as the key."""
    texts = [(line.row_hash, line.reason, line.column, line.message) for line in rejected]
    columns = [pa.array(values, pa.string()) for values in zip(*texts, strict=True)]
    lines = np.concatenate([line_numbers(line.page.page, [line.line]) for line in rejected])
    heads = heads_of(bytes.fromhex("".join(line.row_hash for line in rejected)))
    return RowIndex(hashes_of(columns), lines, heads, None, None)
