"""Files in which two states of a table differ, and the rows that came and went with them.

Files are compared, not snapshots' lists of them: a row that is deleted by its position stands in an old file whose
deletes are new. Iceberg's own reader of changes refuses those.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from lakehouse.iceberg.history import Snapshot
from lakehouse.iceberg.spark_tables import SparkTable

_DELETED = "_deleted"
_FileKey = tuple[str, frozenset[str]]


@dataclass(frozen=True)
class ChangedFiles:
    """Iceberg's tasks that read the files, each with the deletes that hold for it.

    `added` and `removed` are files of one state only. A file of both whose deletes differ stands in `deletes_after`
    with the newer deletes, and in `deletes_before` with the older ones if it had any.
    """

    added: list[Any] = field(default_factory=list)
    removed: list[Any] = field(default_factory=list)
    deletes_after: list[Any] = field(default_factory=list)
    deletes_before: list[Any] = field(default_factory=list)

    @property
    def none(self) -> bool:
        """Whether the states have the same rows."""
        return self.only_added and not self.added

    @property
    def only_added(self) -> bool:
        """Whether no row can have gone."""
        return not (self.removed or self.deletes_after or self.deletes_before)

    def add_difference(self, table: SparkTable, before: Snapshot, after: Snapshot) -> None:
        """Adds the files in which the two snapshots differ."""
        old, new = _tasks(table, before), _tasks(table, after)
        old_files, new_files = ({location for location, _ in tasks} for tasks in (old, new))
        for key, task in new.items():
            if key[0] not in old_files:
                self.added.append(task)
            elif key not in old:
                self.deletes_after.append(task)
        for key, task in old.items():
            if key[0] not in new_files:
                self.removed.append(task)
            elif key not in new and key[1]:
                self.deletes_before.append(task)


def _tasks(table: SparkTable, snapshot: Snapshot) -> dict[_FileKey, Any]:
    has_deletes = snapshot.count("total-delete-files") > 0
    found: dict[_FileKey, Any] = {}
    tasks = table.java.newScan().useSnapshot(snapshot.snapshot_id).planFiles()
    try:
        remaining = tasks.iterator()
        while remaining.hasNext():
            task = remaining.next()
            deletes = frozenset(delete.location() for delete in task.deletes()) if has_deletes else frozenset()
            found[task.file().location(), deletes] = task
    finally:
        tasks.close()
    return found


@contextmanager
def signed_rows(table: SparkTable, files: ChangedFiles, sign: str) -> Iterator[list[DataFrame]]:
    """The rows that came, with 1 in the column `sign`, and those that went, with -1; to be read within the context."""
    jvm: Any = table.spark._jvm
    manager = jvm.org.apache.iceberg.spark.ScanTaskSetManager.get()
    staged: list[str] = []

    def rows(tasks: Sequence[Any], value: int, *, deleted: bool) -> Iterator[DataFrame]:
        if not tasks:
            return
        staged.append(str(uuid.uuid4()))
        java = jvm.java.util.ArrayList()
        for task in tasks:
            java.add(task)
        manager.stageTasks(table.java, staged[-1], java)
        read = table.spark.read.option("scan-task-set-id", staged[-1]).table(table.identifier)
        # With this column, Iceberg gives deleted rows as well and says which they are.
        found = read.where(F.col(_DELETED)) if deleted else read
        yield found.select("*", F.lit(value).cast("long").alias(sign))

    try:
        yield [
            *rows(files.added, 1, deleted=False),
            *rows(files.removed, -1, deleted=False),
            *rows(files.deletes_after, -1, deleted=True),
            *rows(files.deletes_before, 1, deleted=True),
        ]
    finally:
        for name in staged:
            manager.removeTasks(table.java, name)
