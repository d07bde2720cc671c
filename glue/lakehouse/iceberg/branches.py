"""Publication by branch: a run writes to its own branch, and main moves to it once the proof holds.

Every snapshot carries the run that made it, so that a run whose response was lost is found instead of repeated
(https://github.com/apache/iceberg/issues/2808).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from py4j.protocol import Py4JJavaError
from pyspark.errors import IllegalArgumentException

from lakehouse.iceberg.tables import PendingTable, Table

PREFIX = "lakehouse."
"""Prefix of all our snapshot properties."""
RUN_ID_PROPERTY = f"{PREFIX}run_id"
WINDOW_PROPERTY = f"{PREFIX}window"


# Iceberg's messages if main is not an ancestor of the branch, and if another writer has committed in the meantime.
_MOVED = ("is not an ancestor of", "Table metadata refresh is required")


class MainMoved(Exception):
    """Another writer has published to the table since the branch was created."""


def branch_name(run_id: str) -> str:
    """Branch of a run; names of attempts at the same window differ only in their last part."""
    return f"audit_{re.sub(r'[^A-Za-z0-9]', '_', run_id)}"


def is_leftover(branch: str, family: str) -> bool:
    """Whether the branch belongs to the family: its name without the last part."""
    return branch.rpartition("_")[0] == family


def leftover_branches(table: Table, family: str) -> list[str]:
    """Branches that killed attempts left behind."""
    return [name for name in table.metadata().refs if is_leftover(name, family)]


def drop_leftovers(table: Table, family: str) -> None:
    """Drops the branches of the family."""
    for name in leftover_branches(table, family):
        table.java.manageSnapshots().removeBranch(name).commit()


def stamp_branch(table: Table, branch: str, properties: dict[str, str]) -> None:
    """Adds a snapshot with those properties and no files to the branch.

    For operations that cannot set properties on their own snapshot: Spark's MERGE.
    """
    append = table.java.newFastAppend().toBranch(branch)
    for name, value in properties.items():
        append = append.set(name, value)
    append.commit()


@contextmanager
def _telling_that_main_moved(table: Table) -> Iterator[None]:
    try:
        yield
    except (Py4JJavaError, IllegalArgumentException) as error:
        if any(text in str(error) for text in _MOVED):
            raise MainMoved(table.name) from error
        raise


def publish_branch(table: Table, branch: str) -> int:
    """Moves main to the branch's head and drops the branch, in one commit. Returns the snapshot's id.

    Raises `MainMoved` if main is no longer an ancestor of the branch, or if another attempt has dropped the branch.
    """
    head = table.metadata().refs.get(branch)
    if head is None:
        raise MainMoved(table.name)
    with _telling_that_main_moved(table):
        table.edits.manageSnapshots().fastForwardBranch("main", branch).removeBranch(branch).commit()
    return head


def publish_pending(table: PendingTable, branch: str) -> int:
    """As `publish_branch`, in one commit with all pending changes to the table."""
    head = publish_branch(table, branch)
    with _telling_that_main_moved(table):
        table.commit()
    return head


def drop_branch(table: Table, branch: str) -> None:
    """Drops a branch that will not be published."""
    if branch in table.metadata().refs:
        table.java.manageSnapshots().removeBranch(branch).commit()
