"""A table's snapshots as far as decisions need them, whether Java or a metadata file tells of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lakehouse.iceberg.tables import Table


@dataclass(frozen=True)
class Snapshot:
    """`operation` is Iceberg's; `summary` are the other entries of the snapshot's summary."""

    snapshot_id: int
    operation: str
    summary: Mapping[str, str]

    @property
    def total_rows(self) -> int:
        """Rows of the table at this snapshot."""
        return int(self.summary["total-records"])


def java_ancestors(table: Table, snapshot: Any) -> Iterator[Any]:
    """Java's snapshot and those before it, as far as they have not expired."""
    while snapshot is not None:
        yield snapshot
        parent = snapshot.parentId()
        snapshot = table.java.snapshot(parent) if parent is not None else None


def java_history(table: Table, snapshot: Any) -> Iterator[Snapshot]:
    """The snapshot and those before it, as far as they have not expired."""
    for past in java_ancestors(table, snapshot):
        yield Snapshot(past.snapshotId(), past.operation(), dict(past.summary()))


@dataclass(frozen=True)
class TableMetadata:
    """A table by its metadata file, which is JSON as Iceberg's specification of format 2 has it."""

    document: Mapping[str, Any]

    def history(self) -> tuple[Snapshot, ...]:
        """Main's snapshot and those before it, as far as they have not expired; none before the first publication."""
        by_id = {snapshot["snapshot-id"]: snapshot for snapshot in self.document.get("snapshots", ())}
        found = []
        snapshot = by_id.get(self.document.get("current-snapshot-id"))
        while snapshot is not None:
            summary = dict(snapshot["summary"])
            found.append(Snapshot(snapshot["snapshot-id"], summary.pop("operation"), summary))
            snapshot = by_id.get(snapshot.get("parent-snapshot-id"))
        return tuple(found)

    @property
    def refs(self) -> frozenset[str]:
        """Names of branches and tags."""
        return frozenset(self.document.get("refs", ()))

    @property
    def comment(self) -> str | None:
        """The table's description."""
        comment: str | None = self.document["properties"].get("comment")
        return comment

    @property
    def schema(self) -> Mapping[str, Any]:
        """The current schema, as Iceberg's JSON has it."""
        return self._current("schemas", "schema-id", "current-schema-id")

    @property
    def partitions(self) -> list[tuple[str, str]]:
        """Column and transform of each part of the current partition spec."""
        names = {field["id"]: field["name"] for field in self.schema["fields"]}
        fields = self._current("partition-specs", "spec-id", "default-spec-id")["fields"]
        return [(names[f["source-id"]], f["transform"]) for f in fields if f["transform"] != "void"]

    def _current(self, entries: str, key: str, current: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = next(e for e in self.document[entries] if e[key] == self.document[current])
        return found
