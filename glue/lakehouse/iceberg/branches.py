"""Publication by branch: a run writes to a branch of its own, and main moves there once the proof holds.

Every snapshot carries the run that made it, so that a run whose reply was lost is found, not repeated
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
"""Begins every property that a snapshot of ours has."""
RUN_ID_PROPERTY = f"{PREFIX}run_id"
WINDOW_PROPERTY = f"{PREFIX}window"


# What Iceberg says when main is no ancestor of the branch, and when anybody has committed anything to the table since.
_MOVED = ("is not an ancestor of", "Table metadata refresh is required")


class MainMoved(Exception):
    """Somebody else published to the table since the branch was cut."""


def branch_name(run_id: str) -> str:
    """Branch of a run; attempts at the same window differ in their last part only."""
    return f"audit_{re.sub(r'[^A-Za-z0-9]', '_', run_id)}"


def is_leftover(branch: str, family: str) -> bool:
    """Whether the branch is one of the family's: its name without the last part."""
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

    For what cannot give properties to the snapshot that it makes: Spark's MERGE.
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

    Raises `MainMoved` when main is no longer an ancestor of the branch, or another attempt has dropped the branch.
    """
    head = table.metadata().refs.get(branch)
    if head is None:
        raise MainMoved(table.name)
    with _telling_that_main_moved(table):
        table.edits.manageSnapshots().fastForwardBranch("main", branch).removeBranch(branch).commit()
    return head


def publish_pending(table: PendingTable, branch: str) -> int:
    """As `publish_branch`, in one commit with everything that was done to the table before."""
    head = publish_branch(table, branch)
    with _telling_that_main_moved(table):
        table.commit()
    return head


def drop_branch(table: Table, branch: str) -> None:
    """Drops a branch that is not to be published."""
    if branch in table.metadata().refs:
        table.java.manageSnapshots().removeBranch(branch).commit()
