"""The states of tables that a run reads: of each table one, for all models alike."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

from pyspark.sql import DataFrame

from lakehouse.curate.query import TableState
from lakehouse.curate.record import Record, as_of, record_of, version_of
from lakehouse.iceberg.history import java_history
from lakehouse.iceberg.spark_tables import SparkCatalog, SparkTable


@dataclass(frozen=True)
class Source:
    """A table at one of its snapshots, on main or on a branch; None is a table that never had rows."""

    table: SparkTable
    snapshot: Any

    @property
    def state(self) -> TableState:
        """What stands in a query for it."""
        return TableState(self.table.identifier, None if self.snapshot is None else self.snapshot.snapshotId())

    @property
    def version(self) -> str:
        """Version of its rows."""
        return version_of(java_history(self.table, self.snapshot))

    @property
    def record(self) -> Record | None:
        """What its rows were built from."""
        return record_of(java_history(self.table, self.snapshot))

    @property
    def as_of(self) -> str | None:
        """End of the newest window that it holds."""
        return as_of(tuple(java_history(self.table, self.snapshot)))

    @property
    def total_rows(self) -> int:
        """Rows, from the snapshot's summary."""
        return int(self.snapshot.summary().get("total-records")) if self.snapshot is not None else 0

    @property
    def added_rows(self) -> int:
        """Rows that the snapshot wrote, from its summary."""
        return int(self.snapshot.summary().get("added-records") or 0)

    def rows(self) -> DataFrame:
        """Its rows."""
        reader = self.table.spark.read
        if self.snapshot is not None:
            reader = reader.option("snapshot-id", str(self.snapshot.snapshotId()))
        return reader.table(self.table.identifier)


@dataclass(frozen=True)
class Sources:
    """Published tables, each in the state that it had when the run first asked for it."""

    catalog: SparkCatalog
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _found: dict[str, Source | None] = field(default_factory=dict)

    def find(self, name: str) -> Source | None:
        """The table of that name, or None when it does not exist."""
        with self._lock:
            if name not in self._found:
                table = self.catalog.find(name)
                self._found[name] = None if table is None else Source(table, table.current())
            return self._found[name]
