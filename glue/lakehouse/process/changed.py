"""Rows whose key is stored already with other content, and no older: the stored row stays, and the source is told."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from lakehouse.contract import Dataset
from lakehouse.iceberg.layout import Layout
from lakehouse.iceberg.parquet_files import Positions, read_rows
from lakehouse.iceberg.storage import Storage
from lakehouse.process.changes import Changes, Numbers
from lakehouse.process.data_writer import StagedFile
from lakehouse.process.keys import Hashes, hashes_of
from lakehouse.process.stored import StoredRows

Places = tuple[str, Positions]
"""A file, and the positions of the rows in it that count."""


def _contents(dataset: Dataset, layout: Layout, storage: Storage, places: Iterable[Places], numbers: Numbers) -> Hashes:
    """Hashes of the contents of rows, which are given by their numbers among the rows at the places."""
    fields = [field for field in layout.fields if field.name in dataset.column_names]
    found = np.empty((len(numbers), 2), np.uint64)
    start = 0
    for uri, positions in places:
        own = np.flatnonzero((numbers >= start) & (numbers < start + len(positions)))
        if len(own):
            rows = read_rows(storage, uri, fields).take(positions[numbers[own] - start])
            found[own] = hashes_of([rows.column(name).combine_chunks() for name in dataset.column_names])
        start += len(positions)
    return found


def count_changed(
    dataset: Dataset,
    layout: Layout,
    changes: Changes,
    files: Iterable[StagedFile],
    stored: Iterable[StoredRows],
    storage: Storage,
) -> int:
    """Rows with another hash than the stored row of their key, and not only because the same was written otherwise."""
    pairs = changes.differing
    if pairs is None or not len(pairs.staged):
        return 0
    staged_places = [(file.file.uri, np.arange(len(file.index))) for file in files]
    stored_places = [(file.uri, part.positions) for file, part in zip(changes.scan.files, stored, strict=True)]
    ours = _contents(dataset, layout, storage, staged_places, pairs.staged)
    theirs = _contents(dataset, layout, storage, stored_places, pairs.stored)
    return int((ours != theirs).any(axis=1).sum())
