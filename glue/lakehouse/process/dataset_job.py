"""One dataset of a run, from its raw pages to its published table."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

import numpy as np

from lakehouse.contract import Dataset
from lakehouse.failure import DatasetFailure
from lakehouse.iceberg.branches import MainMoved
from lakehouse.iceberg.history import Snapshot
from lakehouse.iceberg.layout import Layout, layout_of
from lakehouse.iceberg.scan import live_rows, scan_files
from lakehouse.iceberg.storage import Held, Storage
from lakehouse.iceberg.tables import Table
from lakehouse.process.audit import stored_already
from lakehouse.process.changed import count_changed
from lakehouse.process.changes import Changes, all_new, changes_to, loadable_keys
from lakehouse.process.data_writer import StagedFile
from lakehouse.process.definitions import dataset_table
from lakehouse.process.in_table import explained_by, in_table
from lakehouse.process.job import Job
from lakehouse.process.keys import NO_KEYS
from lakehouse.process.late import count_late
from lakehouse.process.night import Night, counted
from lakehouse.process.outcome import Outcome, superseded
from lakehouse.process.proof import NOTHING, compare_with_manifest
from lakehouse.process.publication import Publication
from lakehouse.process.published import find_published, is_older, newest_extraction, snapshot_properties
from lakehouse.process.quarantine import Quarantine
from lakehouse.process.run import ManifestDataset
from lakehouse.process.settle import Settled, settle
from lakehouse.process.staging import Staged, StagingTask, merged, stage_task
from lakehouse.process.stored import file_filter, read_stored, reads_all
from lakehouse.process.tolerance import (
    Findings,
    NightRefused,
    require_kept,
    require_new_keys,
    require_rows,
    require_tolerable,
    warnings_of,
)
from lakehouse.process.workers import Here
from lakehouse.progress import Phase

_PUBLICATIONS = 3


@dataclass(frozen=True)
class _Attempt:
    """What stays the same across all tries to publish a night."""

    table: Table
    layout: Layout
    staged: Staged
    settled: Settled
    night: Night
    rejected: tuple[StagedFile, ...]


@dataclass(frozen=True)
class _Compared:
    """A night compared with the table: its changes, and further findings."""

    changes: Changes
    findings: Findings


class DatasetJob:
    """Processes one dataset. Nothing is visible to readers before every check has passed."""

    def __init__(self, job: Job, dataset: Dataset, entry: ManifestDataset) -> None:
        self._job = job
        self._dataset = dataset
        self._entry = entry
        self._workers = job.workers_to_stage(entry.rows)
        # Files that the driver writes are uploaded only if needed: most small tables are unchanged.
        self._storage: Storage = Held(job.storage) if isinstance(self._workers, Here) else job.storage
        self._quarantine = Quarantine(job, dataset, entry, self._storage)
        # Nothing was fetched from a source without records: it was queried when its window had ended, or later.
        self._extracted_at = entry.extracted_at or job.run.window.until

    def process(self) -> Outcome:
        """Raises `DatasetFailure`, or whatever the engine raises, if nothing was published."""
        started = time.monotonic()
        with self._phase("table"):
            table = self._job.catalog.ensure(dataset_table(self._dataset, self._job.warehouse))
            outcome = find_published(table, self._job.run.run_id, self._dataset.id)
        if outcome is None:
            outcome = self._process_into(table)
        return outcome.took(time.monotonic() - started)

    def _phase(self, name: str) -> AbstractContextManager[Phase]:
        return self._job.progress.phase(name, self._dataset.id)

    def _process_into(self, table: Table) -> Outcome:
        layout = layout_of(table)
        with self._phase("stage") as phase:
            staged = merged(self._workers.map(stage_task, self._staging_tasks(layout)))
            pages = compare_with_manifest(staged.tallies, self._entry)
            phase.rows = pages.read.rows
        with self._phase("settle"):
            settled = settle(self._storage, layout, staged.files, self._dataset)
            night = counted(self._dataset.id, staged, pages, settled)
        rejected = self._quarantine.files(layout, staged.quarantined, settled.conflicts)
        attempt = _Attempt(table, layout, staged, settled, night, rejected)
        for _ in range(_PUBLICATIONS):
            try:
                return self._attempt(attempt)
            except MainMoved:
                self._job.progress.event(dataset=self._dataset.id, phase="publish", retry="main moved")
        raise DatasetFailure(
            "TABLE_BUSY",
            table.name,
            f"other writers published to it during each of {_PUBLICATIONS} tries",
            "run the window again when compaction or the other writer has ended",
        )

    def _attempt(self, attempt: _Attempt) -> Outcome:
        table, staged, night = attempt.table, attempt.staged, attempt.night
        job, dataset = self._job, self._dataset
        metadata = table.metadata()
        outcome = self._outcome(night)
        newest, replaces = newest_extraction(metadata), dataset.write_mode == "replace"
        stamp = self._extracted_at if replaces and newest != self._extracted_at else None
        publication = Publication(job, dataset, table, attempt.layout, self._storage, self._workers, stamp)
        if replaces and is_older(self._extracted_at, newest):
            publication.drop((*staged.files, *attempt.rejected))
            return superseded(outcome, self._extracted_at, newest)
        base = next(iter(metadata.history()), None)
        try:
            require_tolerable(dataset, night, self._entry.window)
            with self._phase("compare"):
                compared = self._with_late(self._compared(attempt, base), attempt)
        except NightRefused as refusal:
            self._quarantine.publish(night.quarantined, attempt.rejected, snapshot_properties(job.run, outcome))
            publication.drop(staged.files)
            return outcome.refused(str(refusal))
        changes, findings = compared.changes, compared.findings
        outcome = replace(
            outcome,
            state="UNCHANGED" if changes.none else "PUBLISHED",
            inserted=changes.inserted,
            updated=changes.updated,
            deleted=changes.deleted,
            changed=findings.changed,
            removed=findings.removed,
            warnings=warnings_of(dataset, night, findings),
        )
        stored = stored_already(staged.files, attempt.settled.dropped, changes)
        return publication.publish(
            base, staged.files, night, changes, outcome, self._quarantine, attempt.rejected, stored
        )

    def _staging_tasks(self, layout: Layout) -> list[StagingTask]:
        dataset, job = self._dataset, self._job
        mask_key = job.mask_key() if dataset.personal else None
        quarantine = self._quarantine.layout(layout)
        run, asked = job.run, self._entry.window
        return [
            StagingTask(
                dataset,
                pages,
                job.fetch,
                mask_key,
                self._storage,
                layout,
                quarantine,
                run.run_id,
                asked,
                run.window.label,
            )
            for pages in job.shares(self._entry.pages, self._workers)
        ]

    def _compared(self, attempt: _Attempt, base: Snapshot | None) -> _Compared:
        job, dataset, files = self._job, self._dataset, attempt.staged.files
        table, layout, dropped = attempt.table, attempt.layout, attempt.settled.dropped
        loadable, rejected = attempt.night.accepted.rows, attempt.staged.rejected_keys
        reads_some = not reads_all(dataset)
        # Copying the keys of millions of rows is done only if they are needed.
        keys = loadable_keys(files, dropped) if reads_some or len(rejected) else NO_KEYS
        stored_rows = live_rows(table, base, job.storage)
        require_rows(dataset, attempt.night, stored_rows)
        if base is None or not stored_rows:
            return _Compared(all_new(dropped, loadable), Findings(in_table=in_table(rejected, keys, ())))
        asked, ranges = self._entry.window, attempt.staged.key_ranges
        scan = scan_files(table, base, file_filter(job.catalog.jvm, dataset, asked, ranges))
        wanted = np.concatenate([keys, rejected]) if reads_some else None
        workers = job.workers_to_read(sum(file.rows for file in scan.files))
        stored = read_stored(dataset, scan, layout.fields, wanted, job.storage, workers)
        changes = changes_to(files, dropped, dataset, scan, stored)
        # A rejected row exists at the source; each one whose key cannot be read may be one of the missing rows.
        unreadable = attempt.night.pages.rejected.rows - len(rejected)
        removed = max(0, changes.missing - explained_by(rejected, keys, stored) - unreadable)
        require_kept(dataset, removed)
        changed, moved = count_changed(dataset, layout, changes, files, stored, self._storage)
        require_new_keys(dataset, attempt.night, moved)
        # A replaced table keeps no stored rows beyond the night's.
        beside = () if dataset.write_mode == "replace" else stored
        found = in_table(rejected, keys, beside)
        return _Compared(changes, Findings(changed=changed, moved=moved, removed=removed, in_table=found))

    def _with_late(self, compared: _Compared, attempt: _Attempt) -> _Compared:
        night = self._job.run.window
        if self._entry.window == night:
            return compared
        files, unloaded = attempt.staged.files, compared.changes.unloaded
        late = count_late(self._dataset, attempt.layout, files, unloaded, night, self._storage)
        return replace(compared, findings=replace(compared.findings, late=late))

    def _outcome(self, night: Night) -> Outcome:
        """What is known of the night before comparing it with the table."""
        return Outcome(
            dataset_id=self._dataset.id,
            state="UNCHANGED",
            rows=night.rows,
            loaded=night.accepted.rows,
            quarantined=night.quarantined.rows,
            duplicates=night.duplicate.rows,
            row_hash_sum=night.pages.read.hash_sum,
            inserted=0,
            updated=0,
            deleted=0,
            seconds=0.0,
            outside=night.outside.rows,
            loaded_outside=night.loaded_outside,
            quarantined_by=night.reasons,
            hops=night.hops(NOTHING, NOTHING),
        )
