"""Iceberg tables as the contracts declare them, made and altered through Iceberg's own API.

SQL would need a commit per statement and has no words for identifier fields.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from py4j.protocol import Py4JJavaError
from pyspark.errors import IllegalArgumentException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import StructType

from lakehouse.contract import Partition
from lakehouse.failure import DatasetFailure

# Athena operates on format 2 only. Rows of a night lie in few partitions, so tasks write them where they are instead of
# shuffling them first; a load of many days asks for the shuffle itself.
TABLE_PROPERTIES = {
    "format-version": "2",
    "write.parquet.compression-codec": "zstd",
    "write.parquet.compression-level": "1",
    "write.distribution-mode": "none",
    "write.spark.fanout.enabled": "true",
    "write.metadata.delete-after-commit.enabled": "true",
    "write.metadata.previous-versions-max": "50",
}


@dataclass(frozen=True)
class TableDefinition:
    """What a table should be like. `name` has no catalog; `location` None leaves the place to the catalog."""

    name: str
    schema: StructType
    key: tuple[str, ...]
    partitions: tuple[Partition, ...]
    comment: str
    location: str | None


class Table:
    """An Iceberg table: its Java object for metadata, and its names for Spark."""

    def __init__(self, spark: SparkSession, catalog: str, name: str, java: Any) -> None:
        self.spark = spark
        self.name = name
        self.java = java
        self.identifier = f"{catalog}.{name}"

    def rows(self, branch: str | None = None) -> DataFrame:
        """Rows of main, or of a branch."""
        reader = self.spark.read
        return (reader.option("branch", branch) if branch else reader).table(self.identifier)

    def branch(self, branch: str) -> str:
        """Identifier under which Spark writes to the branch."""
        return f"{self.identifier}.`branch_{branch}`"

    def current(self) -> Any:
        """Snapshot of main, or None before the first publication."""
        self.java.refresh()
        return self.java.currentSnapshot()

    def total_rows(self) -> int:
        """Rows of main, from its metadata."""
        snapshot = self.current()
        return int(snapshot.summary().get("total-records")) if snapshot is not None else 0


class Catalog:
    """A Spark catalog of Iceberg tables."""

    def __init__(self, spark: SparkSession, name: str) -> None:
        self.spark = spark
        self.name = name
        self.jvm: Any = spark._jvm
        self._java = spark._jsparkSession.sessionState().catalogManager().catalog(name).icebergCatalog()

    def schema(self, definition: TableDefinition) -> Any:
        """Iceberg's schema of what a table should be like."""
        iceberg = self.jvm.org.apache.iceberg
        struct = self.spark._jsparkSession.parseDataType(definition.schema.json())
        schema = iceberg.spark.SparkSchemaUtil.convert(struct)
        # Iceberg identifies rows by required columns of exact types only.
        exact = [name for name in definition.key if str(schema.findField(name).type()) not in {"double", "float"}]
        if len(exact) != len(definition.key):
            return schema
        return iceberg.Schema(schema.columns(), {schema.findField(name).fieldId() for name in exact})

    def _create(self, identifier: Any, definition: TableDefinition) -> Any:
        schema = self.schema(definition)
        spec = self.jvm.org.apache.iceberg.PartitionSpec.builderFor(schema)
        for partition in definition.partitions:
            spec = getattr(spec, partition.transform)(partition.column)
        builder = self._java.buildTable(identifier, schema).withPartitionSpec(spec.build())
        for key, value in (TABLE_PROPERTIES | {"comment": definition.comment}).items():
            builder = builder.withProperty(key, value)
        if definition.location:
            builder = builder.withLocation(definition.location)
        return builder.create()

    def find(self, name: str) -> Table | None:
        """The table of that name, or None."""
        identifier = self.jvm.org.apache.iceberg.catalog.TableIdentifier.parse(name)
        if not self._java.tableExists(identifier):
            return None
        return Table(self.spark, self.name, name, self._java.loadTable(identifier))

    def drop(self, name: str) -> None:
        """Drops the table and its files."""
        self._java.dropTable(self.jvm.org.apache.iceberg.catalog.TableIdentifier.parse(name), True)

    def ensure(self, definition: TableDefinition) -> Table:
        """The table, created if it is missing, altered where the contract has more than it.

        Raises `DatasetFailure` when the contract gives a column a type that the stored one cannot become.
        """
        table = self.find(definition.name)
        if table is None:
            identifier = self.jvm.org.apache.iceberg.catalog.TableIdentifier.parse(definition.name)
            return Table(self.spark, self.name, definition.name, self._create(identifier, definition))
        self._alter(table, definition)
        return table

    def _alter(self, table: Table, definition: TableDefinition) -> None:
        wanted = self.schema(definition)
        table.java.refresh()
        update, changed = table.java.updateSchema(), False
        for field in wanted.columns():
            stored = table.java.schema().findField(field.name())
            if stored is None:
                # A required column cannot be added to rows that lack it; new rows have it, old ones read null.
                update, changed = update.addColumn(field.name(), field.type(), field.doc()), True
                continue
            if not stored.type().equals(field.type()):
                update, changed = _widened(update, table, stored, field), True
            if stored.doc() != field.doc():
                update, changed = update.updateColumnDoc(field.name(), field.doc()), True
            if stored.isRequired() and field.isOptional():
                update, changed = update.makeColumnOptional(field.name()), True
        for stored in table.java.schema().columns():
            if stored.isRequired() and wanted.findField(stored.name()) is None:
                update, changed = update.makeColumnOptional(stored.name()), True
        if changed:
            update.commit()
        if table.java.properties().get("comment") != definition.comment:
            table.java.updateProperties().set("comment", definition.comment).commit()


def _widened(update: Any, table: Table, stored: Any, field: Any) -> Any:
    try:
        return update.updateColumn(field.name(), field.type().asPrimitiveType())
    except (Py4JJavaError, IllegalArgumentException) as error:
        raise DatasetFailure(
            "TABLE_TYPE_CHANGED",
            f"{table.name}.{field.name()}",
            f"the table stores {stored.type()}, the contract says {field.type()}, which it cannot become",
            "keep the type and add a column of the new type under another name",
        ) from error
