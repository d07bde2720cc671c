"""A model's table, and the side table used if the table cannot be altered to what the model declares."""

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
    """Definition of the table of that name; `warehouse` is the URI under which the tables are stored, or None.

    All columns are optional: the model's tests count nulls that it does not allow, so the writer need not fail on them.
    """
    fields = [StructField(c.name, spark_type(c.type), True, {"comment": c.description}) for c in model.columns]
    database, _, name = relation.partition(".")
    # In an environment other than production, the folder is the full database name.
    location = f"{warehouse.rstrip('/')}/{database.removesuffix(_ZONE)}/{name}" if warehouse else None
    return TableDefinition(relation, StructType(fields), (), model.partitions, model.description, location)


def beside(definition: TableDefinition) -> TableDefinition:
    """The same table under another name, built and tested while readers use the old one."""
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
    """Whether the table can be altered to the definition without writing a row: by adding and widening columns."""
    types = catalog.jvm.org.apache.iceberg.types
    wanted = {field.name: iceberg_type_of(field.dataType.simpleString()) for field in definition.schema.fields}

    def may_become(stored: Any, declared: str | None) -> bool:
        # A nested type is not a string, and models cannot declare one.
        if declared is None or stored == declared or not isinstance(stored, str):
            return bool(stored == declared)
        old, new = (types.Types.fromPrimitiveString(name) for name in (stored, declared))
        return bool(types.TypeUtil.isPromotionAllowed(old, new))

    if not all(may_become(field["type"], wanted.get(field["name"])) for field in metadata.schema["fields"]):
        return False
    return metadata.partitions == [(partition.column, partition.transform) for partition in definition.partitions]


def ensure_model_table(catalog: SparkCatalog, definition: TableDefinition) -> SparkTable:
    """The table, created or altered, with columns in the declared order. An existing table must fit."""
    table = catalog.ensure(definition)
    wanted = definition.schema.names
    if [field["name"] for field in table.metadata().schema["fields"]] != wanted:
        update = table.java.updateSchema().moveFirst(wanted[0])
        for before, name in pairwise(wanted):
            update = update.moveAfter(name, before)
        update.commit()
    return table
