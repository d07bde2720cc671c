"""One row per key.

Every run that reads the same manifest resolves rows of a window that share a key in the same way: it keeps the newest
by the contract's `updatedAtColumn`, and among equals the last one (highest page, then line). Of the others

- rows with the kept row's content are duplicates and only counted;
- in `merge` mode, rows that are older than the kept one are earlier versions: duplicates too, whatever their content;
- all others contradict the kept row: they are quarantined with the reason `DUPLICATE_KEY`.

Keys are compared by their hashes. Rows are read again only if two share a key and their lines differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from lakehouse.contract import Dataset
from lakehouse.iceberg.layout import Layout
from lakehouse.iceberg.parquet_files import Positions, read_rows
from lakehouse.iceberg.storage import Storage
from lakehouse.process.data_writer import StagedFile
from lakehouse.process.keys import Hashes, hashes_of
from lakehouse.process.proof import NOTHING, Tally
from lakehouse.process.row_index import joined, page_and_line

Numbers = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Conflict:
    """A row that contradicts the kept row of its key; `head` is its hash's head."""

    page: int
    line: int
    head: int


@dataclass(frozen=True)
class Settled:
    """`dropped` are the positions of rows that are not loaded, one array for each staged file."""

    dropped: tuple[Positions, ...]
    conflicts: tuple[Conflict, ...]
    duplicate: Tally
    conflict: Tally
    distinct_keys: int


def repeated_rows(keys: Hashes) -> Numbers:
    """Numbers of the rows whose key occurs more than once, grouped by key."""
    first = np.sort(keys[:, 0])
    twice = np.unique(first[1:][first[1:] == first[:-1]])
    if not len(twice):
        return np.empty(0, np.int64)
    numbers = np.flatnonzero(np.isin(keys[:, 0], twice))
    order = np.lexsort((keys[numbers, 1], keys[numbers, 0]))
    numbers = numbers[order]
    same = (keys[numbers[1:]] == keys[numbers[:-1]]).all(axis=1)
    shared = np.append(same, False) | np.append(False, same)
    repeated: Numbers = numbers[shared]
    return repeated


def _places(files: Sequence[StagedFile], numbers: Numbers) -> tuple[Numbers, Numbers]:
    """File and position of each row, from its number among the rows of all files."""
    ends = np.cumsum([len(file.index) for file in files])
    found = np.searchsorted(ends, numbers, side="right")
    starts = ends - np.array([len(file.index) for file in files])
    return found, numbers - starts[found]


def _read_places(
    storage: Storage, layout: Layout, files: Sequence[StagedFile], places: tuple[Numbers, Numbers], names: Sequence[str]
) -> pa.Table:
    """Those columns of the rows at the places, in order."""
    fields = [field for field in layout.fields if field.name in names]
    parts, order = [], []
    for number in np.unique(places[0]):
        own = np.flatnonzero(places[0] == number)
        rows = read_rows(storage, files[number].file.uri, fields)
        parts.append(rows.take(pa.array(places[1][own])))
        order.append(own)
    back = np.argsort(np.concatenate(order), kind="stable")
    return pa.concat_tables(parts).take(pa.array(back))


def _groups(keys: Hashes) -> Numbers:
    changes = (keys[1:] != keys[:-1]).any(axis=1)
    return np.concatenate([[0], np.cumsum(changes)])


def _kept(group: Numbers, versions: Numbers, lines: Numbers) -> Numbers:
    """For each row, the number of the row kept for its group."""
    order = np.lexsort((lines, versions, group))
    last = np.append(group[order][1:] != group[order][:-1], True)
    kept: Numbers = order[last][group]
    return kept


def nothing_repeated(files: Sequence[StagedFile]) -> Settled:
    """The result if every key occurs once."""
    dropped = tuple(np.empty(0, np.int64) for _ in files)
    return Settled(dropped, (), NOTHING, NOTHING, sum(len(file.index) for file in files))


def settle(storage: Storage, layout: Layout, files: Sequence[StagedFile], dataset: Dataset) -> Settled:
    """Settles the rows of all files of a run."""
    if not files:
        return nothing_repeated(files)
    keys = np.concatenate([file.index.keys for file in files])
    numbers = repeated_rows(keys)
    if not len(numbers):
        return nothing_repeated(files)
    places = _places(files, numbers)
    rows = joined([file.index for file in files]).take(numbers)
    heads = rows.heads
    versions = np.zeros(len(numbers), np.int64) if rows.versions is None else rows.versions
    group = _groups(keys[numbers])
    kept = _kept(group, versions, rows.lines)
    own = np.arange(len(numbers))
    lost = own != kept
    duplicate = lost & (heads == heads[kept])
    if dataset.write_mode == "merge":
        duplicate |= lost & (versions < versions[kept])
    unclear = np.flatnonzero(lost & ~duplicate)
    if len(unclear):
        duplicate[unclear] = _same_content(storage, layout, files, places, unclear, kept, dataset)
    conflict = lost & ~duplicate
    return Settled(
        dropped=tuple(np.sort(places[1][lost & (places[0] == number)]) for number in range(len(files))),
        conflicts=tuple(
            Conflict(*page_and_line(int(rows.lines[row])), int(heads[row])) for row in np.flatnonzero(conflict)
        ),
        duplicate=Tally.of(heads[duplicate]),
        conflict=Tally.of(heads[conflict]),
        distinct_keys=len(keys) - int(lost.sum()),
    )


def _same_content(
    storage: Storage,
    layout: Layout,
    files: Sequence[StagedFile],
    places: tuple[Numbers, Numbers],
    rows: Numbers,
    kept: Numbers,
    dataset: Dataset,
) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Whether each row equals the kept row of its key in every column of the contract."""

    def contents(numbers: Numbers) -> Hashes:
        chosen = (places[0][numbers], places[1][numbers])
        found = _read_places(storage, layout, files, chosen, dataset.column_names)
        return hashes_of([found.column(name).combine_chunks() for name in dataset.column_names])

    same: np.ndarray[Any, np.dtype[np.bool_]] = (contents(rows) == contents(kept[rows])).all(axis=1)
    return same
