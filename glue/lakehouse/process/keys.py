"""Rows' keys and contents as fixed-size numbers, which are equal exactly if the values are."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Hashes = np.ndarray[Any, np.dtype[np.uint64]]
"""Shape (rows, 2): 128 bits per row, from SHA-256, so that 10^12 rows collide with a probability of about 10^-15."""

NO_KEYS: Hashes = np.empty((0, 2), np.uint64)
"""Keys of no rows."""

_BYTES = 16
# Numeric values are compared directly; every other hash has a bit set that these never have.
_EXACT = (pa.int32(), pa.int64())
_HASHED = np.uint64(1)


def _texts(column: pa.Array) -> list[str | None]:
    kind = column.type
    if pa.types.is_timestamp(kind):
        column = column.cast(pa.int64())
    elif pa.types.is_date(kind):
        column = column.cast(pa.int32())
    elif pa.types.is_floating(kind):
        # Negative zero equals zero.
        column = pc.add(column, 0.0)
    found: list[str | None] = column.cast(pa.string()).to_pylist()
    return found


def _joined(columns: Sequence[pa.Array]) -> list[str]:
    # Length-prefixed: ("a", "bc") differs from ("ab", "c"), and null is not a text.
    marked = [["~" if text is None else f"{len(text)}:{text}" for text in _texts(column)] for column in columns]
    return marked[0] if len(marked) == 1 else ["".join(parts) for parts in zip(*marked, strict=True)]


def hashes_of(columns: Sequence[pa.Array]) -> Hashes:
    """A hash for each row of the columns, which must have the table's stored types."""
    first = columns[0]
    if len(columns) == 1 and first.type in _EXACT and not first.null_count:
        found = np.zeros((len(first), 2), np.uint64)
        found[:, 0] = first.cast(pa.int64()).to_numpy().view(np.uint64)
        return found
    digests = b"".join([hashlib.sha256(text.encode()).digest()[:_BYTES] for text in _joined(columns)])
    hashes = np.frombuffer(digests, ">u8").reshape(-1, 2).astype(np.uint64)
    hashes[:, 1] |= _HASHED
    return hashes


def microseconds(column: pa.Array) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Instants or dates as microseconds since 1970; null sorts before all others."""
    instants = column if pa.types.is_timestamp(column.type) else column.cast(pa.timestamp("us"))
    found: np.ndarray[Any, np.dtype[np.int64]] = instants.cast(pa.int64()).fill_null(np.iinfo(np.int64).min).to_numpy()
    return found


def places_of(wanted: Hashes, known: Hashes) -> np.ndarray[Any, np.dtype[np.int64]]:
    """For each wanted hash, the number of an equal known hash, or -1."""
    if not len(known):
        return np.full(len(wanted), -1, np.int64)
    order = np.lexsort((known[:, 1], known[:, 0]))
    first, second = known[order, 0], known[order, 1]
    place = np.searchsorted(first, wanted[:, 0])
    while True:
        inside = place < len(order)
        at = np.where(inside, place, 0)
        near = inside & (first[at] == wanted[:, 0])
        further = near & (second[at] < wanted[:, 1])
        if not further.any():
            break
        place = place + further
    found: np.ndarray[Any, np.dtype[np.int64]] = np.where(near & (second[at] == wanted[:, 1]), order[at], -1)
    return found
