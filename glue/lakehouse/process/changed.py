"""Rows whose key is stored already with other content, and no older: the stored row stays, and the source is told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from lakehouse.contract import Dataset
from lakehouse.iceberg.layout import Layout
from lakehouse.iceberg.parquet_files import Positions, read_rows
from lakehouse.iceberg.storage import Storage
from lakehouse.process.changes import Changes, Numbers
from lakehouse.process.data_writer import StagedFile
from lakehouse.process.keys import Hashes, hashes_of, microseconds
from lakehouse.process.stored import StoredRows

Instants = np.ndarray[Any, np.dtype[np.int64]]
Places = tuple[str, Positions]
"""A file, and the positions of the rows in it that count."""


def _contents(
    dataset: Dataset, layout: Layout, storage: Storage, places: Iterable[Places], numbers: Numbers
) -> tuple[Hashes, Instants]:
    """Hashes of the contents of rows, which are given by their numbers among the rows at the places, and instants.

    The instants are those of the window column; 0 where there is none.
    """
    fields = [field for field in layout.fields if field.name in dataset.column_names]
    found, instants = np.empty((len(numbers), 2), np.uint64), np.zeros(len(numbers), np.int64)
    start = 0
    for uri, positions in places:
        own = np.flatnonzero((numbers >= start) & (numbers < start + len(positions)))
        if len(own):
            rows = read_rows(storage, uri, fields).take(positions[numbers[own] - start])
            found[own] = hashes_of([rows.column(name).combine_chunks() for name in dataset.column_names])
            if dataset.window_column is not None:
                instants[own] = microseconds(rows.column(dataset.window_column).combine_chunks())
        start += len(positions)
    return found, instants


def count_changed(
    dataset: Dataset,
    layout: Layout,
    changes: Changes,
    files: Iterable[StagedFile],
    stored: Iterable[StoredRows],
    storage: Storage,
) -> tuple[int, int]:
    """Rows with another hash than the stored row of their key, and not only because the same was written otherwise.

    Then those of them that have another instant than the stored row.
    """
    pairs = changes.differing
    if pairs is None or not len(pairs.staged):
        return 0, 0
    staged_places = [(file.file.uri, np.arange(len(file.index))) for file in files]
    stored_places = [(file.uri, part.positions) for file, part in zip(changes.scan.files, stored, strict=True)]
    ours, our_instants = _contents(dataset, layout, storage, staged_places, pairs.staged)
    theirs, their_instants = _contents(dataset, layout, storage, stored_places, pairs.stored)
    return int((ours != theirs).any(axis=1).sum()), int((our_instants != their_instants).sum())
