"""Which files a snapshot adds and removes, so that unwanted rows are gone.

If few rows of a file are unwanted, a position delete file names them; if many, the file is rewritten without them.
Either way no other file is touched.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from lakehouse.iceberg.commits import Deletes, FileChanges, data_file, delete_file
from lakehouse.iceberg.layout import Layout
from lakehouse.iceberg.parquet_files import (
    DataFile,
    ParquetSink,
    Positions,
    position_deletes,
    read_rows,
    read_written,
    without,
    written_file,
)
from lakehouse.iceberg.scan import Scan
from lakehouse.iceberg.storage import Storage, release
from lakehouse.iceberg.tables import Catalog, Table
from lakehouse.process.data_writer import StagedFile
from lakehouse.process.workers import Workers

# Every query pays for each deleted row of a file; rewriting a file is paid for once.
_MOST_DELETED_SHARE = 0.05
_SMALL_FILE_ROWS = 100_000


@dataclass(frozen=True)
class Place:
    """The table for which files are written, and the storage and workers that read and write them."""

    catalog: Catalog
    table: Table
    layout: Layout
    storage: Storage
    workers: Workers
    run_id: str


@dataclass(frozen=True)
class Written:
    """Files for a snapshot.

    `files` are all files that it adds, `taken` the URIs of the staged files among them. `dangling` counts rows that
    delete files still name although their data file is removed, because these also name rows of other files.
    """

    changes: FileChanges
    files: tuple[DataFile, ...]
    taken: frozenset[str] = frozenset()
    dangling: int = 0


@dataclass(frozen=True)
class RewriteTask:
    """A file to rewrite without the rows at the positions. `sha256` is known for files of this run."""

    uri: str
    sha256: str | None
    gone: Positions
    layout: Layout
    storage: Storage
    run_id: str


def rewrite_task(task: RewriteTask) -> list[DataFile]:
    """Rewrites the file with the table's current columns and partitions: as one file, unless partitions changed."""
    fields = task.layout.fields
    if task.sha256 is None:
        rows = read_rows(task.storage, task.uri, fields)
    else:
        rows = read_written(task.storage, task.uri, task.sha256, fields)
    rows = without(rows, task.gone)
    written = []
    for partition, numbers in task.layout.split(rows):
        sink = ParquetSink(task.layout.schema)
        part = rows if numbers is None else rows.take(pa.array(numbers))
        sink.write(part.cast(task.layout.schema))
        content = sink.finish()
        uri = task.layout.new_file(partition, task.run_id)
        task.storage.write(uri, content)
        written.append(written_file(uri, sink.rows, content, partition))
    return written


@dataclass(frozen=True)
class _Actions:
    """File numbers by action; all other files stay unchanged."""

    gone: list[int]
    again: list[int]
    marked: list[int]


def _actions(rows: Sequence[int], gone: Sequence[Positions], *, may_mark: bool = True) -> _Actions:
    found = _Actions([], [], [])
    for number, (all_rows, positions) in enumerate(zip(rows, gone, strict=True)):
        if not len(positions):
            continue
        few = all_rows > _SMALL_FILE_ROWS and len(positions) <= all_rows * _MOST_DELETED_SHARE
        if len(positions) == all_rows:
            found.gone.append(number)
        elif few and may_mark:
            found.marked.append(number)
        else:
            found.again.append(number)
    return found


def _rewritten(place: Place, files: Sequence[tuple[str, str | None]], gone: Sequence[Positions]) -> list[DataFile]:
    tasks = [
        RewriteTask(uri, sha256, positions, place.layout, place.storage, place.run_id)
        for (uri, sha256), positions in zip(files, gone, strict=True)
    ]
    return [file for files in place.workers.map(rewrite_task, tasks) for file in files]


def _data_files(place: Place, files: Sequence[DataFile]) -> list[Any]:
    return [data_file(place.catalog, place.table, file, release(place.storage, file.uri)) for file in files]


def _deletes(place: Place, java: Any, positions: Positions) -> Any:
    content = position_deletes(java.location(), positions)
    uri = f"{place.layout.location}/data/{uuid.uuid4().hex}-deletes.parquet"
    place.storage.write(uri, content)
    release(place.storage, uri)
    return delete_file(place.catalog, place.table, Deletes(uri, len(positions), len(content), java))


def added_files(place: Place, files: Sequence[StagedFile], unloaded: Sequence[Positions], *, may_mark: bool) -> Written:
    """Staged rows except those at the positions; without `may_mark`, no delete file is used for them."""
    actions = _actions([file.file.rows for file in files], unloaded, may_mark=may_mark)
    parts = [(files[n].file.uri, files[n].file.sha256) for n in actions.again]
    again = _rewritten(place, parts, [unloaded[n] for n in actions.again])
    whole = [n for n in range(len(files)) if n not in {*actions.gone, *actions.again}]
    kept = dict(zip(whole, _data_files(place, [files[n].file for n in whole]), strict=True))
    deletes = [_deletes(place, kept[n], unloaded[n]) for n in actions.marked]
    changes = FileChanges(added=[*kept.values(), *_data_files(place, again)], deletes=deletes)
    added = (*(files[n].file for n in whole), *again)
    return Written(changes, added, frozenset(files[n].file.uri for n in whole))


def superseded_files(place: Place, scan: Scan, superseded: Sequence[Positions]) -> Written:
    """Stored files with superseded rows: removed, rewritten without these rows, or marked."""
    touched = [n for n, positions in enumerate(superseded) if len(positions)]
    before = {n: scan.files[n].deleted(place.storage) for n in touched}
    none = np.empty(0, np.int64)
    gone = [np.union1d(superseded[n], before[n]) if n in before else none for n in range(len(scan.files))]
    actions = _actions([file.rows for file in scan.files], gone)
    parts = [(scan.files[n].uri, None) for n in actions.again]
    again = _rewritten(place, parts, [gone[n] for n in actions.again])
    removed = [*actions.gone, *actions.again]
    # A file has at most one delete file of its own. Delete files that other writers made for many files stay.
    alone = {n: all(java.referencedDataFile() is not None for java in scan.java_deletes[n]) for n in touched}
    changes = FileChanges(
        added=_data_files(place, again),
        removed=[scan.java[n] for n in removed],
        deletes=[_deletes(place, scan.java[n], gone[n] if alone[n] else superseded[n]) for n in actions.marked],
        removed_deletes=[java for n in (*removed, *actions.marked) if alone[n] for java in scan.java_deletes[n]],
    )
    return Written(changes, tuple(again), dangling=sum(len(before[n]) for n in removed if not alone[n]))


def together(one: Written, other: Written) -> Written:
    """Both combined in one snapshot."""
    first, second = one.changes, other.changes
    changes = FileChanges(
        added=[*first.added, *second.added],
        removed=[*first.removed, *second.removed],
        deletes=[*first.deletes, *second.deletes],
        removed_deletes=[*first.removed_deletes, *second.removed_deletes],
    )
    return Written(changes, one.files + other.files, one.taken | other.taken, one.dangling + other.dangling)
