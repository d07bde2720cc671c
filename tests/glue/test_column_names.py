"""A contract may use the job's internal column names for its columns, and a key may hold any value."""

from __future__ import annotations

import json
from typing import Any

import pytest

from support import Lake, column, contract, mutable, reference

pytestmark = pytest.mark.both_sizes

OURS = (
    *("record", "reason", "message", "column_name", "line", "page", "window", "run_id", "extracted_at", "row_hash"),
    *("key", "keys", "rows", "head", "heads", "position", "pos", "file_path", "hash", "outside", "content", "version"),
)
WHOLE = {"path": "/x", "pageSize": 10}


def row(number: int, value: str) -> dict[str, Any]:
    return {"id": number, "at": "2026-11-20T01:00:00Z"} | dict.fromkeys(OURS, value)


@pytest.mark.parametrize("key", ["id", "record", "reason"])
@pytest.mark.parametrize("make", [contract, mutable, reference])
def test_columns_with_names_of_ours_and_contradicting_duplicates(lake: Lake, make: Any, key: str) -> None:
    columns = [column("id", "bigint", required=True), column("at", "timestamp", required=True)]
    columns += [column(name, "string") for name in OURS]
    changes: dict[str, Any] = {reference: {}, contract: {"partitions": []}, mutable: {"updatedAtColumn": "at"}}[make]
    dataset = make(lake.source, columns=columns, primaryKey=[key], **changes)
    first, second = row(1, "a"), row(1, "a") | {"page": "b", "message": "b"}
    outcome = lake.run(dataset, [[first], [second]])
    assert (outcome.error, outcome.loaded, outcome.quarantined) == (None, 1, 1)
    (kept,) = lake.table(dataset).collect()
    assert {name: kept[name] for name in OURS} == {name: second[name] for name in OURS}
    (rejected,) = lake.quarantine(dataset).collect()
    assert (rejected["reason"], json.loads(rejected["record"])) == ("DUPLICATE_KEY", first)


def test_source_names_like_columns_that_we_add(lake: Lake) -> None:
    columns = [
        column("id", "bigint", required=True, sourceName="_page"),
        column("hash", "string", sourceName="_row_hash"),
        column("run", "string", sourceName="_run_id"),
    ]
    dataset = contract(lake.source, columns=columns, partitions=[], extraction=WHOLE, writeMode="replace")
    outcome = lake.run(dataset, [[{"_page": 7, "_row_hash": "x", "_run_id": "y"}]])
    assert (outcome.error, outcome.loaded) == (None, 1)
    (stored,) = lake.table(dataset).collect()
    assert (stored["id"], stored["hash"], stored["run"], stored["_page"], stored["_run_id"]) == (
        7,
        "x",
        "y",
        0,
        "g-1-a1",
    )


@pytest.mark.parametrize(
    "partition", [[], [{"column": "at", "transform": "day"}], [{"column": "at", "transform": "year"}]]
)
@pytest.mark.parametrize("beyond", ["0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01"])
def test_an_instant_beyond_the_calendar_in_a_key_costs_its_row(lake: Lake, beyond: str, partition: Any) -> None:
    columns = [column("at", "timestamp", required=True)]
    changes = {"columns": columns, "primaryKey": ["at"], "partitions": partition, "extraction": WHOLE}
    dataset = contract(lake.source, writeMode="replace", **changes)
    good = ["0001-01-01T00:00:00Z", "2026-11-20T01:00:00+0000", "9999-12-31T23:59:59Z"]
    outcome = lake.run(dataset, [[{"at": text} for text in (*good, beyond)]])
    assert (outcome.error, outcome.loaded, outcome.quarantined) == (None, 3, 1)
    assert [r["reason"] for r in lake.quarantine(dataset).collect()] == ["WRONG_TYPE"]
