"""Rows that violate the contract go to their own table, with the reason and without personal values."""

from __future__ import annotations

import json

import pytest

from lakehouse.process.run import Window
from support import NEXT_NIGHT, NIGHT, Lake, column, contract, event

pytestmark = pytest.mark.both_sizes

WHOLE = {"path": "/x", "pageSize": 10}
BAD = [
    event(1, amount="1.25"),
    event(2, amount=1.23456),
    event(3, at=...),
    event(4, email=5),
    '{"id":5,',
    event(6, id=None),
    event(7, at="2026-11-20T25:61:00Z", phone="+1 555 0100"),
]


def test_reasons_columns_and_messages(lake: Lake) -> None:
    dataset = contract(lake.source)
    outcome = lake.run(dataset, [[event(20), *BAD, event(21)]])
    assert (outcome.state, outcome.loaded, outcome.quarantined) == ("PUBLISHED", 2, 7)
    rows = {
        row["_line"]: (row["reason"], row["column_name"], row["message"]) for row in lake.quarantine(dataset).collect()
    }
    exact = "a number that decimal(12,4) holds exactly is expected"
    instant = "a string like 2026-01-31T23:59:59.000Z, with an offset and at most 6 decimals is expected"
    assert rows == {
        1: ("WRONG_TYPE", "amount", f'amount is a string like "9.99", {exact}'),
        2: ("WRONG_TYPE", "amount", f"amount is a number like 9.99999, {exact}"),
        3: ("MISSING_REQUIRED", "at", "at is absent"),
        4: ("WRONG_TYPE", "email", "email is a number, a string is expected"),
        5: ("NOT_JSON", None, "not JSON at character 8: Expecting property name enclosed in double quotes"),
        6: ("MISSING_REQUIRED", "id", "id is null"),
        7: ("WRONG_TYPE", "at", f'at is a string like "9999-99-99a99:99:99a", {instant}'),
    }


def test_no_personal_value_is_readable(lake: Lake) -> None:
    dataset = contract(lake.source)
    lake.run(dataset, [BAD])
    rows = lake.quarantine(dataset).collect()
    stored = json.dumps([row.asDict() for row in rows], default=str)
    assert "@example.org" not in stored
    assert "555 0100" not in stored
    by_line = {row["_line"]: row["record"] for row in rows}
    assert by_line[4] is None
    assert json.loads(by_line[3])["email"] == "[masked]"
    assert json.loads(by_line[6])["phone"] == "[unclassified]"


def test_a_line_that_is_no_record_is_not_kept(lake: Lake) -> None:
    dataset = contract(lake.source, columns=[column("id", "bigint", required=True)], partitions=[], extraction=WHOLE)
    lake.run(dataset, [['{"id":1}', "{'id':2}"]])
    assert [row["record"] for row in lake.quarantine(dataset).collect()] == [None]


def test_a_bad_value_shows_nothing_that_readers_of_its_column_may_not_see(lake: Lake) -> None:
    columns = [
        column("id", "bigint", required=True),
        column("amount", "decimal(12,4)", required=True),
        column("salary", "decimal(12,4)", classification="confidential"),
        column("motto", "string", classification="confidential"),
        column("email", "string", classification="personal"),
        column("note", "string", classification="public"),
    ]
    dataset = contract(lake.source, columns=columns, partitions=[], extraction=WHOLE)
    good = {"id": 1, "amount": 1, "salary": 54321, "motto": "secret-motto", "email": "a@example.org", "note": "shown"}
    lake.run(dataset, [[good | bad for bad in ({"amount": "b@example.org"}, {"salary": "98765"}, {"id": None})]])
    rows = sorted(
        (row["_line"], row["message"], json.loads(row["record"])) for row in lake.quarantine(dataset).collect()
    )
    stored = json.dumps(rows)
    for hidden in ("example.org", "54321", "98765", "secret-motto"):
        assert hidden not in stored
    closed = {"salary": "[confidential]", "motto": "[confidential]", "email": "[masked]", "note": "shown"}
    assert rows[0][2] == closed | {"id": 1, "amount": "[wrong type]"}
    assert rows[0][1].startswith('amount is a string like "a@aaaaaaa.aaa", ')
    assert rows[1][1].startswith("salary is a string, ")
    assert rows[2][2] == closed | {"id": None, "amount": 1}


def test_the_same_window_again_leaves_the_quarantine_as_it_is(lake: Lake) -> None:
    dataset = contract(lake.source)
    lake.run(dataset, [[event(20), *BAD]])
    lake.run(dataset, [BAD[:3], [event(20), *BAD[3:]]], "g-1-a2")
    assert {row["_run_id"] for row in lake.quarantine(dataset).collect()} == {"g-1-a1"}
    assert lake.quarantine(dataset).count() == 7


def test_a_window_holds_what_its_last_attempt_rejected(lake: Lake) -> None:
    dataset = contract(lake.source)
    lake.run(dataset, [[event(1, amount="bad"), event(2, amount="bad")]])
    lake.run(dataset, [[event(9, amount="bad", at="2026-11-21T00:00:00Z")]], "g-2-a1", NEXT_NIGHT)
    lake.run(dataset, [[event(1), event(2, amount="bad")]], "g-1-a2")
    left = sorted((row["_run_id"], row["_line"]) for row in lake.quarantine(dataset).collect())
    assert left == [("g-1-a2", 1), ("g-2-a1", 0)]
    lake.run(dataset, [[event(1), event(2)]], "g-1-a3")
    assert [row["_run_id"] for row in lake.quarantine(dataset).collect()] == ["g-2-a1"]
    assert lake.table(dataset).count() == 2


def test_a_night_of_bad_rows_only(lake: Lake) -> None:
    dataset = contract(lake.source)
    outcome = lake.run(dataset, [BAD, BAD])
    assert (outcome.state, outcome.loaded, outcome.quarantined) == ("UNCHANGED", 0, 14)
    assert lake.quarantine(dataset).count() == 14


def test_a_run_over_several_nights_takes_the_place_of_what_each_of_them_rejected(lake: Lake) -> None:
    dataset = contract(lake.source)

    def on(day: int, number: int, **changes: object) -> dict[str, object]:
        return event(number, at=f"2026-11-{day}T05:00:00Z", **changes)

    def rejected() -> list[tuple[str, int]]:
        return sorted((row["_window"], row["_line"]) for row in lake.quarantine(dataset).collect())

    before = Window("2026-11-19T00:00:00.000Z", "2026-11-20T00:00:00.000Z")
    both = Window(NIGHT.since, NEXT_NIGHT.until)
    lake.run(dataset, [[on(19, 1, amount="x")]], "g-0-a1", before)
    lake.run(dataset, [[on(20, 2), on(20, 3, amount="x")]], "g-1-a1", NIGHT)
    lake.run(dataset, [[on(21, 4, amount="x"), on(21, 5)]], "g-2-a1", NEXT_NIGHT)
    assert rejected() == [(before.label, 0), (NIGHT.label, 1), (NEXT_NIGHT.label, 0)]
    mended = [on(20, 2), on(20, 3), on(21, 4, amount="x"), on(21, 5)]
    outcome = lake.run(dataset, [mended], "g-12-a1", both)
    assert (outcome.error, outcome.inserted, outcome.quarantined) == (None, 1, 1)
    assert rejected() == [(before.label, 0), (both.label, 2)]
    later = lake.run(dataset, [[on(20, 2), on(20, 3, amount="y")]], "g-1-a2", NIGHT)
    assert (later.error, later.quarantined) == (None, 1)
    assert rejected() == [(before.label, 0), (NIGHT.label, 1), (both.label, 2)], "the longer window is not this one's"
