"""What the jobs find in Glue's catalog: a table, none, or one that Lake Formation hides; and how a table is dropped."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from py4j.protocol import Py4JJavaError
from pyspark.sql import SparkSession
from pyspark.sql.types import LongType, StructField, StructType

from lakehouse.edge import table_metadata
from lakehouse.failure import HiddenTable
from lakehouse.iceberg.tables import Catalog, TableDefinition
from support import CATALOG, FolderCatalog

DENIED = "AccessDeniedException"


class GlueApi:
    """Glue's responses to a job that may not create tables: one table exists, and lists are returned or denied."""

    def __init__(self, error: str, listed: tuple[str, ...] | None) -> None:
        self._error = error
        self._listed = listed

    def get_table(self, **_asked: str) -> Any:
        raise ClientError({"Error": {"Code": self._error, "Message": "Required Describe on events"}}, "GetTable")

    def get_paginator(self, operation: str) -> GlueApi:
        assert operation == "get_tables"
        return self

    def paginate(self, **_asked: str) -> Iterator[dict[str, Any]]:
        if self._listed is None:
            raise ClientError({"Error": {"Code": DENIED, "Message": "Required Describe on s_processed"}}, "GetTables")
        yield {"TableList": []}
        yield {"TableList": [{"Name": name} for name in self._listed]}


@pytest.mark.parametrize(
    ("error", "listed"),
    [("EntityNotFoundException", None), (DENIED, ()), (DENIED, ("events_rejected",))],
)
def test_a_table_that_is_not_listed_is_missing(
    monkeypatch: pytest.MonkeyPatch, error: str, listed: tuple[str, ...] | None
) -> None:
    monkeypatch.setattr(table_metadata, "_glue", lambda: GlueApi(error, listed))
    assert table_metadata.read_tables(["s_processed.events"]) == {"s_processed.events": None}


@pytest.mark.parametrize("listed", [None, ("events",)])
def test_a_table_is_hidden_when_its_list_is_refused_or_has_it(
    monkeypatch: pytest.MonkeyPatch, listed: tuple[str, ...] | None
) -> None:
    monkeypatch.setattr(table_metadata, "_glue", lambda: GlueApi(DENIED, listed))
    with pytest.raises(
        HiddenTable, match=r"^TABLE_FORBIDDEN s_processed\.events: .*Required Describe on .* Fix: "
    ) as e:
        table_metadata.read_tables(["s_processed.events"])
    assert str(pickle.loads(pickle.dumps(e.value))) == str(e.value)  # noqa: S301 - our own


def test_other_errors_of_the_catalog_are_not_explained_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_metadata, "_glue", lambda: GlueApi("ThrottlingException", ()))
    with pytest.raises(ClientError, match="ThrottlingException"):
        table_metadata.read_tables(["s_processed.events"])


class Denying:
    """Iceberg's catalog for a job that Lake Formation denies a table; lists are returned or denied, too."""

    def __init__(self, spark: SparkSession, listed: tuple[str, ...] | None) -> None:
        self._jvm = spark._jvm
        self._listed = listed

    def _denied(self) -> Py4JJavaError:
        assert self._jvm is not None
        builder = self._jvm.software.amazon.awssdk.services.glue.model.AccessDeniedException.builder()
        return Py4JJavaError("an error", builder.message("Required Describe").build())

    def loadTable(self, _identifier: Any) -> Any:  # noqa: N802 - Java's name
        raise self._denied()

    def listTables(self, namespace: Any) -> Any:  # noqa: N802 - Java's name
        assert self._jvm is not None
        if self._listed is None:
            raise self._denied()
        tables = self._jvm.java.util.ArrayList()
        for name in self._listed:
            tables.add(self._jvm.org.apache.iceberg.catalog.TableIdentifier.of(namespace, name))
        return tables


def test_iceberg_finds_no_table_where_the_list_has_none(spark: SparkSession) -> None:
    assert Catalog(spark._jvm, Denying(spark, ("others",))).find("s_processed.events") is None
    for listed in (None, ("events",)):
        with pytest.raises(HiddenTable, match=r"^TABLE_FORBIDDEN s_processed\.events: Required Describe"):
            Catalog(spark._jvm, Denying(spark, listed)).find("s_processed.events")


class CutOff(FolderCatalog):
    """Dies after a table's files are removed and before its entry is."""

    def _remove_entry(self, name: str) -> None:
        raise KeyboardInterrupt(name)


def test_a_table_loses_its_files_before_its_entry(spark: SparkSession, warehouse: Path) -> None:
    schema = StructType([StructField("id", LongType())])
    definition = TableDefinition("dropped_curated.events", schema, (), (), "The events.", None)
    catalog = FolderCatalog(spark, CATALOG)
    table = catalog.ensure(definition)
    spark.range(3).writeTo(table.identifier).append()
    folder = warehouse / "dropped_curated" / "events"
    assert [file for file in folder.rglob("*") if file.suffix in (".parquet", ".avro")]
    with pytest.raises(KeyboardInterrupt):
        CutOff(spark, CATALOG).drop(definition.name)
    assert folder.exists()
    assert [file for file in folder.rglob("*") if file.suffix in (".parquet", ".avro", ".json")] == []
    catalog.ensure(TableDefinition("dropped_curated.other", schema, (), (), "The others.", None))
    assert catalog.drop("dropped_curated.other")
    assert not catalog.drop("dropped_curated.other")
