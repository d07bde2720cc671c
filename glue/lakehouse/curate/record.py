"""What a snapshot of a model's table records about its build, and which version of its rows a table holds.

The record is in the snapshot's summary, so that rows and record are one commit. A run that finds the same rows as
before adds a snapshot without files whose record names the version of the rows, so readers of the table have nothing
to do. Compaction rewrites files, not rows; its snapshots are skipped.
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
"""Operation of a snapshot that stores the previous snapshot's rows in other files."""
NO_ROWS = "none"
"""Version of a table that never had a snapshot."""


@dataclass(frozen=True)
class Record:
    """What the rows were built from: `reads` are versions by production name, `as_of` is an instant in UTC."""

    model_hash: str
    reads: Mapping[str, str]
    as_of: str | None

    def properties(self, run_id: str, version: str | None) -> dict[str, str]:
        """The summary's entries; `version` is given if the snapshot has no new rows."""
        entries = {RUN_ID_PROPERTY: run_id, _HASH: self.model_hash}
        entries |= {f"{_READ}{name}": read for name, read in self.reads.items()}
        if self.as_of is not None:
            entries[_AS_OF] = self.as_of
        return entries | ({_VERSION: version} if version is not None else {})


def _changed_rows(history: Iterable[Snapshot]) -> Snapshot | None:
    return next((past for past in history if past.operation != REWRITTEN), None)


def version_of(history: Iterable[Snapshot]) -> str:
    """Version of the newest snapshot's rows; a different one means that rows may differ. `history` is newest first."""
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
    """What the newest snapshot was built from; None if this job did not write its rows or the record has expired."""
    found = _changed_rows(history)
    summary = {} if found is None else found.summary
    if _HASH not in summary:
        return None
    reads = {key.removeprefix(_READ): value for key, value in summary.items() if key.startswith(_READ)}
    return Record(summary[_HASH], reads, summary.get(_AS_OF))


def as_of(history: Sequence[Snapshot]) -> str | None:
    """End of the newest window in the table: from a model's sources, or from the dataset's own runs."""
    record = record_of(history)
    if record is not None:
        return record.as_of
    windows = (past.summary.get(WINDOW_PROPERTY) for past in history)
    return max((window.partition("/")[2] for window in windows if window), default=None)
