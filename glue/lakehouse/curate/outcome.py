"""The job's results, as it writes them; the JSON's shape is that of `model/documents/curation-result.ts`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from lakehouse.curate.days import Days
from lakehouse.failure import Failure
from lakehouse.progress import Progress

State = Literal["PUBLISHED", "UNCHANGED", "FAILED", "BLOCKED", "WAITING"]
BuildKind = Literal["full", "incremental", "merge"]


@dataclass(frozen=True)
class TestOutcome:
    """`found` is the number of rows that break the test, a row count out of bounds, or an age in hours."""

    __test__ = False
    test: str
    passed: bool
    found: int


@dataclass(frozen=True)
class Outcome:
    """The result of one model.

    `days` is the range from the first to the last day that an incremental build replaced, and `days_written` the number
    of days written; `rows_written` is the number of rows written to the table. Both are 0 if the table is unchanged.
    """

    name: str
    state: State
    built: BuildKind | None = None
    days: Days | None = None
    days_written: int | None = None
    rows_written: int = 0
    rows: int = 0
    seconds: float = 0.0
    snapshot_id: int | None = None
    tests: tuple[TestOutcome, ...] = ()
    error: str | None = None


def waiting(model: str, missing: Sequence[str]) -> Outcome:
    """Outcome of a model whose sources `missing` do not exist yet."""
    found = f"{', '.join(missing)} {'does' if len(missing) == 1 else 'do'} not exist yet"
    error = Failure("MODEL_WAITING", model, found, "run the groups of the datasets that it reads")
    return Outcome(model, "WAITING", error=str(error))


def say_done(progress: Progress, outcome: Outcome) -> None:
    """Reports the model's outcome."""
    progress.event(
        model=outcome.name,
        phase="done",
        state=outcome.state,
        rows=outcome.rows,
        seconds=round(outcome.seconds, 3),
        **({"error": outcome.error} if outcome.error else {}),
    )


def _outcome_to_json(outcome: Outcome) -> dict[str, Any]:
    return {
        "name": outcome.name,
        "state": outcome.state,
        "built": outcome.built,
        "since": None if outcome.days is None else outcome.days.since.isoformat(),
        "until": None if outcome.days is None else outcome.days.until.isoformat(),
        "daysWritten": outcome.days_written,
        "rowsWritten": outcome.rows_written,
        "rows": outcome.rows,
        "seconds": round(outcome.seconds, 3),
        "snapshotId": None if outcome.snapshot_id is None else str(outcome.snapshot_id),
        "tests": [{"test": test.test, "passed": test.passed, "found": test.found} for test in outcome.tests],
        "error": outcome.error,
    }


def result_to_json(
    run_id: str | None, environment: str, bundle_key: str, outcomes: Sequence[Outcome]
) -> dict[str, Any]:
    """The job's result; `bundle_key` is empty if no SQL has been applied yet."""
    run = {} if run_id is None else {"runId": run_id}
    return {
        "formatVersion": 1,
        **run,
        "environment": environment,
        "bundleKey": bundle_key,
        "models": [_outcome_to_json(outcome) for outcome in outcomes],
    }
