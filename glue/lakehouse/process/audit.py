"""Reads back what arrived on a branch, and compares it with what was expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc

from lakehouse.iceberg.history import Snapshot
from lakehouse.iceberg.layout import Layout
from lakehouse.iceberg.parquet_files import DataFile, Positions, deleted_positions, read_rows, read_written, without
from lakehouse.iceberg.schema import Field
from lakehouse.iceberg.storage import Storage
from lakehouse.iceberg.tables import Table
from lakehouse.process.changes import Changes
from lakehouse.process.data_writer import StagedFile
from lakehouse.process.proof import NOTHING, Tally, expect_equal, stored_heads
from lakehouse.process.workers import Workers
from lakehouse.shared_names import ROW_HASH, RUN_ID


@dataclass(frozen=True)
class AuditTask:
    """A file that a snapshot added, with the delete files that apply to it."""

    uri: str
    rows: int
    sha256: str
    deletes: tuple[str, ...]
    fields: tuple[Field, ...]
    storage: Storage
    run_id: str


@dataclass(frozen=True)
class FileTally:
    """Rows of a file that readers see: the run's own, and those carried over from a rewritten file."""

    own: Tally
    others: Tally


def _marks(fields: Sequence[Field]) -> tuple[Field, ...]:
    return tuple(field for field in fields if field.name in {RUN_ID, ROW_HASH})


def audit_task(task: AuditTask) -> FileTally:
    """Counts the file's rows by their stored hashes."""
    rows = read_written(task.storage, task.uri, task.sha256, _marks(task.fields))
    expect_equal(task.uri, "rows in the file", rows.num_rows, task.rows)
    rows = without(rows, deleted_positions(task.storage, task.uri, task.deletes))
    heads = stored_heads(rows.column(ROW_HASH))
    own = pc.equal(rows.column(RUN_ID), task.run_id).combine_chunks().to_numpy(zero_copy_only=False)
    return FileTally(Tally.of(heads[own]), Tally.of(heads[~own]))


def tally_of_rows(files: Sequence[StagedFile], rows: Sequence[Positions]) -> Tally:
    """Tally of the staged rows at the positions of each file."""
    return sum((file.index.tally(positions) for file, positions in zip(files, rows, strict=True)), NOTHING)


def stored_already(files: Sequence[StagedFile], dropped: Sequence[Positions], changes: Changes) -> Tally:
    """Tally of the loadable rows that the table already has, in the same or a newer version.

    Counted independently, not as the remainder of other rows, so that comparing it with the written rows compares two
    counts.
    """
    found = NOTHING
    for file, unloaded, gone in zip(files, changes.unloaded, dropped, strict=True):
        own = np.arange(len(file.index)) if changes.none else unloaded
        found += file.index.tally(np.setdiff1d(own, gone))
    return found


def carried_over(storage: Storage, layout: Layout, changes: Changes, removed: set[str]) -> Tally:
    """Tally of the remaining rows in the stored files that are removed."""
    found = NOTHING
    fields = [field for field in layout.fields if field.name == ROW_HASH]
    for file, superseded in zip(changes.scan.files, changes.superseded, strict=True):
        if file.uri in removed:
            heads = stored_heads(read_rows(storage, file.uri, fields).column(ROW_HASH))
            gone = np.union1d(file.deleted(storage), superseded)
            found += Tally.of(np.delete(heads, gone))
    return found


def _total(snapshot: Snapshot | None) -> int:
    """Number of rows that readers see, from the snapshot's summary."""
    return 0 if snapshot is None else snapshot.total_rows - snapshot.count("total-position-deletes")


@dataclass(frozen=True)
class Expected:
    """What a snapshot should have added to the table: the run's rows, and rows of rewritten files.

    `files` are all files that it added.
    """

    files: tuple[DataFile, ...]
    written: Tally
    carried: Tally
    growth: int


def audit(
    table: Table,
    layout: Layout,
    base: Snapshot | None,
    head: Snapshot,
    expected: Expected,
    storage: Storage,
    workers: Workers,
    run_id: str,
) -> Tally:
    """Reads back the hashes in every file that the snapshot added; returns the tally of the run's rows.

    Raises `DatasetFailure` if the branch is not its base plus the changes.
    """
    io, added = table.java.io(), table.java.snapshot(head.snapshot_id)
    deletes: dict[str, list[str]] = {}
    for delete in added.addedDeleteFiles(io):
        deletes.setdefault(delete.referencedDataFile(), []).append(delete.location())
    digests = {file.uri: file.sha256 for file in expected.files}
    locations = [file.location() for file in added.addedDataFiles(io)]
    expect_equal(table.name, "files written", sorted(locations), sorted(digests))
    tasks = [
        AuditTask(
            file.location(),
            file.recordCount(),
            digests[file.location()],
            tuple(deletes.get(file.location(), ())),
            layout.fields,
            storage,
            run_id,
        )
        for file in added.addedDataFiles(io)
    ]
    tallies = workers.map(audit_task, tasks)
    found = sum((tally.own for tally in tallies), NOTHING)
    expect_equal(table.name, "rows written", found, expected.written)
    others = sum((tally.others for tally in tallies), NOTHING)
    expect_equal(table.name, "rows carried over", others, expected.carried)
    expect_equal(table.name, "rows in the table", _total(head), _total(base) + expected.growth)
    return found
