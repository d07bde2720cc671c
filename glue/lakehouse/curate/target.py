"""The table of a model, and the one beside it where the table cannot become what the model declares."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from pyspark.sql.types import StructField, StructType

from lakehouse.columns import spark_type
from lakehouse.curate.model import Model
from lakehouse.iceberg.history import TableMetadata
from lakehouse.iceberg.schema import iceberg_type_of
from lakehouse.iceberg.spark_tables import SparkCatalog, SparkTable
from lakehouse.iceberg.tables import TableDefinition

_ZONE = "_curated"


def model_table(model: Model, relation: str, warehouse: str | None) -> TableDefinition:
    """What the table of that name should be like; `warehouse` is a URI below which the tables lie, or None.

    All columns are optional: a null where the model declares none is counted by its tests, not met by a writer.
    """
    fields = [StructField(c.name, spark_type(c.type), True, {"comment": c.description}) for c in model.columns]
    database, _, name = relation.partition(".")
    # Of an environment beside production, the database keeps its whole name.
    location = f"{warehouse.rstrip('/')}/{database.removesuffix(_ZONE)}/{name}" if warehouse else None
    return TableDefinition(relation, StructType(fields), (), model.partitions, model.description, location)


def beside(definition: TableDefinition) -> TableDefinition:
    """The same table under another name, to be built and tested while readers have the old one."""
    location = f"{definition.location}__next" if definition.location else None
    return TableDefinition(
        f"{definition.name}__next",
        definition.schema,
        definition.key,
        definition.partitions,
        definition.comment,
        location,
    )


def fits(catalog: SparkCatalog, metadata: TableMetadata, definition: TableDefinition) -> bool:
    """Whether the table can become what is declared without a row being written: by added and widened columns."""
    types = catalog.jvm.org.apache.iceberg.types
    wanted = {field.name: iceberg_type_of(field.dataType.simpleString()) for field in definition.schema.fields}

    def may_become(stored: Any, declared: str | None) -> bool:
        # A nested type is no text, and none that a model declares.
        if declared is None or stored == declared or not isinstance(stored, str):
            return bool(stored == declared)
        old, new = (types.Types.fromPrimitiveString(name) for name in (stored, declared))
        return bool(types.TypeUtil.isPromotionAllowed(old, new))

    if not all(may_become(field["type"], wanted.get(field["name"])) for field in metadata.schema["fields"]):
        return False
    return metadata.partitions == [(partition.column, partition.transform) for partition in definition.partitions]


def ensure_model_table(catalog: SparkCatalog, definition: TableDefinition) -> SparkTable:
    """The table, created or altered; its columns stand in the declared order. It must fit, if there is one."""
    table = catalog.ensure(definition)
    wanted = definition.schema.names
    if [field["name"] for field in table.metadata().schema["fields"]] != wanted:
        update = table.java.updateSchema().moveFirst(wanted[0])
        for before, name in pairwise(wanted):
            update = update.moveAfter(name, before)
        update.commit()
    return table
