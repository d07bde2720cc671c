"""What a snapshot says of the run that made it, so that a run whose reply was lost is answered, not repeated."""

from __future__ import annotations

from typing import Any

from lakehouse.iceberg.branches import PREFIX, RUN_ID_PROPERTY, WINDOW_PROPERTY
from lakehouse.iceberg.tables import Table
from lakehouse.process.run import Manifest, Outcome

_COUNTS = ("rows", "loaded", "quarantined", "duplicates", "row_hash_sum", "inserted", "updated", "deleted")


def snapshot_properties(run: Manifest, outcome: Outcome) -> dict[str, str]:
    """What a snapshot says of the run that made it; enough to answer for the run without doing it again."""
    properties = {RUN_ID_PROPERTY: run.run_id, WINDOW_PROPERTY: f"{run.window.since}/{run.window.until}"}
    return properties | {f"{PREFIX}{name}": str(getattr(outcome, name)) for name in _COUNTS}


def find_published(table: Table, run_id: str, dataset_id: str) -> Outcome | None:
    """What the run published to the table's main already, or None."""
    for snapshot in table.metadata().history():
        if snapshot.summary.get(RUN_ID_PROPERTY) == run_id:
            counts: dict[str, Any] = {name: int(snapshot.summary[f"{PREFIX}{name}"]) for name in _COUNTS}
            return Outcome(dataset_id, "PUBLISHED", **counts, seconds=0.0, snapshot_id=snapshot.snapshot_id)
    return None
