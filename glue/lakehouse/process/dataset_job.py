"""One dataset of a run, from its raw pages to its published table."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pyspark import StorageLevel
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from lakehouse.columns import REJECTED
from lakehouse.contract import Dataset
from lakehouse.failure import DatasetFailure
from lakehouse.iceberg.branches import MainMoved, carries_run, cut_branch, drop_branch, publish_branch, stamp_branch
from lakehouse.iceberg.tables import Catalog, Table
from lakehouse.process.changes import Changes, changes_to
from lakehouse.process.dedupe import Resolution, nothing_repeated, resolve_duplicates
from lakehouse.process.definitions import dataset_table, quarantine_table
from lakehouse.process.gather import as_frame, gather, gathered_tallies, keys_repeat
from lakehouse.process.mask import MaskKey
from lakehouse.process.pages import Fetch
from lakehouse.process.proof import NOTHING, StagedTallies, Tally, compare_with_manifest, expect_equal, tallies_by_page
from lakehouse.process.published import find_published, snapshot_properties
from lakehouse.process.quarantine import conflicting_rows, differs, rejected_rows
from lakehouse.process.run import Manifest, ManifestDataset, Outcome
from lakehouse.process.stage import stage
from lakehouse.process.write import audit, write_changes, write_quarantine
from lakehouse.progress import Phase, Progress

_PUBLICATIONS = 3
_PAGES_PER_TASK = 50
_TASKS_PER_CORE = 4
_MANY_DAYS = timedelta(days=7)


@dataclass(frozen=True)
class Job:
    """What all datasets of a run share.

    `mask_key` is asked for only where there is something to mask; datasets of at most `gathered_rows` rows are read
    by the driver.
    """

    spark: SparkSession
    run: Manifest
    fetch: Fetch
    mask_key: Callable[[], MaskKey]
    warehouse: str | None
    progress: Progress
    catalog: Catalog
    gathered_rows: int = 20_000

    @property
    def cores(self) -> int:
        """Tasks that run at once."""
        return self.spark.sparkContext.defaultParallelism

    @property
    def many_days(self) -> bool:
        """Whether the window is a load of history rather than a night."""
        since, until = (datetime.fromisoformat(end) for end in (self.run.window.since, self.run.window.until))
        return until - since > _MANY_DAYS

    def read_tasks(self, pages: int) -> int:
        """Tasks that read so many pages: a few per core, so that they end together; more when there is a lot."""
        return max(_TASKS_PER_CORE * self.cores, pages // _PAGES_PER_TASK)


class DatasetJob:
    """Processes one dataset. Nothing is visible to readers before every check has passed."""

    def __init__(self, job: Job, dataset: Dataset, entry: ManifestDataset) -> None:
        self._job = job
        self._dataset = dataset
        self._entry = entry

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
        personal = any(column.personal for column in self._dataset.columns)
        mask_key = self._job.mask_key() if personal else None
        if self._entry.rows <= self._job.gathered_rows:
            return self._gather_into(table, mask_key)
        return self._stage_into(table, mask_key)

    def _gather_into(self, table: Table, mask_key: MaskKey | None) -> Outcome:
        dataset, entry = self._dataset, self._entry
        with self._phase("read") as phase:
            rows = gather(dataset, entry.pages, self._job.fetch, mask_key)
            tallies = compare_with_manifest(gathered_tallies(rows), entry)
            phase.rows = tallies.total.rows
        staged = as_frame(self._job.spark, rows, dataset)
        return self._resolve_and_publish(table, staged, tallies, unique=not keys_repeat(rows, dataset))

    def _stage_into(self, table: Table, mask_key: MaskKey | None) -> Outcome:
        dataset, entry, job = self._dataset, self._entry, self._job
        tasks = job.read_tasks(len(entry.pages))
        staged = stage(job.spark, dataset, entry.pages, job.fetch, mask_key, tasks=tasks)
        staged = staged.persist(StorageLevel.MEMORY_AND_DISK)
        try:
            with self._phase("read") as phase:
                tallies = compare_with_manifest(tallies_by_page(staged), entry)
                phase.rows = tallies.total.rows
            return self._resolve_and_publish(table, staged, tallies, unique=False)
        finally:
            staged.unpersist()

    def _resolve_and_publish(self, table: Table, staged: DataFrame, tallies: StagedTallies, *, unique: bool) -> Outcome:
        good = staged.where(F.col(REJECTED).isNull()) if tallies.rejected.rows else staged
        good_rows = (tallies.total - tallies.rejected).rows
        with self._phase("dedupe"):
            resolution = (
                nothing_repeated(good, good_rows) if unique else resolve_duplicates(good, good_rows, self._dataset)
            )
        try:
            return self._publish(table, staged, tallies, resolution)
        finally:
            resolution.release()

    def _publish(self, table: Table, staged: DataFrame, tallies: StagedTallies, resolution: Resolution) -> Outcome:
        quarantined = tallies.rejected + resolution.conflict
        loaded = tallies.total - quarantined - resolution.duplicate
        expect_equal(self._dataset.id, "distinct keys", resolution.distinct_keys, loaded.rows)
        for _ in range(_PUBLICATIONS):
            with self._phase("compare"):
                changes = changes_to(table, resolution.loaded, loaded, self._dataset, self._job.run.window)
            try:
                outcome = self._outcome(tallies.total, loaded, quarantined, resolution.duplicate, changes)
                return self._publish_once(table, changes, outcome, lambda: self._rejected(staged, tallies, resolution))
            except MainMoved:
                self._job.progress.event(dataset=self._dataset.id, phase="publish", retry="main moved")
            finally:
                changes.release()
        raise DatasetFailure(
            "TABLE_BUSY",
            table.name,
            f"others published to it during each of {_PUBLICATIONS} tries",
            "run the window again when compaction or the other writer has ended",
        )

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

    def _rejected(self, staged: DataFrame, tallies: StagedTallies, resolution: Resolution) -> DataFrame:
        run, dataset, entry = self._job.run, self._dataset, self._entry
        rows = rejected_rows(staged, run.run_id, run.window)
        if resolution.conflict == NOTHING:
            return rows
        tasks = self._job.read_tasks(len(entry.pages))
        contradicting = conflicting_rows(
            self._job.spark,
            resolution.conflicts,
            dataset,
            entry.pages,
            self._job.fetch,
            run_id=run.run_id,
            window=run.window,
            tasks=tasks,
        )
        return rows.unionByName(contradicting) if tallies.rejected.rows else contradicting

    def _publish_once(
        self, table: Table, changes: Changes, outcome: Outcome, rejected: Callable[[], DataFrame]
    ) -> Outcome:
        properties = snapshot_properties(self._job.run, outcome)
        branch = None if changes.none else self._write(table, changes, properties)
        try:
            self._publish_quarantine(outcome, rejected, properties)
            if branch is None:
                return outcome
            with self._phase("publish") as phase:
                snapshot_id = publish_branch(table, branch)
                phase.rows = changes.tally.rows
        except MainMoved:
            if branch is not None:
                drop_branch(table, branch)
            raise
        return replace(outcome, snapshot_id=snapshot_id)

    def _write(self, table: Table, changes: Changes, properties: dict[str, str]) -> str:
        job, run_id = self._job, self._job.run.run_id
        rows_before = table.total_rows()
        with self._phase("write") as phase:
            branch = cut_branch(table, run_id)
            write_changes(
                table,
                branch,
                changes,
                self._dataset,
                run_id=run_id,
                properties=properties,
                cores=job.cores,
                many_days=job.many_days and bool(self._dataset.partitions),
            )
            phase.rows = changes.tally.rows
        with self._phase("audit") as phase:
            phase.rows = audit(table, branch, run_id, changes, rows_before).rows
        if not carries_run(table, branch, run_id):
            stamp_branch(table, branch, properties)
        return branch

    def _publish_quarantine(
        self, outcome: Outcome, rejected: Callable[[], DataFrame], properties: dict[str, str]
    ) -> None:
        job, window = self._job, self._job.run.window
        definition = quarantine_table(self._dataset, job.warehouse)
        table = job.catalog.find(definition.name) if outcome.quarantined == 0 else job.catalog.ensure(definition)
        if table is None:
            return
        with self._phase("quarantine") as phase:
            rows = rejected().persist(StorageLevel.MEMORY_AND_DISK)
            try:
                expect_equal(self._dataset.id, "quarantined rows", rows.count(), outcome.quarantined)
                if differs(table, rows, window):
                    branch = cut_branch(table, job.run.run_id)
                    write_quarantine(table, branch, rows, window.label, properties)
                    stored = table.rows(branch).where(F.col("_window") == window.label)
                    expect_equal(table.name, "rows written", stored.count(), outcome.quarantined)
                    publish_branch(table, branch)
                phase.rows = outcome.quarantined
            finally:
                rows.unpersist()
