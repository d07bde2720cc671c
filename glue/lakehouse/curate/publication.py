"""How a model's new state becomes visible to readers: in one commit each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from pyspark.sql import Column
from pyspark.sql import functions as F

from lakehouse.contract import Partition
from lakehouse.curate.record import Record
from lakehouse.curate.source import Source, published
from lakehouse.failure import reason
from lakehouse.iceberg.branches import drop_branch, publish_branch
from lakehouse.iceberg.spark_tables import SparkCatalog, SparkTable
from lakehouse.iceberg.tables import TABLE_PROPERTIES, TableDefinition
from lakehouse.progress import Progress

_SNAPSHOT_PROPERTY = "snapshot-property."


def snapshot_options(properties: dict[str, str]) -> dict[str, str]:
    """Options of a writer that put the properties into the snapshot's summary."""
    return {f"{_SNAPSHOT_PROPERTY}{name}": value for name, value in properties.items()}


class Publication(Protocol):
    """A built and tested state that readers cannot see yet."""

    def publish(self) -> Source:
        """Makes it visible to readers. Raises `MainMoved` if another writer has published since it was begun."""

    def discard(self) -> None:
        """Removes it without a trace."""


def discard(publication: Publication, progress: Progress) -> None:
    """Discards it if possible; the next run drops what remains."""
    try:
        publication.discard()
    except Exception as error:  # noqa: BLE001 - the reason for discarding it matters more
        progress.event(phase="discard", error=reason(error))


@dataclass(frozen=True)
class OnBranch:
    """Main moves to the branch."""

    catalog: SparkCatalog
    table: SparkTable
    branch: str

    def publish(self) -> Source:
        head = publish_branch(self.table, self.branch)
        return Source(self.table, self.table.metadata().history(head))

    def discard(self) -> None:
        drop_branch(self.table, self.branch)
        if self.table.current() is None:
            # The table was created for this state; nobody wants it empty.
            self.catalog.drop(self.table.name)


def _partition_column(partition: Partition) -> Column:
    column = F.col(f"`{partition.column}`")
    match partition.transform:
        case "day":
            return F.days(column)
        case "month":
            return F.months(column)
        case "year":
            return F.years(column)
        case _:
            return column


@dataclass(frozen=True)
class FromSideTable:
    """Replaces columns, partitions and rows of the table with those of its side table, in one commit."""

    catalog: SparkCatalog
    table: SparkTable
    side: SparkTable
    definition: TableDefinition
    record: Record
    run_id: str

    def publish(self) -> Source:
        built = published(self.side)
        # Downstream models have read the side table's rows, which are the same.
        properties = self.record.properties(self.run_id, built.version)
        writer = built.rows().writeTo(self.table.identifier).using("iceberg").options(**snapshot_options(properties))
        for name, value in (TABLE_PROPERTIES | {"comment": self.definition.comment}).items():
            writer = writer.tableProperty(name, value)
        if self.definition.partitions:
            writer = writer.partitionedBy(*(_partition_column(partition) for partition in self.definition.partitions))
        writer.replace()
        self.catalog.drop(self.side.name)
        return published(self.table)

    def discard(self) -> None:
        self.catalog.drop(self.side.name)
