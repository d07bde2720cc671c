"""One dataset of a run, from its raw pages to its published table."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager

from lakehouse.contract import Dataset
from lakehouse.failure import DatasetFailure
from lakehouse.iceberg.branches import MainMoved
from lakehouse.iceberg.history import Snapshot
from lakehouse.iceberg.layout import Layout, layout_of
from lakehouse.iceberg.parquet_files import Positions
from lakehouse.iceberg.scan import live_rows, scan_files
from lakehouse.iceberg.storage import Held, Storage
from lakehouse.iceberg.tables import Table
from lakehouse.process.changes import Changes, all_new, changes_to, loadable_keys
from lakehouse.process.definitions import dataset_table
from lakehouse.process.job import Job
from lakehouse.process.proof import Tally, compare_with_manifest, expect_equal
from lakehouse.process.publication import Publication
from lakehouse.process.published import find_published
from lakehouse.process.quarantine import Quarantine
from lakehouse.process.run import ManifestDataset, Outcome
from lakehouse.process.settle import settle
from lakehouse.process.staging import Staged, StagingTask, merged, stage_task
from lakehouse.process.stored import file_filter, read_stored
from lakehouse.process.workers import Here
from lakehouse.progress import Phase

_PUBLICATIONS = 3


class DatasetJob:
    """Processes one dataset. Nothing is visible to readers before every check has passed."""

    def __init__(self, job: Job, dataset: Dataset, entry: ManifestDataset) -> None:
        self._job = job
        self._dataset = dataset
        self._entry = entry
        self._workers = job.workers_to_stage(entry.rows)
        # What the driver writes itself is written only if it is needed: most small tables are as they were.
        self._storage: Storage = Held(job.storage) if isinstance(self._workers, Here) else job.storage
        self._quarantine = Quarantine(job, dataset, entry, self._storage)

    def process(self) -> Outcome:
        """Raises `DatasetFailure`, or whatever the engine raises, when nothing was published."""
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
            night = merged(self._workers.map(stage_task, self._staging_tasks(layout)))
            tallies = compare_with_manifest(night.tallies, self._entry)
            phase.rows = tallies.total.rows
        with self._phase("settle"):
            settled = settle(self._storage, layout, night.files, self._dataset)
        quarantined = tallies.rejected + settled.conflict
        loaded = tallies.total - quarantined - settled.duplicate
        expect_equal(self._dataset.id, "distinct keys", settled.distinct_keys, loaded.rows)
        publication = Publication(self._job, self._dataset, table, layout, self._storage, self._workers)
        rejected = self._quarantine.files(layout, night.quarantined, settled.conflicts)
        for _ in range(_PUBLICATIONS):
            with self._phase("compare"):
                base = table.current()
                changes = self._changes(table, base, layout, night, settled.dropped)
            outcome = self._outcome(tallies.total, loaded, quarantined, settled.duplicate, changes)
            try:
                good = tallies.total - tallies.rejected
                return publication.publish(base, night.files, good, changes, outcome, self._quarantine, rejected)
            except MainMoved:
                self._job.progress.event(dataset=self._dataset.id, phase="publish", retry="main moved")
        raise DatasetFailure(
            "TABLE_BUSY",
            table.name,
            f"others published to it during each of {_PUBLICATIONS} tries",
            "run the window again when compaction or the other writer has ended",
        )

    def _staging_tasks(self, layout: Layout) -> list[StagingTask]:
        dataset, job = self._dataset, self._job
        personal = any(column.personal for column in dataset.columns)
        mask_key = job.mask_key() if personal else None
        quarantine = self._quarantine.layout(layout)
        run_id, window = job.run.run_id, job.run.window.label
        return [
            StagingTask(dataset, pages, job.fetch, mask_key, self._storage, layout, quarantine, run_id, window)
            for pages in job.shares(self._entry.pages, self._workers)
        ]

    def _changes(
        self, table: Table, base: Snapshot | None, layout: Layout, night: Staged, dropped: tuple[Positions, ...]
    ) -> Changes:
        loadable = sum(len(file.index) for file in night.files) - sum(len(positions) for positions in dropped)
        if base is None or not live_rows(table, base, self._job.storage):
            return all_new(dropped, loadable)
        job, dataset = self._job, self._dataset
        window = job.run.window
        scan = scan_files(table, base, file_filter(job.catalog.jvm, dataset, window, night.key_ranges))
        wanted = loadable_keys(night.files, dropped) if dataset.write_mode != "replace" and night.files else None
        workers = job.workers_to_read(sum(file.rows for file in scan.files))
        stored = read_stored(dataset, scan, layout.fields, window, wanted, job.storage, workers)
        return changes_to(night.files, dropped, dataset, scan, stored)

    def _outcome(self, total: Tally, loaded: Tally, quarantined: Tally, duplicate: Tally, changes: Changes) -> Outcome:
        return Outcome(
            dataset_id=self._dataset.id,
            state="UNCHANGED" if changes.none else "PUBLISHED",
            rows=total.rows,
            loaded=loaded.rows,
            quarantined=quarantined.rows,
            duplicates=duplicate.rows,
            row_hash_sum=total.hash_sum,
            inserted=changes.inserted,
            updated=changes.updated,
            deleted=changes.deleted,
            seconds=0.0,
        )
