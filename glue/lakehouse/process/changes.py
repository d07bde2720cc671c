"""What a night's rows change in a table, by the contract's write mode. Nothing is written here.

- `append`: rows whose key the table does not have yet, in any window.
- `merge`: rows with a new key, and rows newer than the table's by `updatedAtColumn`; a late or equally old row changes
  nothing, and a row without that column's value is older than any with one.
- `replace`: all rows, if they differ from the table's in any column of the contract.

Loading the same rows again therefore changes nothing, whichever attempt loads them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from lakehouse.contract import Dataset
from lakehouse.iceberg.parquet_files import Positions
from lakehouse.iceberg.scan import NO_FILES, Scan
from lakehouse.process.data_writer import StagedFile
from lakehouse.process.keys import NO_KEYS, Hashes, places_of
from lakehouse.process.row_index import RowIndex, joined
from lakehouse.process.stored import StoredRows, reads_all

Flags = np.ndarray[Any, np.dtype[np.bool_]]
Numbers = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Differing:
    """Pairs of rows, by their numbers among the rows of all staged files and among all relevant stored rows."""

    staged: Numbers
    stored: Numbers


@dataclass(frozen=True)
class Changes:
    """`unloaded` are positions of staged rows that are not loaded, one array for each staged file; `superseded` are
    positions of stored rows that newer ones replace, one array for each file of the scan. `missing` counts stored rows
    that stay although a night that reads everything does not have them; `differing` are rows that are not loaded
    because their key is stored with another hash and the stored row is neither older nor newer.
    """

    unloaded: tuple[Positions, ...]
    scan: Scan
    superseded: tuple[Positions, ...]
    inserted: int
    updated: int
    deleted: int
    missing: int = 0
    differing: Differing | None = None

    @property
    def none(self) -> bool:
        """Whether the table stays unchanged."""
        return not (self.inserted or self.updated or self.deleted)


@dataclass(frozen=True)
class _Night:
    """The loadable staged rows of all files."""

    rows: RowIndex
    numbers: Numbers
    sizes: tuple[int, ...]

    def by_file(self, dropped: Flags) -> tuple[Positions, ...]:
        """Positions of the dropped rows, file by file."""
        parts = np.split(dropped, np.cumsum(self.sizes)[:-1])
        return tuple(np.flatnonzero(part) for part in parts)


def _night(files: Sequence[StagedFile], dropped: Sequence[Positions]) -> tuple[_Night, Flags]:
    sizes = tuple(len(file.index) for file in files)
    starts = np.cumsum((0, *sizes))
    unloaded = np.zeros(sum(sizes), bool)
    for start, positions in zip(starts[:-1], dropped, strict=True):
        unloaded[start + positions] = True
    numbers = np.flatnonzero(~unloaded)
    return _Night(joined([file.index for file in files]).take(numbers), numbers, sizes), unloaded


def all_new(dropped: tuple[Positions, ...], rows: int) -> Changes:
    """Changes to a table without relevant rows."""
    return Changes(dropped, NO_FILES, (), rows, 0, 0)


def loadable_keys(files: Sequence[StagedFile], dropped: Sequence[Positions]) -> Hashes:
    """Keys of the loadable staged rows."""
    if not files:
        return NO_KEYS
    return _night(files, dropped)[0].rows.keys


def _stored(rows: Sequence[StoredRows]) -> RowIndex:
    def index(part: StoredRows) -> RowIndex:
        size = len(part.positions)
        heads = np.zeros(size, np.uint64) if part.heads is None else part.heads
        return RowIndex(part.keys, np.zeros(size, np.int64), heads, part.versions, part.contents)

    return joined([index(part) for part in rows])


def changes_to(
    files: Sequence[StagedFile],
    dropped: tuple[Positions, ...],
    dataset: Dataset,
    scan: Scan,
    stored: Sequence[StoredRows],
) -> Changes:
    """Compares the loadable rows with the relevant stored rows of the scan's files."""
    loadable = sum(len(file.index) for file in files) - sum(len(positions) for positions in dropped)
    if dataset.write_mode == "replace":
        return _replace(files, dropped, scan, stored, loadable)
    known_rows = sum(len(part.positions) for part in stored)
    whole = reads_all(dataset)
    if not loadable or not known_rows:
        return replace(all_new(dropped, loadable), missing=known_rows if whole else 0)
    night, unloaded = _night(files, dropped)
    known = _stored(stored)
    match = places_of(night.rows.keys, known.keys)
    present = match >= 0
    newer, as_old = np.zeros(len(present), bool), present
    if dataset.write_mode == "merge":
        if night.rows.versions is None or known.versions is None:
            raise ValueError(f"{dataset.id} is merged and has no updatedAtColumn")
        versions = known.versions[np.where(present, match, 0)]
        newer, as_old = present & (night.rows.versions > versions), present & (night.rows.versions == versions)
    unloaded[night.numbers[present & ~newer]] = True
    superseded = np.zeros(len(known), bool)
    superseded[match[newer]] = True
    ends = np.cumsum([len(part.positions) for part in stored])[:-1]
    taken = [part.positions[own] for part, own in zip(stored, np.split(superseded, ends), strict=True)]
    same = int(present.sum())
    return Changes(
        unloaded=night.by_file(unloaded),
        scan=scan,
        superseded=tuple(taken),
        inserted=len(present) - same,
        updated=int(newer.sum()),
        deleted=0,
        missing=known_rows - same if whole else 0,
        differing=_differing(night, known, match, as_old),
    )


def _differing(night: _Night, known: RowIndex, match: Numbers, as_old: Flags) -> Differing:
    rows = np.flatnonzero(as_old)
    own = rows[night.rows.heads[rows] != known.heads[match[rows]]]
    return Differing(night.numbers[own], match[own])


def _replace(
    files: Sequence[StagedFile],
    dropped: tuple[Positions, ...],
    scan: Scan,
    stored: Sequence[StoredRows],
    loadable: int,
) -> Changes:
    known = sum(len(part.positions) for part in stored)
    kept_as_is = tuple(np.empty(0, np.int64) for _ in scan.files)
    if not loadable or not known:
        return Changes(dropped, scan, kept_as_is, loadable, 0, known)
    night, before = _night(files, dropped)[0].rows, _stored(stored)
    match = places_of(night.keys, before.keys)
    present = match >= 0
    if night.contents is None or before.contents is None:
        raise ValueError("rows that are replaced have no hashes of their contents")
    differs = (night.contents != before.contents[np.where(present, match, 0)]).any(axis=1)
    same = int(present.sum())
    return Changes(dropped, scan, kept_as_is, loadable - same, int((present & differs).sum()), known - same)
