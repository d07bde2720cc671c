"""The table states that a run reads: one state per table, the same for all models."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from pyspark.sql import DataFrame

from lakehouse.curate.query import TableState
from lakehouse.curate.record import Record, as_of, record_of, version_of
from lakehouse.iceberg.history import Snapshot
from lakehouse.iceberg.spark_tables import SparkCatalog, SparkTable


@dataclass(frozen=True)
class Source:
    """A table at one of its snapshots, on main or on a branch.

    `history` begins with the snapshot; it is empty for a table that never had rows.
    """

    table: SparkTable
    history: tuple[Snapshot, ...]

    @property
    def snapshot(self) -> Snapshot | None:
        """The snapshot, or None for a table that never had rows."""
        return next(iter(self.history), None)

    @property
    def state(self) -> TableState:
        """How a query refers to it."""
        return TableState(self.table.identifier, None if self.snapshot is None else self.snapshot.snapshot_id)

    @property
    def version(self) -> str:
        """Version of its rows."""
        return version_of(self.history)

    @property
    def record(self) -> Record | None:
        """What its rows were built from."""
        return record_of(self.history)

    @property
    def as_of(self) -> str | None:
        """End of the newest window that it includes."""
        return as_of(self.history)

    @property
    def total_rows(self) -> int:
        """Row count, from the snapshot's summary."""
        return 0 if self.snapshot is None else self.snapshot.total_rows

    @property
    def added_rows(self) -> int:
        """Number of rows that the snapshot wrote, from its summary."""
        return 0 if self.snapshot is None else self.snapshot.count("added-records")

    def rows(self) -> DataFrame:
        """Its rows."""
        reader = self.table.spark.read
        if self.snapshot is not None:
            reader = reader.option("snapshot-id", str(self.snapshot.snapshot_id))
        return reader.table(self.table.identifier)


def published(table: SparkTable) -> Source:
    """The table as readers see it now."""
    return Source(table, table.metadata().history())


@dataclass(frozen=True)
class Sources:
    """Published tables, each in its state when the run first asked for it."""

    catalog: SparkCatalog
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _found: dict[str, Source | None] = field(default_factory=dict)

    def find(self, name: str) -> Source | None:
        """The table of that name, or None if it does not exist."""
        with self._lock:
            if name not in self._found:
                table = self.catalog.find(name)
                self._found[name] = None if table is None else published(table)
            return self._found[name]
