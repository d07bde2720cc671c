"""The documents a run hands to the job and takes from it; their JSON's shape is that of `model/run.ts`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

State = Literal["PUBLISHED", "UNCHANGED", "FAILED"]


@dataclass(frozen=True)
class Window:
    """Half-open interval of source time; both ends are ISO 8601 instants in UTC."""

    since: str
    until: str

    @property
    def label(self) -> str:
        """The window without signs that a path or a branch name would not bear: `20130101T000000Z_20140101T000000Z`."""
        return "_".join(re.sub(r"[-:]|\.000", "", instant) for instant in (self.since, self.until))


@dataclass(frozen=True)
class Page:
    """A landed page: one gzip object of JSON lines, and what was recorded of it when it landed."""

    page: int
    key: str
    rows: int
    bytes: int
    sha256: str
    row_hash_sum: int
    extracted_at: str


@dataclass(frozen=True)
class ManifestDataset:
    """What the job reads of one dataset: these pages and nothing else."""

    dataset_id: str
    rows: int
    row_hash_sum: int
    pages: tuple[Page, ...]


@dataclass(frozen=True)
class Manifest:
    """What a run landed and reconciled."""

    run_id: str
    group: str
    window: Window
    bucket: str
    bundle_key: str
    datasets: tuple[ManifestDataset, ...]


@dataclass(frozen=True)
class Outcome:
    """What became of one dataset: `rows = loaded + quarantined + duplicates` unless it failed."""

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

    def took(self, seconds: float) -> Outcome:
        """The same outcome with the seconds that it took."""
        return replace(self, seconds=seconds)


def failed(dataset: ManifestDataset, error: str) -> Outcome:
    """Outcome of a dataset of which nothing was published."""
    return Outcome(dataset.dataset_id, "FAILED", dataset.rows, 0, 0, 0, dataset.row_hash_sum, 0, 0, 0, 0.0, error=error)


def _page(document: Mapping[str, Any]) -> Page:
    return Page(
        page=int(document["page"]),
        key=str(document["key"]),
        rows=int(document["rows"]),
        bytes=int(document["bytes"]),
        sha256=str(document["sha256"]),
        row_hash_sum=int(document["rowHashSum"]),
        extracted_at=str(document["extractedAt"]),
    )


def manifest_from_json(document: Mapping[str, Any]) -> Manifest:
    """Raises `ValueError` for a format that this job does not read."""
    if document.get("formatVersion") != 1:
        raise ValueError(f"manifest formatVersion is {document.get('formatVersion')!r}; this job reads 1")
    return Manifest(
        run_id=str(document["runId"]),
        group=str(document["group"]),
        window=Window(str(document["window"]["since"]), str(document["window"]["until"])),
        bucket=str(document["bucket"]),
        bundle_key=str(document["bundleKey"]),
        datasets=tuple(
            ManifestDataset(
                dataset_id=str(dataset["datasetId"]),
                rows=int(dataset["rows"]),
                row_hash_sum=int(dataset["rowHashSum"]),
                pages=tuple(_page(page) for page in dataset["objects"]),
            )
            for dataset in document["datasets"]
        ),
    )


def _outcome_to_json(outcome: Outcome) -> dict[str, Any]:
    document: dict[str, Any] = {
        "datasetId": outcome.dataset_id,
        "state": outcome.state,
        "rows": outcome.rows,
        "loaded": outcome.loaded,
        "quarantined": outcome.quarantined,
        "duplicates": outcome.duplicates,
        "rowHashSum": str(outcome.row_hash_sum),
        "inserted": outcome.inserted,
        "updated": outcome.updated,
        "deleted": outcome.deleted,
        "seconds": round(outcome.seconds, 3),
    }
    if outcome.snapshot_id is not None:
        document["snapshotId"] = str(outcome.snapshot_id)
    if outcome.error is not None:
        document["error"] = outcome.error
    return document


def result_to_json(run_id: str, outcomes: list[Outcome], seconds: Mapping[str, float]) -> dict[str, Any]:
    """The job's result as it is stored beside the run's manifest."""
    return {
        "formatVersion": 1,
        "runId": run_id,
        "datasets": [_outcome_to_json(outcome) for outcome in outcomes],
        "seconds": {phase: round(value, 3) for phase, value in seconds.items()},
    }
