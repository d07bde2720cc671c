"""The results of a run's datasets; the JSON's shape is that of `model/documents/process-result.ts`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from lakehouse.process.run import ManifestDataset

State = Literal["PUBLISHED", "UNCHANGED", "SUPERSEDED", "FAILED"]


@dataclass(frozen=True)
class Hop:
    """Rows at one point of processing, and the sum of their hashes' heads."""

    hop: str
    rows: int
    row_hash_sum: int


@dataclass(frozen=True)
class Outcome:
    """One dataset's result: `rows = loaded + quarantined + duplicates + outside` unless it failed.

    `outside` are rows outside the run's window that are not loaded, `loaded_outside` those that are. `changed` are rows
    whose key is stored with other content, which stays; `removed` are stored rows that the source no longer has.
    """

    dataset_id: str
    state: State
    rows: int
    loaded: int
    quarantined: int
    duplicates: int
    row_hash_sum: int
    inserted: int
    updated: int
    deleted: int
    seconds: float
    snapshot_id: int | None = None
    error: str | None = None
    outside: int = 0
    loaded_outside: int = 0
    changed: int = 0
    removed: int = 0
    quarantined_by: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    hops: tuple[Hop, ...] = ()

    def took(self, seconds: float) -> Outcome:
        """The same outcome with its duration in seconds."""
        return replace(self, seconds=seconds)

    def at(self, snapshot_id: int) -> Outcome:
        """The same outcome with the snapshot that contains it."""
        return replace(self, snapshot_id=snapshot_id)

    def refused(self, error: str) -> Outcome:
        """The outcome if nothing of the night is published, with the counts so far."""
        return replace(self, state="FAILED", loaded=0, loaded_outside=0, inserted=0, updated=0, deleted=0, error=error)


def failed(dataset: ManifestDataset, error: str) -> Outcome:
    """Outcome of a dataset that published nothing."""
    return Outcome(dataset.dataset_id, "FAILED", dataset.rows, 0, 0, 0, dataset.row_hash_sum, 0, 0, 0, 0.0, error=error)


def superseded(outcome: Outcome, extracted_at: str, newest: str | None) -> Outcome:
    """Outcome of a night that is older than the table's contents."""
    note = f"SUPERSEDED data fetched at {extracted_at} is not published: the table has data fetched at {newest}"
    return replace(outcome, state="SUPERSEDED", warnings=(note,))


def outcome_to_json(outcome: Outcome) -> dict[str, Any]:
    """The outcome's JSON in results."""
    document: dict[str, Any] = {
        "datasetId": outcome.dataset_id,
        "state": outcome.state,
        "rows": outcome.rows,
        "loaded": outcome.loaded,
        "quarantined": outcome.quarantined,
        "quarantinedBy": dict(outcome.quarantined_by),
        "duplicates": outcome.duplicates,
        "outside": outcome.outside,
        "loadedOutside": outcome.loaded_outside,
        "rowHashSum": str(outcome.row_hash_sum),
        "inserted": outcome.inserted,
        "updated": outcome.updated,
        "deleted": outcome.deleted,
        "changed": outcome.changed,
        "removed": outcome.removed,
        "warnings": list(outcome.warnings),
        "hops": [{"hop": hop.hop, "rows": hop.rows, "rowHashSum": str(hop.row_hash_sum)} for hop in outcome.hops],
        "seconds": round(outcome.seconds, 3),
    }
    if outcome.snapshot_id is not None:
        document["snapshotId"] = str(outcome.snapshot_id)
    if outcome.error is not None:
        document["error"] = outcome.error
    return document


def outcome_from_json(document: Mapping[str, Any]) -> Outcome:
    """A published outcome, from a snapshot."""
    return Outcome(
        dataset_id=document["datasetId"],
        state=document["state"],
        rows=document["rows"],
        loaded=document["loaded"],
        quarantined=document["quarantined"],
        duplicates=document["duplicates"],
        row_hash_sum=int(document["rowHashSum"]),
        inserted=document["inserted"],
        updated=document["updated"],
        deleted=document["deleted"],
        seconds=document["seconds"],
        outside=document["outside"],
        loaded_outside=document["loadedOutside"],
        changed=document["changed"],
        removed=document["removed"],
        quarantined_by=document["quarantinedBy"],
        warnings=tuple(document["warnings"]),
        hops=tuple(Hop(hop["hop"], hop["rows"], int(hop["rowHashSum"])) for hop in document["hops"]),
    )


def result_to_json(run_id: str, outcomes: list[Outcome], seconds: Mapping[str, float]) -> dict[str, Any]:
    """The job's result, as stored next to the run's manifest."""
    return {
        "formatVersion": 1,
        "runId": run_id,
        "datasets": [outcome_to_json(outcome) for outcome in outcomes],
        "seconds": {phase: round(value, 3) for phase, value in seconds.items()},
    }
