"""Which of a night's keys a table already has, read only from the files that can contain them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from lakehouse.contract import Dataset
from lakehouse.iceberg.parquet_files import Positions, read_rows
from lakehouse.iceberg.scan import Scan, StoredFile, around_instants, joined_ranges, within_ranges
from lakehouse.iceberg.schema import Field
from lakehouse.iceberg.storage import Storage
from lakehouse.process.keys import Hashes, hashes_of, places_of
from lakehouse.process.proof import Heads, stored_heads
from lakehouse.process.run import Window
from lakehouse.process.staging import index_of
from lakehouse.process.window import instant
from lakehouse.process.workers import Here, Shared, Workers
from lakehouse.shared_names import ROW_HASH

_DAY = 86_400_000_000


@dataclass(frozen=True)
class StoredRows:
    """Relevant rows of one stored file, by position; `versions` and `contents` as in `RowIndex`.

    `heads` are their hashes' heads, if rows are appended or merged.
    """

    positions: Positions
    keys: Hashes
    heads: Heads | None
    versions: np.ndarray[Any, np.dtype[np.int64]] | None
    contents: Hashes | None


@dataclass(frozen=True)
class StoredTask:
    """Files to search. `wanted` are the night's keys: only rows with one of them are relevant; None means all rows."""

    dataset: Dataset
    files: tuple[StoredFile, ...]
    fields: tuple[Field, ...]
    wanted: Shared[Hashes] | None
    storage: Storage


def _stored_rows(file: StoredFile, task: StoredTask) -> StoredRows:
    dataset = task.dataset
    rows = read_rows(task.storage, file.uri, task.fields)
    matters = np.ones(rows.num_rows, bool)
    matters[file.deleted(task.storage)] = False
    positions = np.flatnonzero(matters)
    rows = rows.take(pa.array(positions))
    if task.wanted is not None:
        keys = hashes_of([rows.column(name).combine_chunks() for name in dataset.primary_key])
        own = np.flatnonzero(places_of(keys, task.wanted.value) >= 0)
        positions, rows = positions[own], rows.take(pa.array(own))
    index = index_of(dataset, rows, np.zeros(rows.num_rows, np.int64), np.zeros(rows.num_rows, np.uint64))
    heads = stored_heads(rows.column(ROW_HASH)) if ROW_HASH in rows.column_names else None
    return StoredRows(positions, index.keys, heads, index.versions, index.contents)


def stored_task(task: StoredTask) -> list[StoredRows]:
    """Relevant rows, file by file."""
    return [_stored_rows(file, task) for file in task.files]


def _read_fields(dataset: Dataset, fields: Sequence[Field]) -> tuple[Field, ...]:
    if dataset.write_mode == "replace":
        wanted = set(dataset.column_names)
    else:
        version = dataset.updated_at_column
        wanted = {*dataset.primary_key, ROW_HASH} | ({version} if version is not None else set())
    return tuple(field for field in fields if field.name in wanted)


def reads_all(dataset: Dataset) -> bool:
    """Whether all of the table's rows are relevant: if the night has all of the source's."""
    return dataset.is_read_whole and dataset.write_mode != "append"


def file_filter(jvm: Any, dataset: Dataset, window: Window, key_ranges: Mapping[str, Sequence[tuple[Any, Any]]]) -> Any:
    """Iceberg expression for the files that can hold rows with the night's keys; None for all files.

    `window` is the range requested from the source. A stored row's key counts in any window: an event that comes again
    with another instant is the same event.
    """
    if reads_all(dataset):
        return None
    expressions = jvm.org.apache.iceberg.expressions.Expressions
    found = expressions.alwaysTrue()
    for name, ranges in key_ranges.items():
        kind, joined = dataset.column(name).stored_type, joined_ranges(ranges)
        if kind == "timestamp":
            joined = [around_instants(*ends) for ends in joined]
        if kind != "boolean":
            found = getattr(expressions, "and")(found, within_ranges(jvm, name, joined))
    if dataset.window_column is not None and dataset.unique_days is not None:
        first, _ = around_instants(instant(window.since) - dataset.unique_days * _DAY, 0)
        recent = expressions.greaterThanOrEqual(dataset.window_column, first)
        found = getattr(expressions, "and")(found, recent)
    return found


def _shares(files: Sequence[StoredFile], parts: int) -> list[tuple[StoredFile, ...]]:
    """Runs of consecutive files with about equal row counts, in order."""
    least = max(1, sum(file.rows for file in files) // parts)
    shares: list[list[StoredFile]] = [[]]
    for file in files:
        if sum(other.rows for other in shares[-1]) >= least:
            shares.append([])
        shares[-1].append(file)
    return [tuple(share) for share in shares]


def read_stored(
    dataset: Dataset,
    scan: Scan,
    fields: Sequence[Field],
    wanted: Hashes | None,
    storage: Storage,
    workers: Workers,
) -> list[StoredRows]:
    """Relevant rows of the scan's files, in file order."""
    if not scan.files:
        return []
    shares = _shares(scan.files, 1 if isinstance(workers, Here) else 2 * workers.cores)
    shared = None if wanted is None else workers.share(wanted)
    own = _read_fields(dataset, fields)
    tasks = [StoredTask(dataset, share, own, shared, storage) for share in shares]
    return [rows for found in workers.map(stored_task, tasks) for rows in found]
