"""The table of rows that break the contract: per window, the rows that the last run over it rejected."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lakehouse.contract import Dataset
from lakehouse.iceberg.branches import branch_name, publish_pending
from lakehouse.iceberg.commits import FileChanges, commit_to_branch, data_file
from lakehouse.iceberg.history import Snapshot
from lakehouse.iceberg.layout import Layout, layout_of, layout_of_definition
from lakehouse.iceberg.scan import scan_files
from lakehouse.iceberg.storage import Storage, release
from lakehouse.iceberg.tables import Catalog, Table
from lakehouse.process.audit import AuditTask, audit_task
from lakehouse.process.conflicts import conflicting_lines
from lakehouse.process.data_writer import DataWriter, StagedFile, tally_of_files
from lakehouse.process.definitions import quarantine_table
from lakehouse.process.job import Job
from lakehouse.process.keys import Hashes, hashes_of
from lakehouse.process.proof import NOTHING, Tally, expect_equal
from lakehouse.process.quarantine_rows import SAME_BY, rejected_index, rejected_rows
from lakehouse.process.run import ManifestDataset, Window
from lakehouse.process.settle import Conflict
from lakehouse.shared_names import WINDOW


def _sorted(hashes: Hashes) -> Hashes:
    found: Hashes = hashes[np.lexsort((hashes[:, 1], hashes[:, 0]))]
    return found


def _of_windows(catalog: Catalog, labels: Iterable[str]) -> Any:
    """Iceberg expression for the rows of windows, by their labels."""
    expressions = catalog.jvm.org.apache.iceberg.expressions.Expressions
    found = expressions.alwaysFalse()
    for label in sorted(labels):
        found = getattr(expressions, "or")(found, expressions.equal(WINDOW, label))
    return found


@dataclass(frozen=True)
class _Stored:
    """The table's contents for a window and the windows in it: labels, and the hashes by which rows are compared."""

    labels: frozenset[str]
    rows: Hashes


def _stored_within(
    catalog: Catalog, table: Table, snapshot: Snapshot | None, layout: Layout, window: Window, storage: Storage
) -> _Stored:
    """A run over several nights reads all of them again and re-evaluates their rows."""
    labels, found = {window.label}, [np.empty((0, 2), np.uint64)]
    if snapshot is not None:
        expressions = catalog.jvm.org.apache.iceberg.expressions.Expressions
        since, until = window.label.split("_")
        # Labels sort by their start.
        begin_within = getattr(expressions, "and")(
            expressions.greaterThanOrEqual(WINDOW, since), expressions.lessThan(WINDOW, until)
        )
        fields = [field for field in layout.fields if field.name in {WINDOW, *SAME_BY}]
        for file in scan_files(table, snapshot, begin_within).files:
            rows = file.live(storage, fields)
            own = [label for label in pc.unique(rows.column(WINDOW)).to_pylist() if label.split("_")[1] <= until]
            labels.update(own)
            rows = rows.filter(pc.is_in(rows.column(WINDOW), pa.array(own, pa.string())))
            found.append(hashes_of([rows.column(name).combine_chunks() for name in SAME_BY]))
    return _Stored(frozenset(labels), np.concatenate(found))


def _differ(files: Sequence[StagedFile], stored: Hashes) -> bool:
    """Whether the table's rows differ; run and page are ignored, since attempts may split pages differently."""
    if len(stored) != sum(len(file.index) for file in files):
        return True
    if not len(stored):
        return False
    new = np.concatenate([file.index.keys for file in files])
    return not np.array_equal(_sorted(new), _sorted(stored))


class Quarantine:
    """One dataset's quarantine."""

    def __init__(self, job: Job, dataset: Dataset, entry: ManifestDataset, storage: Storage) -> None:
        self._job = job
        self._dataset = dataset
        self._entry = entry
        self._storage = storage
        self._definition = quarantine_table(dataset, job.warehouse)
        self._taken = False

    @functools.cached_property
    def _found(self) -> Table | None:
        return self._job.catalog.find(self._definition.name)

    def layout(self, beside: Layout) -> Layout:
        """Layout of the table, which is created only if needed; `beside` is the layout of the dataset's own table."""
        if self._found is not None:
            return layout_of(self._found)
        return layout_of_definition(self._definition, f"{beside.location}_quarantine")

    def files(
        self, beside: Layout, rejected: Sequence[StagedFile], conflicts: Sequence[Conflict]
    ) -> tuple[StagedFile, ...]:
        """The staged files, plus one for rows that contradict others with the same key."""
        if not conflicts:
            return tuple(rejected)
        run = self._job.run
        writer = DataWriter(self._storage, self.layout(beside), run.run_id)
        mask_key = self._job.mask_key() if self._dataset.personal else None
        for lines in conflicting_lines(conflicts, self._dataset, self._entry.pages, self._job.fetch, mask_key):
            writer.add(rejected_rows(lines, run.window.label), rejected_index(lines))
        return (*rejected, *writer.finish())

    def publish(self, quarantined: Tally, files: Sequence[StagedFile], properties: dict[str, str]) -> None:
        """Replaces the table's rows for the run's window, and for the windows in it, with those of the files.

        Writes nothing if the rows are the same.

        Raises `DatasetFailure` if the files' rows are not those counted, or if other rows arrive.
        """
        table = self._found if quarantined.rows == 0 else self._job.catalog.ensure(self._definition)
        if table is None:
            return
        job = self._job
        with job.progress.phase("quarantine", self._dataset.id) as phase:
            expect_equal(self._dataset.id, "quarantined rows", tally_of_files(files), quarantined)
            layout = layout_of(table)
            base = table.current()
            stored = _stored_within(job.catalog, table, base, layout, job.run.window, job.storage)
            if _differ(files, stored.rows):
                self._write(table, base, layout, files, stored.labels, properties)
                self._taken = True
            elif not self._taken:
                for file in files:
                    self._storage.delete(file.file.uri)
            phase.rows = quarantined.rows

    def _write(
        self,
        table: Table,
        base: Snapshot | None,
        layout: Layout,
        files: Sequence[StagedFile],
        labels: Iterable[str],
        properties: dict[str, str],
    ) -> None:
        job = self._job
        for file in files:
            # The files were written before the table existed, so its location must be the expected one.
            expect_equal(table.name, "place", file.file.uri.startswith(f"{layout.location}/"), True)
        added = [data_file(job.catalog, table, file.file, release(self._storage, file.file.uri)) for file in files]
        branch, pending = branch_name(job.run.run_id), table.pending()
        head = commit_to_branch(
            pending, branch, base, FileChanges(added, replaced=_of_windows(job.catalog, labels)), properties
        )
        expect_equal(table.name, "rows written", head.count("added-records"), sum(len(file.index) for file in files))
        tasks = [
            AuditTask(file.file.uri, file.file.rows, file.file.sha256, (), layout.fields, job.storage, job.run.run_id)
            for file in files
        ]
        found = sum((audit_task(task).own for task in tasks), NOTHING)
        expect_equal(table.name, "rows written", found, tally_of_files(files))
        publish_pending(pending, branch)
