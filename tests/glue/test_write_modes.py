"""Append, merge and replace: what a night changes, and that a rerun changes nothing."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from pyspark.testing import assertDataFrameEqual

from lakehouse.process.run import Window
from support import NEXT_NIGHT, NIGHT, Lake, column, contract, event, keyed, line, mutable, reference, row_counts


def version(number: int, updated_at: str | None, **changes: Any) -> dict[str, Any]:
    return event(number, updated_at=updated_at, **changes)


def notes(lake: Lake, dataset: Any) -> dict[int, str]:
    return {row["id"]: row["note"] for row in lake.table(dataset).collect()}


def test_append_adds_one_night_after_the_other(lake: Lake) -> None:
    dataset = contract(lake.source)
    pages: list[Any] = [[event(n) for n in range(50)], [event(n) for n in range(50, 80)]]
    assert row_counts(lake.run(dataset, pages)) == ("PUBLISHED", 80, 80, 0, 0)
    later = [event(n, at="2026-11-21T05:00:00Z") for n in range(80, 90)]
    assert row_counts(lake.run(dataset, [later], "g-2-a1", NEXT_NIGHT)) == ("PUBLISHED", 10, 10, 0, 0)
    assert lake.table(dataset).count() == 90


def test_append_of_the_same_window_again_adds_only_what_is_missing(lake: Lake) -> None:
    dataset = contract(lake.source)
    lake.run(dataset, [[event(n) for n in range(40)]])
    before = lake.snapshots(dataset)
    assert row_counts(lake.run(dataset, [[event(n) for n in range(40)]], "g-1-a2")) == ("UNCHANGED", 40, 0, 0, 0)
    assert lake.snapshots(dataset) == before
    assert row_counts(lake.run(dataset, [[event(n) for n in range(45)]], "g-1-a3")) == ("PUBLISHED", 45, 5, 0, 0)
    assert lake.table(dataset).count() == 45


@pytest.mark.both_sizes
def test_rows_are_stored_with_their_metadata(lake: Lake) -> None:
    dataset = reference(lake.source)
    lake.run(dataset, [[event(1)], [event(2)]], "g-1-a1")
    found = lake.table(dataset).selectExpr("id", "_run_id", "_page", "cast(_extracted_at as string) at", "_row_hash")
    hashes = [keyed(hashlib.sha256(line(event(n)).encode()).hexdigest()) for n in (1, 2)]
    expected = lake.spark.createDataFrame(
        [(1, "g-1-a1", 0, "2026-11-21 01:00:00", hashes[0]), (2, "g-1-a1", 1, "2026-11-21 01:00:01", hashes[1])],
        "id long, _run_id string, _page int, at string, _row_hash string",
    )
    assertDataFrameEqual(found, expected)


@pytest.mark.both_sizes
def test_merge_keeps_the_newest_of_a_window_and_of_all_windows(lake: Lake) -> None:
    dataset = mutable(lake.source)
    first = [version(1, "2026-11-20T01:00:00Z", note="old"), version(1, "2026-11-20T02:00:00Z", note="new")]
    outcome = lake.run(dataset, [[*first, version(2, "2026-11-20T01:00:00Z"), version(3, None, note="never")]])
    assert row_counts(outcome) == ("PUBLISHED", 3, 3, 0, 0)
    assert outcome.duplicates == 1
    assert notes(lake, dataset) == {1: "new", 2: "note 2", 3: "never"}
    second = [
        version(1, "2026-11-20T01:30:00Z", note="late"),
        version(2, "2026-11-21T01:00:00Z", note="newer"),
        version(3, "2026-11-21T01:00:00Z", note="at last"),
        version(4, "2026-11-21T01:00:00Z"),
    ]
    assert row_counts(lake.run(dataset, [second], "g-2-a1", NEXT_NIGHT)) == ("PUBLISHED", 4, 1, 2, 0)
    assert notes(lake, dataset) == {1: "new", 2: "newer", 3: "at last", 4: "note 4"}


def test_instants_around_1970_are_found_again(lake: Lake) -> None:
    key = [column("day", "timestamp", required=True), column("at", "timestamp"), column("updated_at", "timestamp")]
    dataset = mutable(lake.source, columns=key, primaryKey=["day"])
    instants = ["1969-12-31T23:59:59Z", "1970-01-01T00:00:00Z", "1970-01-01T00:35:47.483647Z", "1970-01-02T00:00:00Z"]
    for number, instant in enumerate(instants):
        for hour in (1, 2):
            row = {"day": instant, "at": "2026-11-20T01:00:00Z", "updated_at": f"2026-11-20T{hour:02d}:00:00Z"}
            outcome = lake.run(dataset, [[row]], f"g-{number}-a{hour}")
            assert row_counts(outcome) == ("PUBLISHED", 1, 2 - hour, hour - 1, 0)
    assert lake.table(dataset).count() == len(instants)


def test_a_window_that_begins_with_1970_is_appended_once(lake: Lake) -> None:
    dataset, all_of_it = contract(lake.source), Window("1970-01-01T00:00:00.000Z", NIGHT.until)
    rows: list[Any] = [[event(1), event(2, at="1970-01-01T00:00:00Z")]]
    assert row_counts(lake.run(dataset, rows, "g-1-a1", all_of_it)) == ("PUBLISHED", 2, 2, 0, 0)
    assert row_counts(lake.run(dataset, rows, "g-1-a2", all_of_it)) == ("UNCHANGED", 2, 0, 0, 0)


def test_merge_never_lets_a_late_or_equally_old_row_overwrite(lake: Lake) -> None:
    dataset = mutable(lake.source)
    lake.run(dataset, [[version(1, "2026-11-20T05:00:00Z", note="kept")]])
    late = [[version(1, "2026-11-20T04:59:59.999999Z", note="late")]]
    assert row_counts(lake.run(dataset, late, "g-2-a1", NEXT_NIGHT)) == ("UNCHANGED", 1, 0, 0, 0)
    equal = [[version(1, "2026-11-20T05:00:00Z", note="equal")]]
    assert row_counts(lake.run(dataset, equal, "g-3-a1", NEXT_NIGHT)) == ("UNCHANGED", 1, 0, 0, 0)
    none = [[version(1, None, note="none")]]
    assert row_counts(lake.run(dataset, none, "g-4-a1", NEXT_NIGHT)) == ("UNCHANGED", 1, 0, 0, 0)
    assert notes(lake, dataset) == {1: "kept"}


def test_merge_of_the_same_night_again_changes_nothing(lake: Lake) -> None:
    dataset = mutable(lake.source)
    lake.run(dataset, [[version(n, "2026-11-20T05:00:00Z") for n in range(20)]])
    night = [[version(n, "2026-11-21T05:00:00Z", note="newer") for n in range(10, 30)]]
    assert row_counts(lake.run(dataset, night, "g-2-a1", NEXT_NIGHT)) == ("PUBLISHED", 20, 10, 10, 0)
    before = lake.snapshots(dataset)
    assert row_counts(lake.run(dataset, night, "g-2-a2", NEXT_NIGHT)) == ("UNCHANGED", 20, 0, 0, 0)
    assert lake.snapshots(dataset) == before
    assert lake.table(dataset).count() == 30


def test_replace_swaps_the_table_and_leaves_an_equal_one_alone(lake: Lake) -> None:
    dataset = reference(lake.source)
    assert row_counts(lake.run(dataset, [[event(n) for n in range(10)]])) == ("PUBLISHED", 10, 10, 0, 0)
    before = lake.snapshots(dataset)
    shuffled = [[event(n) for n in range(5, 10)], [event(n) for n in range(5)]]
    assert row_counts(lake.run(dataset, shuffled, "g-2-a1", NEXT_NIGHT)) == ("UNCHANGED", 10, 0, 0, 0)
    assert lake.snapshots(dataset) == before
    changed = [[event(n) for n in range(1, 9)] + [event(9, note="other"), event(11)]]
    assert row_counts(lake.run(dataset, changed, "g-3-a1", NEXT_NIGHT)) == ("PUBLISHED", 10, 1, 1, 1)
    assert notes(lake, dataset) == {n: f"note {n}" for n in range(1, 9)} | {9: "other", 11: "note 11"}


def test_replace_sees_a_value_that_became_null(lake: Lake) -> None:
    dataset = reference(lake.source)
    lake.run(dataset, [[event(1), event(2)]])
    assert row_counts(lake.run(dataset, [[event(1), event(2, note=None)]], "g-2-a1")) == ("PUBLISHED", 2, 0, 1, 0)


def test_a_source_without_rows_empties_a_replaced_table_that_may_be_empty_and_nothing_else(lake: Lake) -> None:
    replaced, appended = reference(lake.source), contract(lake.source, name="log")
    lake.run(replaced, [[event(1), event(2)]])
    lake.run(appended, [[event(1), event(2)]])
    assert row_counts(lake.run(replaced, [], "g-2-a1", NEXT_NIGHT)) == ("PUBLISHED", 0, 0, 0, 2)
    assert row_counts(lake.run(appended, [], "g-2-a1", NEXT_NIGHT)) == ("UNCHANGED", 0, 0, 0, 0)
    assert (lake.table(replaced).count(), lake.table(appended).count()) == (0, 2)


def test_a_first_night_without_rows_makes_the_table(lake: Lake) -> None:
    dataset = contract(lake.source)
    assert row_counts(lake.run(dataset, [])) == ("UNCHANGED", 0, 0, 0, 0)
    assert lake.table(dataset).count() == 0


@pytest.mark.both_sizes
@pytest.mark.parametrize("make", [contract, mutable])
def test_nothing_stays_in_memory(lake: Lake, make: Any) -> None:
    dataset = make(lake.source)
    night = [[version(n, "2026-11-20T05:00:00Z") for n in [*range(20), 3]] + [event(50, id="bad")]]
    lake.run(dataset, night)
    lake.run(dataset, [[version(n, "2026-11-20T06:00:00Z", note="newer") for n in range(10, 30)]], "g-1-a2")
    kept = lake.spark.sparkContext._jsc.sc().getPersistentRDDs()
    assert kept.size() == 0
