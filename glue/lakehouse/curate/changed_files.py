"""Files in which two states of a table differ.

Compares files, not the snapshots' lists of changes: a row deleted by position is in an old file whose deletes are
new. Iceberg's own changelog reader refuses such deletes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lakehouse.iceberg.history import Snapshot
from lakehouse.iceberg.scan import StoredFile
from lakehouse.iceberg.tables import Table

_FileKey = tuple[str, frozenset[str]]


@dataclass(frozen=True)
class ChangedFile:
    """A data file with the delete files that apply to it; `task` is the Java object that reads it with them."""

    uri: str
    deletes: frozenset[str]
    task: Any

    @property
    def rows(self) -> int:
        """Its row count, including deleted rows."""
        return int(self.task.file().recordCount())

    @property
    def is_parquet(self) -> bool:
        """Whether Arrow can read it."""
        return str(self.task.file().format()) == "PARQUET"

    @property
    def stored(self) -> StoredFile:
        """The file, to be read by Arrow."""
        file = self.task.file()
        return StoredFile(self.uri, file.recordCount(), file.fileSizeInBytes(), tuple(self.deletes))


@dataclass(frozen=True)
class ChangedFiles:
    """The files, each with the delete files that apply to it.

    `added` and `removed` are files of only one state. A file of both states whose deletes differ is in `deletes_after`
    with the newer deletes, and in `deletes_before` with the older ones if it had any.
    """

    added: list[ChangedFile] = field(default_factory=list)
    removed: list[ChangedFile] = field(default_factory=list)
    deletes_after: list[ChangedFile] = field(default_factory=list)
    deletes_before: list[ChangedFile] = field(default_factory=list)

    def __iter__(self) -> Iterator[ChangedFile]:
        yield from (*self.added, *self.removed, *self.deletes_after, *self.deletes_before)

    @property
    def only_added(self) -> bool:
        """Whether no row can have been removed."""
        return not (self.removed or self.deletes_after or self.deletes_before)

    def add_difference(self, table: Table, before: Snapshot, after: Snapshot) -> None:
        """Adds the files in which the two snapshots differ."""
        old, new = _files(table, before), _files(table, after)
        old_files, new_files = ({uri for uri, _ in files} for files in (old, new))
        for key, file in new.items():
            if file.uri not in old_files:
                self.added.append(file)
            elif key not in old:
                self.deletes_after.append(file)
        for key, file in old.items():
            if file.uri not in new_files:
                self.removed.append(file)
            elif key not in new and file.deletes:
                self.deletes_before.append(file)


def _files(table: Table, snapshot: Snapshot) -> dict[_FileKey, ChangedFile]:
    has_deletes = snapshot.count("total-delete-files") > 0
    found: dict[_FileKey, ChangedFile] = {}
    tasks = table.java.newScan().useSnapshot(snapshot.snapshot_id).planFiles()
    try:
        remaining = tasks.iterator()
        while remaining.hasNext():
            task = remaining.next()
            deletes = frozenset(delete.location() for delete in task.deletes()) if has_deletes else frozenset()
            uri = task.file().location()
            found[uri, deletes] = ChangedFile(uri, deletes, task)
    finally:
        tasks.close()
    return found
