"""What a table says of the runs that wrote it.

So a run whose reply was lost is answered, not repeated, and an older extraction never takes the place of a newer one.
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
"""Of the table, not of a snapshot: a night that changes nothing makes no snapshot, and snapshots expire."""

_COUNTS = ("rows", "loaded", "quarantined", "duplicates", "row_hash_sum", "inserted", "updated", "deleted")
_OUTCOME = f"{PREFIX}outcome"


def snapshot_properties(run: Manifest, outcome: Outcome) -> dict[str, str]:
    """What a snapshot says of the run that made it; enough to answer for the run without doing it again."""
    properties = {RUN_ID_PROPERTY: run.run_id, WINDOW_PROPERTY: f"{run.window.since}/{run.window.until}"}
    counts = {f"{PREFIX}{name}": str(getattr(outcome, name)) for name in _COUNTS}
    return properties | counts | {_OUTCOME: json.dumps(outcome_to_json(outcome), separators=(",", ":"))}


def _of_before(dataset_id: str, summary: Any) -> Outcome:
    """Of a snapshot from before the whole outcome was kept."""
    counts: dict[str, Any] = {name: int(summary[f"{PREFIX}{name}"]) for name in _COUNTS}
    return Outcome(dataset_id, "PUBLISHED", **counts, seconds=0.0)


def find_published(table: Table, run_id: str, dataset_id: str) -> Outcome | None:
    """What the run published to the table's main already, or None."""
    for snapshot in table.metadata().history():
        if snapshot.summary.get(RUN_ID_PROPERTY) == run_id:
            kept = snapshot.summary.get(_OUTCOME)
            outcome = _of_before(dataset_id, snapshot.summary) if kept is None else outcome_from_json(json.loads(kept))
            return outcome.at(snapshot.snapshot_id)
    return None


def newest_extraction(metadata: TableMetadata) -> str | None:
    """When what the table holds was fetched from its source; None for a table that doesn't say, which is older."""
    return metadata.properties.get(EXTRACTED_AT_PROPERTY)


def stamp_extraction(table: Table, instant: str) -> None:
    """Lets the table say that what it holds was fetched then."""
    table.edits.updateProperties().set(EXTRACTED_AT_PROPERTY, instant).commit()


def is_older(instant: str, other: str | None) -> bool:
    """Whether an ISO 8601 instant lies before the other; none is before all."""
    return other is not None and datetime.fromisoformat(instant) < datetime.fromisoformat(other)
