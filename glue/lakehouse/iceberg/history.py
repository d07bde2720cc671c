"""A table's snapshots, branches and columns, from its metadata.

The metadata is read as one JSON document, either from Java or from a file in the table's folder. With Java objects,
every entry of every snapshot's summary would be a round trip to Java, and a table has a snapshot for every night.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Snapshot:
    """`operation` is Iceberg's; `summary` has the other entries of the snapshot's summary."""

    snapshot_id: int
    operation: str
    summary: Mapping[str, str]

    def count(self, name: str) -> int:
        """A number from the summary, e.g. `added-records`; 0 if absent."""
        return int(self.summary.get(name) or 0)

    @property
    def total_rows(self) -> int:
        """Rows in the table's data files at this snapshot, including those deleted by delete files."""
        return self.count("total-records")


@dataclass(frozen=True)
class TableMetadata:
    """A table by its metadata file, which is JSON in Iceberg's format version 2."""

    document: Mapping[str, Any]

    @cached_property
    def _snapshots(self) -> Mapping[int | None, Mapping[str, Any]]:
        return {snapshot["snapshot-id"]: snapshot for snapshot in self.document.get("snapshots", ())}

    def history(self, snapshot_id: int | None = None) -> tuple[Snapshot, ...]:
        """The snapshot, by default main's, followed by its unexpired ancestors; empty before the first snapshot."""
        by_id = self._snapshots
        found = []
        snapshot = by_id.get(self.document.get("current-snapshot-id") if snapshot_id is None else snapshot_id)
        while snapshot is not None:
            summary = dict(snapshot["summary"])
            found.append(Snapshot(snapshot["snapshot-id"], summary.pop("operation"), summary))
            snapshot = by_id.get(snapshot.get("parent-snapshot-id"))
        return tuple(found)

    @property
    def refs(self) -> Mapping[str, int]:
        """Snapshot ids of branches and tags, by name."""
        return {name: ref["snapshot-id"] for name, ref in self.document.get("refs", {}).items()}

    @property
    def properties(self) -> Mapping[str, str]:
        """The table's properties."""
        properties: Mapping[str, str] = self.document.get("properties", {})
        return properties

    @property
    def comment(self) -> str | None:
        """The table's description."""
        return self.properties.get("comment")

    @property
    def schema(self) -> Mapping[str, Any]:
        """The current schema, in Iceberg's JSON."""
        return self._current("schemas", "schema-id", "current-schema-id")

    @property
    def partitions(self) -> list[tuple[str, str]]:
        """Column and transform of each field of the current partition spec."""
        names = {field["id"]: field["name"] for field in self.schema["fields"]}
        fields = self._current("partition-specs", "spec-id", "default-spec-id")["fields"]
        return [(names[f["source-id"]], f["transform"]) for f in fields if f["transform"] != "void"]

    def _current(self, entries: str, key: str, current: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = next(e for e in self.document[entries] if e[key] == self.document[current])
        return found
