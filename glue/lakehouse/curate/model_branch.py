"""The branch of a model's table on which a run builds."""

from __future__ import annotations

from lakehouse.curate.publication import OnBranch
from lakehouse.curate.source import Source
from lakehouse.iceberg.branches import stamp_branch

FAMILY = "curate"
"""Begin of the branches' names; the rest tells attempts from each other."""


def begin(publication: OnBranch, current: Source) -> None:
    """Cuts the branch from the state that the run has seen, so that what others publish meanwhile shows."""
    snapshots = publication.table.java.manageSnapshots()
    if current.snapshot is None:
        snapshots.createBranch(publication.branch).commit()
    else:
        snapshots.createBranch(publication.branch, current.snapshot.snapshotId()).commit()


def head(publication: OnBranch) -> Source:
    """The branch's state."""
    table = publication.table
    table.java.refresh()
    return Source(table, table.java.snapshot(table.java.refs().get(publication.branch).snapshotId()))


def stamp(publication: OnBranch, rows: Source, properties: dict[str, str]) -> Source:
    """Adds a snapshot with the properties and the rows of that state, and no other."""
    java = publication.table.java
    if head(publication).snapshot.snapshotId() != rows.snapshot.snapshotId():
        java.manageSnapshots().replaceBranch(publication.branch, rows.snapshot.snapshotId()).commit()
    stamp_branch(publication.table, publication.branch, properties)
    return head(publication)
