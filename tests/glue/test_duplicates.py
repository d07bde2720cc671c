"""Rows of one window that share a key."""

from __future__ import annotations

import json

import pytest

from support import Lake, contract, event, mutable

pytestmark = pytest.mark.both_sizes

OTHER = "another row of the window has the same id and other content"


def test_equal_rows_are_counted_and_one_is_kept(lake: Lake) -> None:
    dataset = contract(lake.source)
    outcome = lake.run(dataset, [[event(1), event(2), event(2)], [event(3), event(2)]])
    assert (outcome.state, outcome.loaded, outcome.duplicates, outcome.quarantined) == ("PUBLISHED", 3, 2, 0)
    kept = lake.table(dataset).where("id = 2").select("_page").collect()
    assert [row["_page"] for row in kept] == [1]
    assert not lake.has_quarantine(dataset)


def test_rows_that_differ_in_their_text_only_are_equal(lake: Lake) -> None:
    dataset = contract(lake.source)
    spaced = json.dumps(event(2), indent=None, separators=(", ", " : "))
    turned = json.dumps(dict(reversed(event(2).items())))
    outcome = lake.run(dataset, [[event(2), spaced, turned]])
    assert (outcome.loaded, outcome.duplicates, outcome.quarantined) == (1, 2, 0)


def test_rows_that_contradict_the_kept_one_are_quarantined(lake: Lake) -> None:
    dataset = contract(lake.source)
    outcome = lake.run(dataset, [[event(1, note="a"), event(7)], [event(1, note="b"), event(1, note="a")]])
    assert (outcome.loaded, outcome.duplicates, outcome.quarantined) == (2, 1, 1)
    assert lake.table(dataset).where("id = 1").collect()[0]["note"] == "a"
    (row,) = lake.quarantine(dataset).collect()
    assert (row["reason"], row["column_name"], row["message"]) == ("DUPLICATE_KEY", "id", OTHER)
    assert (row["_page"], row["_line"]) == (1, 0)
    assert json.loads(row["record"]) == event(1, note="b", email="[masked]")


def test_in_merge_mode_older_versions_are_duplicates_and_equally_old_ones_contradict(lake: Lake) -> None:
    dataset = mutable(lake.source)
    early, late = "2026-11-20T01:00:00Z", "2026-11-20T02:00:00+00:00"
    rows = [
        event(1, updated_at=late, note="x"),
        event(1, updated_at=early, note="y"),
        event(1, updated_at=None, note="z"),
        event(1, updated_at=late, note="w"),
    ]
    outcome = lake.run(dataset, [rows])
    assert (outcome.loaded, outcome.duplicates, outcome.quarantined) == (1, 2, 1)
    assert lake.table(dataset).collect()[0]["note"] == "w"
    assert json.loads(lake.quarantine(dataset).collect()[0]["record"])["note"] == "x"


def test_keys_of_several_columns_differ_in_any(lake: Lake) -> None:
    dataset = contract(lake.source, primaryKey=["id", "note"])
    outcome = lake.run(dataset, [[event(1, note="a"), event(1, note="b"), event(2, note="a"), event(2, note="a")]])
    assert (outcome.loaded, outcome.duplicates) == (3, 1)


def test_every_row_twice(lake: Lake) -> None:
    dataset = contract(lake.source)
    outcome = lake.run(dataset, [[event(n) for n in range(100)], [event(n) for n in range(100)]])
    assert (outcome.state, outcome.loaded, outcome.duplicates) == ("PUBLISHED", 100, 100)
    assert lake.table(dataset).select("id").distinct().count() == 100
