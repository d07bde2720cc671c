"""What a table records about the runs that wrote it.

A run whose response was lost is answered from it instead of repeated, and an older extraction never replaces a newer
one.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from lakehouse.iceberg.branches import PREFIX, RUN_ID_PROPERTY, WINDOW_PROPERTY
from lakehouse.iceberg.history import TableMetadata
from lakehouse.iceberg.tables import Table
from lakehouse.process.outcome import Outcome, outcome_from_json, outcome_to_json
from lakehouse.process.run import Manifest

EXTRACTED_AT_PROPERTY = f"{PREFIX}extracted_at"
"""A table property, not a snapshot's: a night that changes nothing creates no snapshot, and snapshots expire."""

_COUNTS = ("rows", "loaded", "quarantined", "duplicates", "row_hash_sum", "inserted", "updated", "deleted")
_OUTCOME = f"{PREFIX}outcome"


def snapshot_properties(run: Manifest, outcome: Outcome) -> dict[str, str]:
    """A snapshot's record of the run that made it; enough to answer for the run without repeating it."""
    properties = {RUN_ID_PROPERTY: run.run_id, WINDOW_PROPERTY: f"{run.window.since}/{run.window.until}"}
    counts = {f"{PREFIX}{name}": str(getattr(outcome, name)) for name in _COUNTS}
    return properties | counts | {_OUTCOME: json.dumps(outcome_to_json(outcome), separators=(",", ":"))}


def _of_before(dataset_id: str, summary: Any) -> Outcome:
    """From a snapshot written before whole outcomes were stored."""
    counts: dict[str, Any] = {name: int(summary[f"{PREFIX}{name}"]) for name in _COUNTS}
    return Outcome(dataset_id, "PUBLISHED", **counts, seconds=0.0)


def find_published(table: Table, run_id: str, dataset_id: str) -> Outcome | None:
    """What the run has already published to the table's main, or None."""
    for snapshot in table.metadata().history():
        if snapshot.summary.get(RUN_ID_PROPERTY) == run_id:
            kept = snapshot.summary.get(_OUTCOME)
            outcome = _of_before(dataset_id, snapshot.summary) if kept is None else outcome_from_json(json.loads(kept))
            return outcome.at(snapshot.snapshot_id)
    return None


def newest_extraction(metadata: TableMetadata) -> str | None:
    """When the table's contents were fetched from the source; None if the table has no record, i.e. is older."""
    return metadata.properties.get(EXTRACTED_AT_PROPERTY)


def stamp_extraction(table: Table, instant: str) -> None:
    """Records in the table when its contents were fetched."""
    table.edits.updateProperties().set(EXTRACTED_AT_PROPERTY, instant).commit()


def is_older(instant: str, other: str | None) -> bool:
    """Whether an ISO 8601 instant is before the other; None is before all."""
    return other is not None and datetime.fromisoformat(instant) < datetime.fromisoformat(other)
