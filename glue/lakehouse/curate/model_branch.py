"""The branch of a model's table on which a run builds."""

from __future__ import annotations

from lakehouse.curate.publication import OnBranch
from lakehouse.curate.source import Source
from lakehouse.iceberg.branches import stamp_branch

FAMILY = "curate"
"""Prefix of the branch names; the rest distinguishes attempts."""


def begin(publication: OnBranch, current: Source) -> None:
    """Creates the branch from the state that the run has seen, so that concurrent publications are detected."""
    snapshots = publication.table.java.manageSnapshots()
    if current.snapshot is None:
        snapshots.createBranch(publication.branch).commit()
    else:
        snapshots.createBranch(publication.branch, current.snapshot.snapshot_id).commit()


def head(publication: OnBranch) -> Source:
    """The branch's state."""
    metadata = publication.table.metadata()
    return Source(publication.table, metadata.history(metadata.refs[publication.branch]))


def stamp(publication: OnBranch, rows: Source, properties: dict[str, str]) -> Source:
    """Adds a snapshot with the properties and unchanged rows of that state."""
    if head(publication).state != rows.state:
        java, state = publication.table.java, rows.state
        java.manageSnapshots().replaceBranch(publication.branch, state.snapshot_id).commit()
    stamp_branch(publication.table, publication.branch, properties)
    return head(publication)
