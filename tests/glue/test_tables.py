"""Tables match the contract, and follow it when it grows."""

from __future__ import annotations

from typing import Any

from pyspark.sql import functions

from support import CATALOG, EVENT_COLUMNS, NEXT_NIGHT, Lake, column, contract, event


def test_a_table_is_made_from_the_contract(lake: Lake) -> None:
    dataset = contract(lake.source)
    lake.run(dataset, [[event(1)]])
    java = lake.java(dataset)
    fields = {field.name(): field for field in java.schema().columns()}
    assert {name: str(field.type()) for name, field in fields.items()} == {
        "id": "long",
        "at": "timestamptz",
        "amount": "decimal(12, 4)",
        "email": "string",
        "note": "string",
        "_run_id": "string",
        "_page": "int",
        "_extracted_at": "timestamptz",
        "_row_hash": "string",
    }
    assert [name for name, field in fields.items() if field.isOptional()] == ["email", "note"]
    assert fields["amount"].doc() == "The amount. [USD]"
    assert list(java.schema().identifierFieldNames()) == ["id"]
    assert [str(field) for field in java.spec().fields()] == ["1000: at_day: day(2)"]
    properties = dict(java.properties())
    assert properties["write.parquet.compression-codec"] == "zstd"
    assert properties["comment"] == "The events."
    assert java.operations().current().formatVersion() == 2


def test_new_columns_wider_types_and_comments_alter_the_table(lake: Lake) -> None:
    narrow = [column("n", "int") if c["name"] == "note" else c for c in EVENT_COLUMNS]
    lake.run(contract(lake.source, columns=narrow), [[event(1, n=7)]])
    wide = [column("n", "bigint", description="Now wider.") if c["name"] == "n" else c for c in narrow]
    grown = contract(lake.source, columns=[*wide, column("extra", "string", required=True)])
    night = [event(2, n=2**40, extra="x", at="2026-11-21T00:00:00Z")]
    assert lake.run(grown, [night], "g-2-a1", NEXT_NIGHT).error is None
    rows = {row["id"]: (row["n"], row["extra"]) for row in lake.table(grown).collect()}
    assert rows == {1: (7, None), 2: (2**40, "x")}
    assert lake.java(grown).schema().findField("n").doc() == "Now wider."


def test_a_column_that_leaves_the_contract_stays_and_reads_null(lake: Lake) -> None:
    lake.run(contract(lake.source), [[event(1)]])
    less = contract(lake.source, columns=[c for c in EVENT_COLUMNS if c["name"] != "note"])
    assert lake.run(less, [[event(2, at="2026-11-21T00:00:00Z")]], "g-2-a1", NEXT_NIGHT).error is None
    assert {row["id"]: row["note"] for row in lake.table(less).collect()} == {1: "note 1", 2: None}


def test_a_type_that_cannot_be_widened_fails_before_anything_is_read(lake: Lake) -> None:
    lake.run(contract(lake.source), [[event(1)]])
    other = [column("note", "bigint") if c["name"] == "note" else c for c in EVENT_COLUMNS]
    outcome = lake.run(contract(lake.source, columns=other), [[event(2, note=5)]], "g-2-a1", NEXT_NIGHT)
    place = f"{lake.source}_processed.events.note"
    found = "the table stores string, which cannot become the contract's long"
    assert outcome.error == (
        f"TABLE_TYPE_CHANGED {place}: {found}. Fix: keep the type and add a column of the new type under another name."
    )


def test_a_load_of_many_days_writes_one_file_per_partition(lake: Lake) -> None:
    from lakehouse.process.run import Window

    dataset = contract(lake.source, partitions=[{"column": "at", "transform": "month"}])
    year = Window("2026-01-01T00:00:00.000Z", "2027-01-01T00:00:00.000Z")
    pages = [[event(m * 10 + n, at=f"2026-{m:02d}-0{n + 1}T00:00:00Z") for m in range(1, 13)] for n in range(4)]
    assert lake.run(dataset, pages, window=year).loaded == 48
    assert lake.spark.table(f"glue_catalog.{dataset.table}.files").count() == 12


def test_any_text_may_be_a_partition(lake: Lake) -> None:
    columns = [
        column("id", "bigint", required=True),
        column("at", "timestamp", required=True),
        column("kind", "string"),
    ]
    partitions = [{"column": "kind", "transform": "identity"}]
    dataset = contract(lake.source, columns=columns, partitions=partitions)
    names = ["", "null", "__HIVE_DEFAULT_PARTITION__", "a/b", "../x", "a=b", "%2F", "a\0b", "\u00e9", "e\u0301"]
    kinds = [None, *names, "x" * 2000, "\u00e9" * 200]
    rows: list[Any] = [[{"id": n, "at": "2026-11-20T01:00:00Z", "kind": kind} for n, kind in enumerate(kinds)]]
    assert lake.run(dataset, rows).error is None
    assert {row["id"]: row["kind"] for row in lake.table(dataset).collect()} == dict(enumerate(kinds))
    for number, kind in enumerate(kinds):
        found = lake.table(dataset).filter("kind IS NULL" if kind is None else functions.col("kind") == kind)
        assert [row["id"] for row in found.collect()] == [number]
    files = lake.spark.table(f"{CATALOG}.{dataset.table}.files").collect()
    assert max(len(file["file_path"]) for file in files) < 512
