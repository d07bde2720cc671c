"""Commits a night's files to a branch, audits them there, and publishes them together with the quarantine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace

from lakehouse.contract import Dataset
from lakehouse.iceberg.branches import branch_name, publish_pending
from lakehouse.iceberg.commits import commit_to_branch
from lakehouse.iceberg.history import Snapshot
from lakehouse.iceberg.layout import Layout
from lakehouse.iceberg.storage import Storage
from lakehouse.iceberg.tables import PendingTable, Table
from lakehouse.process.audit import Expected, audit, carried_over, tally_of_rows
from lakehouse.process.changes import Changes
from lakehouse.process.data_writer import StagedFile
from lakehouse.process.job import Job
from lakehouse.process.night import Night
from lakehouse.process.outcome import Outcome
from lakehouse.process.proof import NOTHING, Tally
from lakehouse.process.published import is_older, newest_extraction, snapshot_properties, stamp_extraction
from lakehouse.process.quarantine import Quarantine
from lakehouse.process.workers import Workers
from lakehouse.process.write import Place, Written, added_files, superseded_files, together
from lakehouse.progress import Phase


class Publication:
    """Publishes one dataset's night to its table."""

    def __init__(
        self,
        job: Job,
        dataset: Dataset,
        table: Table,
        layout: Layout,
        storage: Storage,
        workers: Workers,
        newest: str | None,
    ) -> None:
        """`newest` is when the published data was fetched, if the table should record it."""
        self._job = job
        self._dataset = dataset
        self._table = table
        self._layout = layout
        self._storage = storage
        self._workers = workers
        self._branch = branch_name(job.run.run_id)
        self._newest = newest

    def publish(
        self,
        base: Snapshot | None,
        files: Sequence[StagedFile],
        night: Night,
        changes: Changes,
        outcome: Outcome,
        quarantine: Quarantine,
        rejected: Sequence[StagedFile],
        stored: Tally,
    ) -> Outcome:
        """Publishes the changes on top of the table's snapshot `base`; `stored` are the rows that it already has.

        Raises `MainMoved` if another writer has published since; the staged files remain for the next try.
        """
        written = NOTHING if changes.none else night.pages.good - tally_of_rows(files, changes.unloaded)
        outcome = replace(outcome, hops=night.hops(written, stored))
        properties = snapshot_properties(self._job.run, outcome)
        pending, taken = None, frozenset[str]()
        if not changes.none:
            pending = self._table.pending()
            taken, found = self._write(pending, base, files, written, changes, properties)
            # Reports the rows that were read back, which the report compares with the accepted rows.
            outcome = replace(outcome, hops=night.hops(found, stored))
        quarantine.publish(night.quarantined, rejected, properties)
        if pending is not None:
            with self._phase("publish") as phase:
                snapshot_id = publish_pending(pending, self._branch)
                phase.rows = changes.inserted + changes.updated
            outcome = outcome.at(snapshot_id)
        elif self._newest is not None and not is_older(self._newest, newest_extraction(self._table.metadata())):
            # Checked again: an unchanged night has no snapshot that would reveal a concurrent publication.
            stamp_extraction(self._table, self._newest)
        self.drop(file for file in files if file.file.uri not in taken)
        return outcome

    def drop(self, files: Iterable[StagedFile]) -> None:
        """Removes staged files that the table does not use."""
        for file in files:
            self._storage.delete(file.file.uri)

    def _phase(self, name: str) -> AbstractContextManager[Phase]:
        return self._job.progress.phase(name, self._dataset.id)

    def _write(
        self,
        pending: PendingTable,
        base: Snapshot | None,
        files: Sequence[StagedFile],
        rows: Tally,
        changes: Changes,
        properties: dict[str, str],
    ) -> tuple[frozenset[str], Tally]:
        """URIs of the staged files that the table uses, and the tally of the run's rows that arrived."""
        run_id = self._job.run.run_id
        with self._phase("write") as phase:
            if self._newest is not None:
                stamp_extraction(pending, self._newest)
            written = self._files(files, changes)
            head = commit_to_branch(pending, self._branch, base, written.changes, properties)
            phase.rows = changes.inserted + changes.updated
        with self._phase("audit") as phase:
            expected = self._expected(rows, changes, written)
            workers = self._job.workers_to_read(sum(file.recordCount() for file in written.changes.added))
            found = audit(pending, self._layout, base, head, expected, self._job.storage, workers, run_id)
            phase.rows = found.rows
        return written.taken, found

    def _files(self, files: Sequence[StagedFile], changes: Changes) -> Written:
        job, replaces = self._job, self._dataset.write_mode == "replace"
        place = Place(job.catalog, self._table, self._layout, self._storage, self._workers, job.run.run_id)
        added = added_files(place, files, changes.unloaded, may_mark=not replaces)
        if replaces:
            every = job.catalog.jvm.org.apache.iceberg.expressions.Expressions.alwaysTrue()
            return replace(added, changes=replace(added.changes, replaced=every))
        rows = sum(file.rows for file in changes.scan.files)
        stored = replace(place, storage=job.storage, workers=job.workers_to_read(rows))
        return together(added, superseded_files(stored, changes.scan, changes.superseded))

    def _expected(self, rows: Tally, changes: Changes, written: Written) -> Expected:
        removed = {file.location() for file in written.changes.removed}
        carried = carried_over(self._job.storage, self._layout, changes, removed) if removed else NOTHING
        growth = changes.inserted - changes.deleted - written.dangling
        return Expected(written.files, rows, carried, growth)
