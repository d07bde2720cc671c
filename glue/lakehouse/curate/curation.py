"""All models of a run: built in parallel as far as dependencies allow, then published together.

A model starts when the models that it reads are written, not when they are tested: if one of them fails, this model's
result is discarded too. Models that only its tests refer to may be written after it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

from lakehouse.curate.job import Built, Curation, TestsFailed
from lakehouse.curate.model import Model, Relationship
from lakehouse.curate.model_job import ModelJob
from lakehouse.curate.outcome import Outcome, say_done, waiting
from lakehouse.curate.publication import Publication, discard
from lakehouse.curate.source import Source
from lakehouse.failure import Failure, ModelFailure, reason
from lakehouse.iceberg.branches import MainMoved

_ROUNDS = 3
_BROKEN = frozenset({"FAILED", "BLOCKED"})


def _failed(model: Model, error: Exception, publication: Publication | None = None) -> Built:
    tests = error.tests if isinstance(error, TestsFailed) else ()
    return Built(model, Outcome(model.name, "FAILED", tests=tests, error=reason(error)), None, publication)


def _blocked(model: Model, by: str) -> Built:
    error = Failure("MODEL_BLOCKED", model.name, f"it reads {by}, which failed", f"correct {by} first")
    return Built(model, Outcome(model.name, "BLOCKED", error=str(error)))


def _waiting(model: Model, missing: Sequence[str], publication: Publication | None = None) -> Built:
    return Built(model, waiting(model.name, missing), None, publication)


class _Round:
    """One attempt at the unpublished models. `settled` are those that an earlier attempt has settled."""

    def __init__(self, job: Curation, models: Sequence[Model], settled: Mapping[str, Built]) -> None:
        self._job = job
        self._models = models
        self._settled = settled
        self._written: dict[str, Future[Built]] = {}
        self.built: dict[str, Built] = {}
        self.moved: set[str] = set()

    def build(self, threads: int) -> None:
        """Builds and tests all models; each starts when the models that it reads are written."""
        with ThreadPoolExecutor(max_workers=max(1, threads), thread_name_prefix="model") as pool:
            # In dependency order: whatever a model waits for was started before it, so threads cannot deadlock.
            ended: dict[str, Future[Built]] = {}
            for model in self._models:
                before, self._written[model.name] = dict(self._written), Future()
                ended[model.name] = pool.submit(self._build_after, model, before)
            self.built = {name: future.result() for name, future in ended.items()}

    def _upstream(self, names: Iterable[str], before: Mapping[str, Future[Built]]) -> dict[str, Built]:
        """The named models that this run builds or has built, as written."""
        settled = {name: self._settled[name] for name in names if name in self._settled}
        return settled | {name: before[name].result() for name in names if name in before}

    def _build_after(self, model: Model, before: Mapping[str, Future[Built]]) -> Built:
        upstream = self._upstream(model.reads, before)
        started = time.monotonic()
        job: ModelJob | None = None
        try:
            # A pool of its own: under FAIR scheduling a small model's jobs do not wait for a large one's tasks.
            self._job.spark.sparkContext.setLocalProperty("spark.scheduler.pool", model.name)
            built = self._stopped(model, upstream, before)
            if built is None:
                job = ModelJob(self._job, model, self._sources(model.reads, upstream)[0])
                built = job.build()
        except Exception as error:  # noqa: BLE001 - other models continue, and the result gives the reason
            built = _failed(model, error)
        self._written[model.name].set_result(built)
        if job is not None and built.source is not None and built.publication is not None:
            built = self._tested(job, built, built.source, before)
        return replace(built, outcome=replace(built.outcome, seconds=time.monotonic() - started))

    def _stopped(
        self, model: Model, upstream: Mapping[str, Built], before: Mapping[str, Future[Built]]
    ) -> Built | None:
        """Why the model is not built, if there is a reason."""
        for name, built in upstream.items():
            if built.outcome.state in _BROKEN:
                return _blocked(model, name)
        # Models that are still being written are compared later.
        ready = [name for name in model.depends_on if name in model.reads or name not in before]
        missing = self._sources(ready, {**self._upstream(ready, {}), **upstream})[1]
        return _waiting(model, missing) if missing else None

    def _sources(self, names: Iterable[str], upstream: Mapping[str, Built]) -> tuple[dict[str, Source], list[str]]:
        """States of the tables, and the names of the missing tables."""
        found = {name: upstream[name].source if name in upstream else self._published(name) for name in names}
        missing = [name for name, source in found.items() if source is None]
        return {name: source for name, source in found.items() if source is not None}, missing

    def _tested(self, job: ModelJob, built: Built, state: Source, before: Mapping[str, Future[Built]]) -> Built:
        model = built.model
        compared = tuple(test.to for test in model.tests if isinstance(test, Relationship))
        upstream = self._upstream(compared, before)
        failed = next((name for name, other in upstream.items() if other.outcome.state in _BROKEN), None)
        if failed is not None:
            return replace(_blocked(model, failed), publication=built.publication)
        sources, missing = self._sources(compared, upstream)
        if missing:
            return _waiting(model, missing, built.publication)
        try:
            return replace(built, outcome=replace(built.outcome, tests=job.test(state, sources)))
        except Exception as error:  # noqa: BLE001 - as above
            return _failed(model, error, built.publication)

    def _published(self, name: str) -> Source | None:
        selection = self._job.selection
        source = self._job.sources.find(selection.relation(name))
        # A dataset may be published without rows. A published model has a snapshot even without rows.
        unpublished = source is not None and source.snapshot is None and name in selection.known
        return None if unpublished else source

    def publish(self) -> None:
        """Publishes what was built, one by one. Leaves out models whose table others changed, and their readers."""
        for model in self._models:
            built = self.built[model.name]
            if self.moved & set(model.depends_on):
                self.moved.add(model.name)
                self._discard(built)
                continue
            stopped = self._stopped_late(built)
            if stopped is not None:
                self._discard(built)
                self.built[model.name] = stopped
            elif built.publication is not None:
                self.built[model.name] = self._publish_one(built, built.publication)

    def _stopped_late(self, built: Built) -> Built | None:
        """The result of a model that must not be published, because of its own or an upstream model's tests."""
        model, states = built.model, {name: other.outcome.state for name, other in self.built.items()}
        failed = next((name for name in model.depends_on if states.get(name) in _BROKEN), None)
        if failed is not None:
            return _blocked(model, failed)
        if built.source is None:
            return replace(built, publication=None)
        waits = [name for name in model.depends_on if states.get(name) == "WAITING"]
        return _waiting(model, waits) if waits else None

    def _discard(self, built: Built) -> None:
        if built.publication is not None:
            discard(built.publication, self._job.progress)

    def _publish_one(self, built: Built, publication: Publication) -> Built:
        name, started = built.model.name, time.monotonic()
        try:
            with self._job.progress.phase("publish", model=name):
                source = publication.publish()
        except MainMoved:
            self._job.progress.event(model=name, phase="publish", retry="main moved")
            self.moved.add(name)
            self._discard(built)
            return built
        except Exception as error:  # noqa: BLE001 - earlier models are published, others do not depend on it
            self._discard(built)
            return _failed(built.model, error)
        seconds = built.outcome.seconds + time.monotonic() - started
        outcome = replace(built.outcome, snapshot_id=source.state.snapshot_id, seconds=seconds)
        return Built(built.model, outcome, source)


def _busy(model: Model, busy: frozenset[str]) -> Built:
    reads = next((name for name in model.depends_on if name in busy), None)
    if reads is not None:
        return _blocked(model, reads)
    return _failed(
        model,
        ModelFailure(
            "TABLE_BUSY",
            model.name,
            f"other writers published to it during each of {_ROUNDS} tries",
            "build it again when compaction or the other writer has ended",
        ),
    )


def curate(job: Curation, threads: int) -> list[Outcome]:
    """Outcomes of the selected models, in the order in which they are built."""
    settled: dict[str, Built] = {}
    pending = list(job.selection.models)
    for _ in range(_ROUNDS):
        attempt = _Round(job, pending, settled)
        attempt.build(threads)
        attempt.publish()
        for model in pending:
            if model.name not in attempt.moved:
                settled[model.name] = attempt.built[model.name]
                say_done(job.progress, settled[model.name].outcome)
        pending = [model for model in pending if model.name in attempt.moved]
        if not pending:
            break
    busy = frozenset(model.name for model in pending)
    for model in pending:
        settled[model.name] = _busy(model, busy)
        say_done(job.progress, settled[model.name].outcome)
    return [settled[model.name].outcome for model in job.selection.models]
