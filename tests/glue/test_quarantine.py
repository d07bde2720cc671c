"""Rows that break the contract go to their own table, with the reason and without personal values."""

from __future__ import annotations

import json

import pytest

from support import NEXT_NIGHT, Lake, contract, event

pytestmark = pytest.mark.both_sizes

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
        1: ("WRONG_TYPE", "amount", f'amount is the string "1.25", {exact}'),
        2: ("WRONG_TYPE", "amount", f"amount is the number 1.23456, {exact}"),
        3: ("MISSING_REQUIRED", "at", "at is absent"),
        4: ("WRONG_TYPE", "email", "email is a number, a string is expected"),
        5: ("NOT_JSON", None, "not JSON at character 8: Expecting property name enclosed in double quotes"),
        6: ("MISSING_REQUIRED", "id", "id is null"),
        7: ("WRONG_TYPE", "at", f'at is the string "2026-11-20T25:61:00Z", {instant}'),
    }


def test_no_personal_value_is_readable(lake: Lake) -> None:
    dataset = contract(lake.source)
    lake.run(dataset, [BAD])
    rows = lake.quarantine(dataset).collect()
    stored = json.dumps([row.asDict() for row in rows], default=str)
    assert "@example.org" not in stored
    assert "555" not in stored
    by_line = {row["_line"]: row["record"] for row in rows}
    assert by_line[4] is None
    assert json.loads(by_line[3])["email"] == "[masked]"
    assert json.loads(by_line[6])["phone"] == "[unclassified]"


def test_a_line_that_is_no_record_is_kept_where_nothing_is_personal(lake: Lake) -> None:
    columns = [{"name": "id", "sourceName": "id", "type": "bigint", "required": True}]
    dataset = contract(
        lake.source,
        columns=[column | {"classification": "public", "description": "Id."} for column in columns],
        partitions=[],
        extraction={"path": "/x", "pageSize": 10},
    )
    lake.run(dataset, [['{"id":1}', "{'id':2}"]])
    assert [row["record"] for row in lake.quarantine(dataset).collect()] == ["{'id':2}"]


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
