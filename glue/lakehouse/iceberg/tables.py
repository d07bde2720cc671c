"""Iceberg tables as the contracts declare them, created and altered through Iceberg's own API.

SQL would need a commit per statement and has no syntax for identifier fields. No Spark session is needed here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from py4j.protocol import Py4JJavaError
from pyspark.errors import IllegalArgumentException
from pyspark.sql.types import StructField, StructType

from lakehouse.contract import Partition
from lakehouse.failure import DatasetFailure, HiddenTable
from lakehouse.iceberg.history import Snapshot, TableMetadata
from lakehouse.iceberg.java_names import JavaNames
from lakehouse.iceberg.schema import described_fields, schema_json

# Athena supports only format 2. A night's rows are in few partitions, so tasks write them in place instead of
# shuffling them first; a load of many days requests the shuffle itself.
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
    """The desired state of a table. `name` has no catalog; if `location` is None, the catalog chooses the location."""

    name: str
    schema: StructType
    key: tuple[str, ...]
    partitions: tuple[Partition, ...]
    comment: str
    location: str | None


def field_description(field: StructField) -> dict[str, Any]:
    """A column of a definition, in the form that `schema_json` takes."""
    return {
        "name": field.name,
        "type": field.dataType.simpleString(),
        "required": not field.nullable,
        "comment": field.metadata.get("comment"),
    }


class Table:
    """An Iceberg table, by its Java object; `edits` is the object through which it is changed."""

    def __init__(self, jvm: Any, name: str, java: Any, edits: Any = None) -> None:
        self.name = name
        self.jvm = jvm
        self.java = java
        self.edits = java if edits is None else edits

    def metadata(self) -> TableMetadata:
        """The table's current metadata."""
        parser = self.jvm.org.apache.iceberg.TableMetadataParser
        return TableMetadata(json.loads(parser.toJson(self.java.operations().refresh())))

    def current(self) -> Snapshot | None:
        """The current snapshot of main, or None before the first publication."""
        return next(iter(self.metadata().history()), None)

    def pending(self) -> PendingTable:
        """The table, for changes that become visible only when committed."""
        return PendingTable(self)


class PendingTable(Table):
    """A table with changes that are committed together or not at all; `java` is the table with them applied."""

    def __init__(self, table: Table) -> None:
        transaction = table.java.newTransaction()
        super().__init__(table.jvm, table.name, transaction.table(), transaction)

    def commit(self) -> None:
        """Makes the changes visible. Raises Iceberg's errors, e.g. if others have changed the table in the meantime."""
        self.edits.commitTransaction()


class Catalog:
    """An Iceberg catalog, by its Java object."""

    def __init__(self, jvm: Any, java: Any) -> None:
        self.jvm: Any = JavaNames(jvm)
        self._java = java

    def schema(self, definition: TableDefinition) -> Any:
        """Iceberg schema for a table definition."""
        columns = [field_description(field) for field in definition.schema.fields]
        # Iceberg allows only required columns of exact types as identifier fields.
        types = {column["name"]: column["type"] for column in columns}
        exact = all(types[name] not in {"double", "float"} for name in definition.key)
        return self.jvm.org.apache.iceberg.SchemaParser.fromJson(schema_json(columns, definition.key if exact else ()))

    def _table(self, name: str, java: Any) -> Table:
        return Table(self.jvm, name, java)

    def _identifier(self, name: str) -> Any:
        return self.jvm.org.apache.iceberg.catalog.TableIdentifier.parse(name)

    @cached_property
    def _properties(self) -> Any:
        properties = self.jvm.java.util.HashMap()
        for key, value in TABLE_PROPERTIES.items():
            properties.put(key, value)
        return properties

    def _create(self, definition: TableDefinition) -> Any:
        schema = self.schema(definition)
        spec = self.jvm.org.apache.iceberg.PartitionSpec.builderFor(schema)
        for partition in definition.partitions:
            spec = getattr(spec, partition.transform)(partition.column)
        builder = self._java.buildTable(self._identifier(definition.name), schema).withPartitionSpec(spec.build())
        builder = builder.withProperties(self._properties).withProperty("comment", definition.comment)
        if definition.location:
            builder = builder.withLocation(definition.location)
        return builder.create()

    def find(self, name: str) -> Table | None:
        """The table of that name, or None. Raises `HiddenTable` for one that Lake Formation hides from the job."""
        # Iceberg checks whether a table exists by loading it, which would load it twice.
        try:
            return self._table(name, self._java.loadTable(self._identifier(name)))
        except Py4JJavaError as error:
            if error.java_exception.getClass().getSimpleName() == "NoSuchTableException":
                return None
            if _is_denied(error):
                self._require_absent(name, error)
                return None
            raise

    def _require_absent(self, name: str, denied: Py4JJavaError) -> None:
        """For a missing table, Lake Formation denies access to a job that may not create it; the table list decides."""
        identifier = self._identifier(name)
        try:
            is_listed = self._java.listTables(identifier.namespace()).contains(identifier)
        except Py4JJavaError as error:
            if not _is_denied(error):
                raise
            is_listed = True
        if is_listed:
            raise HiddenTable(name, denied.java_exception.getMessage()) from denied

    def drop(self, name: str) -> bool:
        """Drops the table and its files if it exists; returns whether it existed.

        The files go first: without the catalog entry, nobody would find leftover files. An interrupted drop leaves an
        entry without files, which a later drop removes.
        """
        try:
            table = self.find(name)
        except Py4JJavaError as error:
            if error.java_exception.getClass().getSimpleName() != "NotFoundException":
                raise
        else:
            if table is None:
                return False
            operations = table.java.operations()
            self.jvm.org.apache.iceberg.CatalogUtil.dropTableData(operations.io(), operations.current())
        self._remove_entry(name)
        return True

    def _remove_entry(self, name: str) -> None:
        self._java.dropTable(self._identifier(name), False)

    def ensure(self, definition: TableDefinition) -> Table:
        """The table, created if missing, and extended where the contract has more.

        Raises `DatasetFailure` if the contract gives a column a type that the stored type cannot be changed to.
        """
        table = self.find(definition.name)
        if table is None:
            return self._table(definition.name, self._create(definition))
        self._alter(table, definition)
        return table

    def _alter(self, table: Table, definition: TableDefinition) -> None:
        wanted = self.schema(definition)
        parser = self.jvm.org.apache.iceberg.SchemaParser
        if described_fields(parser.toJson(table.java.schema())) != described_fields(parser.toJson(wanted)):
            self._alter_columns(table, wanted)
        if table.java.properties().get("comment") != definition.comment:
            table.java.updateProperties().set("comment", definition.comment).commit()

    def _alter_columns(self, table: Table, wanted: Any) -> None:
        update, changed = table.java.updateSchema(), False
        for field in wanted.columns():
            stored = table.java.schema().findField(field.name())
            if stored is None:
                # A required column cannot be added to existing rows that lack it; new rows have it, old ones read null.
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


def _is_denied(error: Py4JJavaError) -> bool:
    # By class: S3 uses another class for denied access, and message texts are not stable.
    name = error.java_exception.getClass().getName()
    return bool(name == "software.amazon.awssdk.services.glue.model.AccessDeniedException")


def _widened(update: Any, table: Table, stored: Any, field: Any) -> Any:
    try:
        return update.updateColumn(field.name(), field.type().asPrimitiveType())
    except (Py4JJavaError, IllegalArgumentException) as error:
        raise DatasetFailure(
            "TABLE_TYPE_CHANGED",
            f"{table.name}.{field.name()}",
            f"the table stores {stored.type()}, which cannot become the contract's {field.type()}",
            "keep the type and add a column of the new type under another name",
        ) from error


def catalog_from_settings(jvm: Any, settings: Mapping[str, str], name: str) -> Catalog:
    """The catalog that Spark's settings of that name describe, without Spark."""
    prefix = f"spark.sql.catalog.{name}."
    options = {key.removeprefix(prefix): value for key, value in settings.items() if key.startswith(prefix)}
    configuration = jvm.org.apache.hadoop.conf.Configuration()
    return Catalog(jvm, jvm.org.apache.iceberg.CatalogUtil.buildIcebergCatalog(name, options, configuration))
