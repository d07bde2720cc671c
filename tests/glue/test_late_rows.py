"""Late rows and repeated events are each in the table once, and the outcome reports what happened."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lakehouse.process.run import Window
from support import NEXT_NIGHT, NIGHT, Lake, column, contract, event, mutable, row_counts

LOOKING_BACK = Window("2026-11-20T18:00:00.000Z", NEXT_NIGHT.until)
"""What the next night asks for when its contract looks back by six hours."""


def on(day: int, number: int, hour: int = 20, **changes: Any) -> dict[str, Any]:
    return event(number, at=f"2026-11-{day}T{hour:02d}:00:00Z", **changes)


@pytest.mark.both_sizes
def test_a_night_that_looks_back_appends_what_came_late_and_nothing_twice(lake: Lake) -> None:
    dataset = contract(lake.source)
    lake.run(dataset, [[on(20, n) for n in range(50)]])
    late = [on(20, n) for n in range(60)]
    night = [*late, *(on(21, n) for n in range(100, 130))]
    outcome = lake.run(dataset, [night[:40], night[40:]], "g-2-a1", NEXT_NIGHT, LOOKING_BACK)
    assert row_counts(outcome) == ("PUBLISHED", 90, 40, 0, 0)
    assert outcome.warnings == ("ROWS_LATE 10 rows of earlier nights arrived after those were read, and were loaded",)
    assert lake.table(dataset).count() == 90
    again = lake.run(dataset, [night], "g-2-a2", NEXT_NIGHT, LOOKING_BACK)
    assert (row_counts(again), again.warnings) == (("UNCHANGED", 90, 0, 0, 0), ())


@pytest.mark.both_sizes
def test_a_night_that_looks_back_merges_what_came_late_and_keeps_what_is_newer(lake: Lake) -> None:
    dataset = mutable(lake.source)
    lake.run(dataset, [[on(20, n, updated_at="2026-11-20T20:00:00Z") for n in range(5)]])
    late = [on(20, 3, 22, updated_at="2026-11-20T22:00:00Z"), on(20, 4, 19, updated_at="2026-11-20T19:00:00Z")]
    night = [*late, on(20, 7, updated_at="2026-11-20T23:00:00Z"), on(21, 8, updated_at="2026-11-21T01:00:00Z")]
    outcome = lake.run(dataset, [night], "g-2-a1", NEXT_NIGHT, LOOKING_BACK)
    assert row_counts(outcome) == ("PUBLISHED", 4, 2, 1, 0)
    assert outcome.warnings == ("ROWS_LATE 2 rows of earlier nights arrived after those were read, and were loaded",)


def test_rows_before_what_was_asked_for_are_outside_all_the_same(lake: Lake) -> None:
    dataset = contract(lake.source)
    night = [on(20, 1, 17), on(20, 2, 18), on(21, 3)]
    outcome = lake.run(dataset, [night], "g-2-a1", NEXT_NIGHT, LOOKING_BACK)
    assert (outcome.loaded, outcome.outside, outcome.inserted) == (2, 1, 2)


def test_rejected_rows_of_a_night_that_looks_back_are_of_the_nights_window(lake: Lake) -> None:
    dataset = contract(lake.source)
    night: list[Any] = [on(20, 1, id="none"), on(21, 2, id="none"), on(21, 3)]
    for attempt in (1, 2):
        lake.run(dataset, [night], f"g-2-a{attempt}", NEXT_NIGHT, LOOKING_BACK)
        windows = [row["_window"] for row in lake.quarantine(dataset).collect()]
        assert windows == [NEXT_NIGHT.label] * 2


@pytest.mark.both_sizes
def test_an_event_that_comes_again_with_another_instant_is_in_the_table_once(lake: Lake) -> None:
    dataset = contract(lake.source)
    lake.run(dataset, [[on(20, n) for n in range(100)]])
    again = [on(21, n) for n in (3, 50, 98)]
    night = [*again, *(on(21, n) for n in range(200, 240))]
    outcome = lake.run(dataset, [night], "g-2-a1", NEXT_NIGHT)
    assert row_counts(outcome) == ("PUBLISHED", 43, 40, 0, 0)
    assert outcome.warnings == (
        "ROWS_CHANGED 3 rows have a key that is stored with other content, which was kept; 3 of them have another at",
    )
    found = {row["id"]: str(row["at"]) for row in lake.table(dataset).collect()}
    assert len(found) == lake.table(dataset).count() == 140
    assert {found[n][:10] for n in (3, 50, 98)} == {"2026-11-20"}


def test_a_night_whose_keys_are_those_of_other_nights_is_refused(lake: Lake) -> None:
    dataset = contract(lake.source)
    lake.run(dataset, [[on(20, n) for n in range(60)]])
    night = [*(on(21, n) for n in range(21)), *(on(21, n) for n in range(100, 140))]
    outcome = lake.run(dataset, [night], "g-2-a1", NEXT_NIGHT)
    assert outcome.state == "FAILED"
    assert outcome.error is not None
    assert "KEYS_NOT_UNIQUE" in outcome.error
    assert "21 of 61 rows have a key (id) that the table holds with another at" in outcome.error
    assert lake.table(dataset).count() == 60


def test_an_older_night_finds_the_keys_of_newer_ones(lake: Lake) -> None:
    dataset = contract(lake.source)
    lake.run(dataset, [[on(21, n) for n in range(5)]], "g-2-a1", NEXT_NIGHT)
    outcome = lake.run(dataset, [[on(20, n) for n in range(3, 8)]], "g-1-a1", NIGHT)
    assert row_counts(outcome) == ("PUBLISHED", 5, 3, 0, 0)


def test_keys_are_looked_for_as_far_back_as_the_contract_says(lake: Lake) -> None:
    days = [{"column": "at", "transform": "day"}]
    dataset = contract(lake.source, uniqueDays=2, partitions=days)
    lake.run(dataset, [[on(17, 1)]], "g-0-a1", Window("2026-11-17T00:00:00.000Z", "2026-11-18T00:00:00.000Z"))
    lake.run(dataset, [[on(20, 2)]], "g-1-a1")
    outcome = lake.run(dataset, [[on(21, 1), on(21, 2), on(21, 3)]], "g-2-a1", NEXT_NIGHT)
    assert outcome.inserted == 2, "the key of four days ago is no longer looked for"
    assert lake.table(dataset).count() == 4


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        ("int", [-(2**31), 0, 2**31 - 1]),
        ("bigint", [-(2**63), 0, 2**63 - 1]),
        ("boolean", [True, False]),
        ("string", ["", "a" * 40, "a" * 40 + "b", "\U0010ffff", "é"]),
        ("date", ["0001-01-01", "1969-12-31", "9999-12-31"]),
        ("timestamp", ["1969-12-31T23:59:59.999999Z", "1970-01-01T00:00:00Z", "2026-11-20T01:00:00Z"]),
        ("decimal(38,2)", [-(10**36) + 1, 0, 10**36 - 1]),
        ("decimal(5,2)", [-999.99, 0, 0.01]),
    ],
)
def test_keys_of_every_type_are_found_again(lake: Lake, kind: str, keys: list[Any]) -> None:
    columns = [column("id", kind, required=True), column("at", "timestamp", required=True)]
    dataset = contract(lake.source, name=kind[:3], columns=columns, partitions=[])
    first = [{"id": key, "at": "2026-11-20T20:00:00Z"} for key in keys]
    assert row_counts(lake.run(dataset, [first]))[2] == len(keys)
    again = [{"id": key, "at": "2026-11-21T20:00:00Z"} for key in keys]
    outcome = lake.run(dataset, [again], "g-2-a1", NEXT_NIGHT)
    assert (outcome.error, outcome.inserted, outcome.changed) == (None, 0, len(keys))


def test_masked_keys_are_found_again(lake: Lake) -> None:
    columns = [
        column("id", "string", required=True, classification="personal"),
        column("at", "timestamp", required=True),
    ]
    dataset = contract(lake.source, columns=columns, partitions=[])
    lake.run(dataset, [[{"id": "ann@example.org", "at": "2026-11-20T20:00:00Z"}]])
    outcome = lake.run(dataset, [[{"id": "ann@example.org", "at": "2026-11-21T20:00:00Z"}]], "g-2-a1", NEXT_NIGHT)
    assert (outcome.error, outcome.inserted, outcome.changed) == (None, 0, 1)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 5)), max_size=20), min_size=2, max_size=4))
def test_whatever_comes_when_each_key_is_there_once(lake: Lake, nights: list[list[tuple[int, int]]]) -> None:
    """Nights with arbitrary keys, each of which reads the previous day again."""
    dataset = contract(lake.source, name=f"any_{lake.landings}")
    seen: set[int] = set()
    for number, rows in enumerate(nights):
        start, end = f"2026-11-{12 + number}T00:00:00.000Z", f"2026-11-{13 + number}T00:00:00.000Z"
        asked = Window(f"2026-11-{11 + number}T00:00:00.000Z", end)
        records = [on(12 + number - hours % 2, key, hours) for key, hours in dict(rows).items()]
        outcome = lake.run(dataset, [records], f"g-{number}-a1", Window(start, end), asked)
        new = {key for key, _ in rows} - seen
        assert (outcome.error, outcome.inserted) == (None, len(new))
        seen |= new
    assert lake.table(dataset).count() == len(seen)
