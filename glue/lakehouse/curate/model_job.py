"""One model of a run, from its table's record to a state that can be published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from pyspark.errors import PySparkException
from pyspark.sql import DataFrame

from lakehouse.curate import model_branch, model_writer
from lakehouse.curate.changed_rows import changed_days, same_rows
from lakehouse.curate.checks import Tested, WrittenDays, run_tests
from lakehouse.curate.conform import conformed
from lakehouse.curate.days import EVER, Days, hull, merged
from lakehouse.curate.decide import Need, decide
from lakehouse.curate.finder import finder_for
from lakehouse.curate.job import Built, Curation, TestsFailed
from lakehouse.curate.model import IncrementalByTime, Model, Relationship
from lakehouse.curate.outcome import BuildKind, Outcome, State, TestOutcome
from lakehouse.curate.publication import FromSideTable, OnBranch, Publication, discard
from lakehouse.curate.query import query_pieces, run_query
from lakehouse.curate.record import Record
from lakehouse.curate.refusal import query_refused
from lakehouse.curate.source import Source, published
from lakehouse.curate.target import beside, ensure_model_table, fits, model_table
from lakehouse.iceberg.branches import drop_leftovers
from lakehouse.iceberg.spark_tables import SparkTable
from lakehouse.progress import Phase, Progress

# Each range is a query of its own.
_MOST_RANGES = 8


@dataclass(frozen=True)
class _Task:
    """How the model is built; no ranges if its rows stay."""

    built: BuildKind | None
    ranges: tuple[Days, ...]


_STAYS, _FULL, _MERGE = _Task(None, ()), _Task("full", (EVER,)), _Task("merge", (EVER,))


@contextmanager
def _discarding(publication: Publication, progress: Progress) -> Iterator[None]:
    try:
        yield
    except BaseException:
        discard(publication, progress)
        raise


class ModelJob:
    """Builds one model, and tests what it built. Readers see nothing of it before it is published.

    `sources` are the states of the tables that the model reads, by production name.
    """

    def __init__(self, job: Curation, model: Model, sources: Mapping[str, Source]) -> None:
        self._job = job
        self._model = model
        self._sources = sources
        self._done = _FULL
        self._definition = model_table(model, job.selection.relation(model.name), job.warehouse)

    def build(self) -> Built:
        """The new state, which must still be tested if it is to be published.

        Raises `ModelFailure`, or whatever the engine raises, if nothing is to be published.
        """
        with self._phase("table"):
            table = self._find()
            metadata = table.metadata() if table is not None else None
            current = Source(table, metadata.history()) if table is not None and metadata is not None else None
            record = current.record if current is not None else None
            suits = metadata is None or fits(self._job.catalog, metadata, self._definition)
            need = self._need(record, suits=suits)
        if current is not None and not suits:
            return self._build_beside(current)
        if current is not None and need == "nothing":
            ensure_model_table(self._job.catalog, self._definition)
            return Built(self._model, self._outcome(current, "UNCHANGED", _STAYS), current)
        return self._build_on_branch(current, self._task(need, record))

    def _phase(self, name: str) -> AbstractContextManager[Phase]:
        return self._job.progress.phase(name, model=self._model.name)

    def _find(self) -> SparkTable | None:
        """The model's published table; drops what killed runs left in its side table and branches."""
        catalog = self._job.catalog
        catalog.drop(beside(self._definition).name)
        table = catalog.find(self._definition.name)
        if table is None:
            return None
        if table.current() is None:
            catalog.drop(table.name)
            return None
        drop_leftovers(table, model_branch.FAMILY)
        return table

    def _need(self, record: Record | None, *, suits: bool) -> Need:
        rebuild = not suits or self._model.name in self._job.selection.rebuild
        return decide(self._model, record, self._versions(), rebuild=rebuild)

    def _versions(self) -> dict[str, str]:
        return {name: self._sources[name].version for name in self._model.reads}

    def _record(self) -> Record:
        ends = [self._sources[name].as_of for name in self._model.reads]
        as_of = max((end for end in ends if end is not None), default=None)
        return Record(self._model.hash, self._versions(), as_of)

    def _task(self, need: Need, record: Record | None) -> _Task:
        match need:
            case "merge":
                return _MERGE
            case "incremental" if record is not None and isinstance(self._model.mode, IncrementalByTime):
                return self._days(self._model.mode, record)
            case _:
                return _FULL

    def _days(self, mode: IncrementalByTime, record: Record) -> _Task:
        source = self._sources[mode.source_table]
        if source.snapshot is None:
            return _FULL
        with self._phase("changes"):
            consumed = record.reads[mode.source_table]
            days = changed_days(source, consumed, mode.source_column, self._job.storage)
        if days is None:
            return _FULL
        ranges = merged(days, _MOST_RANGES)
        return _Task("incremental", ranges) if ranges else _STAYS

    def _query(self, task: _Task) -> dict[Days, DataFrame]:
        """The query's rows by day range; nothing is read yet."""
        states = {name: self._sources[name].state for name in self._model.reads}
        pieces = query_pieces(self._model, states)
        text = "".join(pieces)
        try:
            return {days: conformed(self._model, run_query(self._job.spark, text, days)) for days in task.ranges}
        except PySparkException as error:
            raise query_refused(error, self._model, pieces) from error

    def _build_beside(self, current: Source) -> Built:
        job, record, rows = self._job, self._record(), self._query(_FULL)[EVER]
        side = ensure_model_table(job.catalog, beside(self._definition))
        publication = FromSideTable(job.catalog, current.table, side, self._definition, record, job.run_id)
        with _discarding(publication, job.progress):
            with self._phase("write") as phase:
                model_writer.write_all(self._model, side.identifier, rows, record.properties(job.run_id, None))
                built = published(side)
                phase.rows = built.added_rows
            return Built(self._model, self._outcome(built, "PUBLISHED", _FULL, built.added_rows), built, publication)

    def _build_on_branch(self, current: Source | None, task: _Task) -> Built:
        self._done = task
        job, record = self._job, self._record()
        rows = self._query(task)
        table = ensure_model_table(job.catalog, self._definition)
        publication = OnBranch(job.catalog, table, f"{model_branch.FAMILY}_{job.attempt}")
        before, written = current or Source(table, ()), 0
        with _discarding(publication, job.progress):
            model_branch.begin(publication, before)
            if rows:
                with self._phase("write") as phase:
                    written = phase.rows = self._write(publication, task, rows, record)
            built = model_branch.head(publication)
            if before.snapshot is None or not self._same(before, built, task):
                return Built(self._model, self._outcome(built, "PUBLISHED", task, written), built, publication)
            built = model_branch.stamp(publication, before, record.properties(job.run_id, before.version))
            return Built(self._model, self._outcome(built, "UNCHANGED", task), built, publication)

    def _write(self, publication: OnBranch, task: _Task, rows: Mapping[Days, DataFrame], record: Record) -> int:
        """Returns how many rows were written to the table."""
        model, table, run_id = self._model, publication.table, self._job.run_id
        properties = record.properties(run_id, None)
        if task.built == "incremental" and isinstance(model.mode, IncrementalByTime):
            model_writer.write_days(model, model.mode, table.branch(publication.branch), rows, properties)
        elif task.built == "full":
            model_writer.write_all(model, table.branch(publication.branch), rows[EVER], properties)
        else:
            changed = model_writer.merge_rows(model, table, publication.branch, rows[EVER])
            if changed:
                # MERGE cannot set snapshot properties.
                merged_rows = model_branch.head(publication)
                model_branch.stamp(publication, merged_rows, record.properties(run_id, merged_rows.version))
            return changed
        return model_branch.head(publication).added_rows

    def test(self, built: Source, compared: Mapping[str, Source]) -> tuple[TestOutcome, ...]:
        """Outcomes over the built state; `compared` are the tables that relationships refer to.

        Raises `TestsFailed`.
        """
        model, job = self._model, self._job
        others = {test.to: compared[test.to] for test in model.tests if isinstance(test, Relationship)}
        with self._phase("test"):
            finder = finder_for(model.tests, built, others, job.storage)
            state = Tested(self._written_days(self._done), built.total_rows, self._record().as_of)
            tests = tuple(run_tests(model.tests, state, finder))
        if not all(test.passed for test in tests):
            raise TestsFailed(self._model, tests)
        return tests

    def _written_days(self, task: _Task) -> WrittenDays | None:
        """The written days of a table that may have other days as well."""
        if task.built != "incremental" or not isinstance(self._model.mode, IncrementalByTime):
            return None
        return WrittenDays(self._model.mode.column, task.ranges)

    def _same(self, before: Source, built: Source, task: _Task) -> bool:
        if before.version == built.version:
            return True
        if before.total_rows != built.total_rows or task.built == "merge":
            return False
        with self._phase("compare"):
            return same_rows(before, built, self._written_days(task), self._job.storage)

    def _outcome(self, source: Source, state: State, task: _Task, rows_written: int = 0) -> Outcome:
        by_days = task.built == "incremental"
        return Outcome(
            self._model.name,
            state,
            task.built,
            hull(task.ranges) if by_days else None,
            days_written=(sum(map(len, task.ranges)) if rows_written else 0) if by_days else None,
            rows_written=rows_written,
            rows=source.total_rows,
            snapshot_id=source.state.snapshot_id,
        )
