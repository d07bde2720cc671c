"""Iceberg tables whose rows Spark reads and writes."""

from __future__ import annotations

from typing import Any, cast

from pyspark.sql import DataFrame, SparkSession

from lakehouse.iceberg.tables import Catalog, Table, TableDefinition


class SparkTable(Table):
    """An Iceberg table with its names in Spark."""

    def __init__(self, spark: SparkSession, catalog: str, jvm: Any, name: str, java: Any) -> None:
        super().__init__(jvm, name, java)
        self.spark = spark
        self.identifier = f"{catalog}.{name}"

    def rows(self, branch: str | None = None) -> DataFrame:
        """Rows of main, or of a branch."""
        reader = self.spark.read
        return (reader.option("branch", branch) if branch else reader).table(self.identifier)

    def branch(self, branch: str) -> str:
        """Identifier under which Spark writes to the branch."""
        return f"{self.identifier}.`branch_{branch}`"


class SparkCatalog(Catalog):
    """A Spark catalog of Iceberg tables."""

    def __init__(self, spark: SparkSession, name: str) -> None:
        catalogs = spark._jsparkSession.sessionState().catalogManager()
        super().__init__(spark._jvm, catalogs.catalog(name).icebergCatalog())
        self.spark = spark
        self.name = name

    def _table(self, name: str, java: Any) -> SparkTable:
        return SparkTable(self.spark, self.name, self.jvm, name, java)

    def find(self, name: str) -> SparkTable | None:
        """The table of that name, or None."""
        return cast("SparkTable | None", super().find(name))

    def ensure(self, definition: TableDefinition) -> SparkTable:
        """The table, created or altered as `Catalog.ensure` describes."""
        return cast(SparkTable, super().ensure(definition))
