"""Rows whose key is already stored with other content that is not older: the stored row stays, with a warning."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lakehouse.contract import Dataset
from lakehouse.iceberg.layout import Layout
from lakehouse.iceberg.parquet_files import Positions, fields_in, read_rows
from lakehouse.iceberg.schema import Field
from lakehouse.iceberg.storage import Storage
from lakehouse.process.changes import Changes, Numbers
from lakehouse.process.data_writer import StagedFile
from lakehouse.process.keys import Hashes, hashes_of, microseconds
from lakehouse.process.stored import StoredRows

Instants = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class _Place:
    """A file, the relevant row positions in it, and the number of its first relevant row across all places."""

    uri: str
    positions: Positions
    first: int

    def holds(self, numbers: Numbers) -> Numbers:
        """Which of the numbers belong to rows in this file."""
        return np.flatnonzero((numbers >= self.first) & (numbers < self.first + len(self.positions)))


def _places(files: Iterable[tuple[str, Positions]]) -> list[_Place]:
    places, first = [], 0
    for uri, positions in files:
        places.append(_Place(uri, positions, first))
        first += len(positions)
    return places


def _contents(
    fields: Sequence[Field], window_column: str | None, storage: Storage, places: Sequence[_Place], numbers: Numbers
) -> tuple[Hashes, Instants]:
    """Content hashes of the fields, and instants, of the rows with the given numbers.

    The instants are the window column's; 0 if there is none.
    """
    found, instants = np.empty((len(numbers), 2), np.uint64), np.zeros(len(numbers), np.int64)
    for place in places:
        own = place.holds(numbers)
        if len(own):
            rows = read_rows(storage, place.uri, fields).take(place.positions[numbers[own] - place.first])
            found[own] = hashes_of([rows.column(field.name).combine_chunks() for field in fields])
            if window_column is not None:
                instants[own] = microseconds(rows.column(window_column).combine_chunks())
    return found, instants


def count_changed(
    dataset: Dataset,
    layout: Layout,
    changes: Changes,
    files: Iterable[StagedFile],
    stored: Iterable[StoredRows],
    storage: Storage,
) -> tuple[int, int]:
    """Number of rows whose content differs from the stored row of their key, not only in spelling; and how many of them
    have a different instant.

    A stored row is compared in the columns that the table had when it was written.
    """
    pairs = changes.differing
    if pairs is None or not len(pairs.staged):
        return 0, 0
    fields = [field for field in layout.fields if field.name in dataset.column_names]
    ours = _places((file.file.uri, np.arange(len(file.index))) for file in files)
    theirs = _places((file.uri, part.positions) for file, part in zip(changes.scan.files, stored, strict=True))
    # Files are read once for all pairs with the same columns; usually there is only one set of columns.
    by_columns: dict[tuple[Field, ...], list[Numbers]] = {}
    for place in theirs:
        own = place.holds(pairs.stored)
        if len(own):
            by_columns.setdefault(fields_in(storage, place.uri, fields), []).append(own)
    changed = moved = 0
    for known, parts in by_columns.items():
        own, window = np.concatenate(parts), dataset.window_column
        staged, our_instants = _contents(known, window, storage, ours, pairs.staged[own])
        kept, their_instants = _contents(known, window, storage, theirs, pairs.stored[own])
        changed += int((staged != kept).any(axis=1).sum())
        moved += int((our_instants != their_instants).sum())
    return changed, moved
