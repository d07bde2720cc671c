"""What a snapshot of a model's table says of its making, and which version of its rows a table holds.

It stands in the snapshot's summary, so that rows and record are one commit. A run that finds the same rows as before
adds a snapshot without files, with a record that names the version of the rows: who reads the table has nothing to do.
Compaction rewrites files, not rows; its snapshots are passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lakehouse.iceberg.branches import RUN_ID_PROPERTY, WINDOW_PROPERTY
from lakehouse.iceberg.history import Snapshot

_HASH = "lakehouse.model_hash"
_AS_OF = "lakehouse.as_of"
_READ = "lakehouse.read."
_VERSION = "lakehouse.version"
REWRITTEN = "replace"
"""Operation of a snapshot that has the rows of the one before it in other files."""
NO_ROWS = "none"
"""Version of a table that never had a snapshot."""


@dataclass(frozen=True)
class Record:
    """What the rows were built from: `reads` are versions by names in production, `as_of` an instant in UTC."""

    model_hash: str
    reads: Mapping[str, str]
    as_of: str | None

    def properties(self, run_id: str, version: str | None) -> dict[str, str]:
        """The summary's entries; `version` is given where the rows are not new with the snapshot."""
        entries = {RUN_ID_PROPERTY: run_id, _HASH: self.model_hash}
        entries |= {f"{_READ}{name}": read for name, read in self.reads.items()}
        if self.as_of is not None:
            entries[_AS_OF] = self.as_of
        return entries | ({_VERSION: version} if version is not None else {})


def _changed_rows(history: Iterable[Snapshot]) -> Snapshot | None:
    return next((past for past in history if past.operation != REWRITTEN), None)


def version_of(history: Iterable[Snapshot]) -> str:
    """Version of the newest snapshot's rows; another one means that rows may differ. `history` begins with it."""
    newest = None
    for past in history:
        newest = newest or past
        if past.operation != REWRITTEN:
            newest = past
            break
    if newest is None:
        return NO_ROWS
    return newest.summary.get(_VERSION) or str(newest.snapshot_id)


def record_of(history: Iterable[Snapshot]) -> Record | None:
    """What the newest snapshot was built from; None when this job did not make its rows, or that has expired."""
    found = _changed_rows(history)
    summary = {} if found is None else found.summary
    if _HASH not in summary:
        return None
    reads = {key.removeprefix(_READ): value for key, value in summary.items() if key.startswith(_READ)}
    return Record(summary[_HASH], reads, summary.get(_AS_OF))


def as_of(history: Sequence[Snapshot]) -> str | None:
    """End of the newest window that the table holds: of a model's sources, or of its own runs."""
    record = record_of(history)
    if record is not None:
        return record.as_of
    windows = (past.summary.get(WINDOW_PROPERTY) for past in history)
    return max((window.partition("/")[2] for window in windows if window), default=None)
