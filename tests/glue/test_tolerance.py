"""Limits for a night: beyond them the table stays unchanged, and the rejected rows are kept for inspection."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakehouse.contract import Dataset
from lakehouse.process import publication
from lakehouse.process.night import Night
from lakehouse.process.outcome import Outcome
from lakehouse.process.proof import PageTally, Tally
from lakehouse.process.tolerance import Findings, NightRefused, require_rows, require_tolerable, warnings_of
from support import EVENT_COLUMNS, NEXT_NIGHT, NIGHT, TOLERANT, Lake, column, contract, event, mutable, reference

STRICT = {"quarantineWarnPercent": 0, "quarantineStopPercent": 10, "empty": False, "removedRows": "keep"}


def tolerance(**changes: Any) -> dict[str, Any]:
    return {"tolerance": STRICT | changes}


def night(rows: int, *, rejected: int = 0, conflict: int = 0, outside: int = 0, loaded_outside: int = 0) -> Night:
    def tally(count: int) -> Tally:
        return Tally(count, count)

    pages = PageTally(tally(rows), tally(rows), tally(rejected), tally(outside), loaded_outside)
    reasons = {"WRONG_TYPE": rejected, "DUPLICATE_KEY": conflict}
    return Night(pages, tally(0), tally(conflict), {reason: count for reason, count in reasons.items() if count})


def is_refused(dataset: Dataset, given_night: Night) -> bool:
    try:
        require_tolerable(dataset, given_night, NIGHT)
    except NightRefused:
        return True
    return False


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500), st.floats(0, 100))
def test_a_night_is_refused_exactly_above_the_share(rows: int, rejected: int, conflict: int, stop: float) -> None:
    rows = rows + rejected + conflict
    dataset = contract("s", **tolerance(quarantineStopPercent=stop))
    found = night(rows, rejected=rejected, conflict=conflict)
    share = 100 * (rejected + conflict) / rows if rows else 0
    assert is_refused(dataset, found) == (share > stop)
    warned = contract("s", **tolerance(quarantineWarnPercent=stop))
    assert bool(warnings_of(warned, found, Findings())) == (share > stop)


@given(st.integers(0, 1000), st.integers(0, 500), st.integers(0, 500))
def test_a_window_is_ignored_where_more_than_a_tenth_and_a_few_rows_lie_outside(
    inside: int, outside: int, loaded: int
) -> None:
    rows = inside + outside + loaded
    strays = outside + loaded
    refused = is_refused(contract("s"), night(rows, outside=outside, loaded_outside=loaded))
    assert refused == (strays > 20 and strays > rows // 10)


@pytest.mark.parametrize(
    ("rows", "rejected", "stored", "empty", "refused"),
    [
        (0, 0, 5, False, True),
        (0, 0, 5, True, False),
        (0, 0, 0, False, False),
        (3, 3, 5, False, True),
        (3, 3, 5, True, False),
        (3, 2, 5, False, False),
    ],
)
def test_a_table_is_emptied_only_where_the_contract_says_so(
    rows: int, rejected: int, stored: int, empty: bool, refused: bool
) -> None:
    dataset = reference("s", **tolerance(quarantineStopPercent=100, empty=empty))
    found = night(rows, rejected=rejected)
    if not refused:
        require_rows(dataset, found, stored)
        return
    with pytest.raises(
        NightRefused, match=r"^SOURCE_EMPTY s\.events: .* the table's 5 rows would be deleted\. Fix: ask the source'"
    ):
        require_rows(dataset, found, stored)


def bad(*numbers: int) -> list[dict[str, Any]]:
    return [event(n, amount="much", updated_at="2026-11-20T05:00:00Z") for n in numbers]


def good(*numbers: int, **changes: Any) -> list[dict[str, Any]]:
    return [event(n, **({"updated_at": "2026-11-20T05:00:00Z"} | changes)) for n in numbers]


def state(outcome: Outcome) -> tuple[Any, ...]:
    return outcome.state, outcome.loaded, outcome.quarantined, outcome.inserted, outcome.deleted


@pytest.mark.both_sizes
@pytest.mark.parametrize("make", [contract, mutable, reference])
def test_too_many_bad_rows_leave_the_table_and_fill_the_quarantine(lake: Lake, make: Any) -> None:
    dataset = make(lake.source, **tolerance())
    lake.run(dataset, [good(*range(20))], "g-0-a1")
    before = lake.snapshots(dataset)
    outcome = lake.run(dataset, [[*good(*range(30, 36)), *bad(36, 37), *good(38)], good(38, note="else")], "g-1-a1")
    assert state(outcome) == ("FAILED", 0, 3, 0, 0)
    assert outcome.error == (
        f"QUARANTINE_OVER_LIMIT {dataset.id}: 3 of 10 rows (30 %) are in quarantine (DUPLICATE_KEY 1, WRONG_TYPE 2), "
        f"at most 10 % are allowed. Fix: check {dataset.quarantine_table}, have the source or the contract corrected, "
        "then run the window again; lakehouseQuarantineStopPercent sets the limit."
    )
    assert (lake.table(dataset).count(), lake.snapshots(dataset)) == (20, before)
    assert sorted(row["_run_id"] for row in lake.quarantine(dataset).collect()) == ["g-1-a1"] * 3
    assert sum(hop.rows for hop in outcome.hops if hop.hop in {"accepted", "quarantined", "duplicates"}) == 10
    mended = lake.run(dataset, [good(*range(30, 39))], "g-1-a2")
    assert (mended.error, mended.loaded) == (None, 9)
    assert lake.quarantine(dataset).count() == 0


@pytest.mark.parametrize("pages", [[], [bad(1, 2, 3)]], ids=["empty", "all bad"])
@pytest.mark.parametrize("stop", [10, 100])
def test_a_replaced_table_is_never_silently_emptied(lake: Lake, pages: Any, stop: int) -> None:
    dataset = reference(lake.source, **tolerance(quarantineStopPercent=stop))
    first = lake.run(dataset, pages, "g-0-a1")
    assert first.state == ("FAILED" if pages and stop == 10 else "UNCHANGED"), "there is nothing to lose"
    lake.run(dataset, [good(1, 2)], "g-1-a1")
    outcome = lake.run(dataset, pages, "g-2-a1", NEXT_NIGHT)
    code = "QUARANTINE_OVER_LIMIT" if pages and stop == 10 else "SOURCE_EMPTY"
    assert (outcome.state, (outcome.error or "").split()[0]) == ("FAILED", code)
    assert lake.table(dataset).count() == 2


def test_few_bad_rows_are_published_with_a_warning(lake: Lake) -> None:
    dataset = reference(lake.source, **tolerance(quarantineWarnPercent=4))
    outcome = lake.run(dataset, [[*good(*range(19)), *bad(19)]])
    assert state(outcome) == ("PUBLISHED", 19, 1, 19, 0)
    assert outcome.quarantined_by == {"WRONG_TYPE": 1}
    assert outcome.warnings == (
        "QUARANTINE 1 of 20 rows (5 %) are in quarantine (WRONG_TYPE 1), the warning threshold is 4 %",
    )
    quiet = reference(lake.source, name="quiet", **tolerance(quarantineWarnPercent=5))
    assert lake.run(quiet, [[*good(*range(19)), *bad(19)]]).warnings == ()


def told_of_the_table(outcome: Outcome) -> list[str]:
    return [warning for warning in outcome.warnings if warning.startswith("ALSO_IN_TABLE")]


@pytest.mark.both_sizes
@pytest.mark.parametrize("make", [contract, mutable])
def test_rows_in_quarantine_whose_earlier_version_stays_in_the_table_are_told(lake: Lake, make: Any) -> None:
    dataset = make(lake.source)
    lake.run(dataset, [good(*range(10))], "g-1-a1")
    # Of these, 6 to 9 were loaded before, 20 never was, and for one not even the key can be read.
    night = [[*good(11), *bad(6, 7)], [*bad(8, 9, 20), event(30, id="none")]]
    for attempt in (2, 3):
        outcome = lake.run(dataset, night, f"g-1-a{attempt}")
        assert (outcome.error, outcome.quarantined) == (None, 6)
        assert told_of_the_table(outcome) == [
            "ALSO_IN_TABLE 4 quarantined rows are in the table as well, by key: 4 as loaded by an earlier run"
        ]
    quarantined = {row["record"].split(",")[0] for row in lake.quarantine(dataset).collect()}
    assert '{"id":6' in quarantined, "its key joins the two"
    assert lake.table(dataset).filter("id = 6").count() == 1


@pytest.mark.both_sizes
@pytest.mark.parametrize("make", [contract, mutable, reference])
def test_a_key_that_is_good_on_one_page_and_bad_on_another_is_told(lake: Lake, make: Any) -> None:
    dataset = make(lake.source)
    lake.run(dataset, [good(1, 2, 9)], "g-0-a1")
    outcome = lake.run(dataset, [good(1, 2, 3), bad(3, 1), bad(4)], "g-1-a1")
    assert (outcome.error, outcome.loaded, outcome.quarantined) == (None, 3, 3)
    assert told_of_the_table(outcome) == [
        "ALSO_IN_TABLE 2 quarantined rows are in the table as well, by key: 2 as another row of this run"
    ]


def test_a_masked_key_is_found_in_the_table_too(lake: Lake) -> None:
    dataset = mutable(lake.source, primaryKey=["email", "id"])
    lake.run(dataset, [good(1, 2)], "g-1-a1")
    outcome = lake.run(dataset, [[*bad(1), *good(2, note="new", updated_at="2026-11-20T06:00:00Z")]], "g-1-a2")
    assert outcome.updated == 1
    assert told_of_the_table(outcome) == [
        "ALSO_IN_TABLE 1 quarantined rows are in the table as well, by key: 1 as loaded by an earlier run"
    ]


def test_rows_of_a_replaced_table_are_in_quarantine_alone(lake: Lake) -> None:
    dataset = reference(lake.source)
    lake.run(dataset, [good(1, 2)], "g-0-a1")
    outcome = lake.run(dataset, [[*good(1), *bad(2)]], "g-1-a1")
    assert (outcome.deleted, told_of_the_table(outcome)) == (1, [])


BOUNDARY = NIGHT.until


@pytest.mark.both_sizes
def test_a_row_at_the_windows_end_is_of_the_next_night_alone(lake: Lake) -> None:
    dataset = contract(lake.source)
    shared = event(50, at=BOUNDARY)
    first = lake.run(dataset, [[*good(1, 2), shared]], "g-1-a1")
    assert (first.rows, first.loaded, first.outside, first.inserted) == (3, 2, 1, 2)
    assert first.warnings == ("OUTSIDE_WINDOW 1 rows are outside the window and were not loaded",)
    for attempt in (1, 2):
        second = lake.run(dataset, [[shared, event(51, at="2026-11-21T05:00:00Z")]], f"g-2-a{attempt}", NEXT_NIGHT)
        assert (second.error, second.loaded, second.outside) == (None, 2, 0)
        assert lake.run(dataset, [[*good(1, 2), shared]], f"g-1-a{attempt + 1}").inserted == 0
    assert sorted(row["id"] for row in lake.table(dataset).collect()) == [1, 2, 50, 51]


def test_an_outside_row_neither_contradicts_nor_doubles_one_inside(lake: Lake) -> None:
    dataset = contract(lake.source)
    outcome = lake.run(dataset, [[event(1, note="inside"), event(1, note="outside", at=BOUNDARY)]])
    assert (outcome.loaded, outcome.outside, outcome.quarantined, outcome.duplicates) == (1, 1, 0, 0)


@pytest.mark.both_sizes
@pytest.mark.parametrize("make", [contract, mutable])
def test_a_source_that_ignores_its_window_fails_the_dataset(lake: Lake, make: Any) -> None:
    dataset = make(lake.source, **tolerance(quarantineStopPercent=100))
    lake.run(dataset, [good(*range(30))], "g-1-a1")
    outcome = lake.run(dataset, [[*good(*range(30)), *bad(99)]], "g-2-a1", NEXT_NIGHT)
    assert state(outcome) == ("FAILED", 0, 1, 0, 0)
    assert (outcome.error or "").startswith(
        f"WINDOW_IGNORED {dataset.id}: 30 of 31 rows have at outside 2026-11-21T00:00:00.000Z to "
        "2026-11-22T00:00:00.000Z, at most 10 % or 20 rows are allowed. Fix: check whether the source filters"
    )
    assert lake.table(dataset).count() == 30
    assert lake.quarantine(dataset).count() == 1


def test_a_merged_row_outside_the_window_is_merged_and_counted(lake: Lake) -> None:
    dataset = mutable(lake.source)
    outcome = lake.run(dataset, [[*good(1, 2), *good(3, at=BOUNDARY)]])
    assert (outcome.loaded, outcome.outside, outcome.loaded_outside, outcome.inserted) == (3, 0, 1, 3)
    assert outcome.warnings == ("OUTSIDE_WINDOW 1 rows are outside the window and were merged nevertheless",)


@pytest.mark.both_sizes
def test_rows_that_changed_at_the_source_of_an_append_are_counted_and_kept(lake: Lake) -> None:
    dataset = contract(lake.source)
    lake.run(dataset, [good(1, 2), good(3, 4)], "g-1-a1")
    respelled = f'{{"id": 4, {str(good(4)[0])[10:]}'.replace("'", '"')
    outcome = lake.run(dataset, [[*good(1), *good(2, note="else"), *good(3, amount=1), respelled, *good(5)]], "g-1-a2")
    assert (outcome.error, outcome.inserted, outcome.changed) == (None, 1, 2)
    assert outcome.warnings == ("ROWS_CHANGED 2 rows have a key that is stored with other content, which was kept",)
    assert {row["id"]: row["note"] for row in lake.table(dataset).collect()} == {n: f"note {n}" for n in range(1, 6)}


WHOLE = {"extraction": {"path": "/x", "pageSize": 10}}


@pytest.mark.both_sizes
def test_rows_that_the_source_of_a_merge_no_longer_has_are_counted_and_kept(lake: Lake) -> None:
    dataset = mutable(lake.source, **WHOLE)
    lake.run(dataset, [good(*range(10))], "g-1-a1")
    outcome = lake.run(dataset, [[*good(*range(7)), *bad(7)]], "g-2-a1", NEXT_NIGHT)
    assert (outcome.error, outcome.state, outcome.removed) == (None, "UNCHANGED", 2), "the bad row is one of three"
    assert lake.table(dataset).count() == 10
    everything = lake.run(dataset, [], "g-3-a1", NEXT_NIGHT)
    assert (everything.error, everything.removed, lake.table(dataset).count()) == (None, 10, 10)


def test_rows_may_be_forbidden_to_vanish(lake: Lake) -> None:
    dataset = mutable(lake.source, **WHOLE, tolerance=TOLERANT | {"removedRows": "fail"})
    lake.run(dataset, [good(*range(10))], "g-1-a1")
    assert lake.run(dataset, [good(*range(11))], "g-2-a1", NEXT_NIGHT).inserted == 1
    outcome = lake.run(dataset, [good(*range(9), 20)], "g-3-a1", NEXT_NIGHT)
    assert (outcome.error or "").startswith(
        f"ROWS_REMOVED {dataset.id}: the source no longer has 2 rows of the table, none may be removed. Fix: "
    )
    assert lake.table(dataset).count() == 11


def test_a_bad_row_hides_no_other_that_vanished(lake: Lake) -> None:
    dataset = mutable(lake.source, **WHOLE)
    lake.run(dataset, [good(*range(10))], "g-1-a1")
    assert lake.run(dataset, [[*good(*range(9)), *bad(99)]], "g-2-a1", NEXT_NIGHT).removed == 1, "the bad one is new"
    assert lake.run(dataset, [[*good(*range(9)), *bad(8)]], "g-3-a1", NEXT_NIGHT).removed == 1, "its key is there"
    twice = lake.run(dataset, [[*good(*range(8)), *bad(8), *bad(8)]], "g-4-a1", NEXT_NIGHT)
    assert twice.removed == 1, "two bad rows of one key are one row of the table"
    unreadable = lake.run(dataset, [[*good(*range(9)), event(9, id="nine")]], "g-5-a1", NEXT_NIGHT)
    assert unreadable.removed == 0, "a row whose key can't be read may be any one"


def test_a_column_that_was_added_is_no_change_of_rows_that_were_stored_without_it(lake: Lake) -> None:
    before = mutable(lake.source, **WHOLE)
    rows = [event(n, updated_at="2026-11-20T05:00:00Z", colour="red") for n in range(6)]
    lake.run(before, [rows], "g-1-a1")
    columns = [*EVENT_COLUMNS, column("updated_at", "timestamp"), column("colour", "string")]
    after = mutable(lake.source, columns=columns, **WHOLE)
    newer = event(6, updated_at="2026-11-21T05:00:00Z", colour="red")
    outcome = lake.run(after, [[*rows, newer]], "g-2-a1", NEXT_NIGHT)
    assert (outcome.error, outcome.inserted, outcome.changed) == (None, 1, 0)
    changed = [*rows[:4], {**rows[4], "note": "else"}, rows[5], {**newer, "colour": "blue"}]
    outcome = lake.run(after, [changed], "g-3-a1", NEXT_NIGHT)
    assert (outcome.error, outcome.changed) == (None, 2)


@pytest.mark.both_sizes
def test_rows_that_changed_without_a_newer_version_are_counted_and_kept(lake: Lake) -> None:
    dataset = mutable(lake.source, **WHOLE)

    def at(hour: int, *ids: int, **changes: Any) -> list[dict[str, Any]]:
        return [event(n, updated_at=f"2026-11-20T{hour:02d}:00:00Z", **changes) for n in ids]

    lake.run(dataset, [at(5, *range(5)), [event(5), event(6)]], "g-1-a1")
    changed = [*at(5, 1, note="else"), *at(4, 2, note="late"), *at(6, 3, note="newer"), event(5, note="undated")]
    more = [*at(5, 0, colour="no column of the contract"), *at(5, 4), event(6)]
    outcome = lake.run(dataset, [changed, more], "g-2-a1", NEXT_NIGHT)
    assert (outcome.error, outcome.updated, outcome.changed) == (None, 1, 2)
    assert outcome.warnings == ("ROWS_CHANGED 2 rows have a key that is stored with other content, which was kept",)
    kept = {row["id"]: row["note"] for row in lake.table(dataset).collect()}
    assert kept == {n: f"note {n}" for n in range(7)} | {3: "newer"}


def test_rows_of_other_windows_are_not_removed_ones(lake: Lake) -> None:
    dataset = mutable(lake.source, tolerance=TOLERANT | {"removedRows": "fail"})
    lake.run(dataset, [good(*range(10))], "g-1-a1")
    assert lake.run(dataset, [good(20)], "g-2-a1", NEXT_NIGHT).removed == 0


@pytest.mark.both_sizes
@pytest.mark.parametrize("between", ["changed", "unchanged", "compacted"])
def test_an_older_extraction_never_takes_the_place_of_a_newer_one(lake: Lake, between: str) -> None:
    dataset = reference(lake.source)
    lake.run(dataset, [good(1, 2)], "g-0-a1")
    lake.landings = 10
    newer = good(1, 2) if between == "unchanged" else good(2, 3, 4)
    lake.run(dataset, [newer], "g-2-a1", NEXT_NIGHT)
    if between == "compacted":
        table = lake.java(dataset)
        table.newFastAppend().commit()
    lake.landings = 5
    before = lake.snapshots(dataset)
    late = lake.run(dataset, [[*good(1, 7), *bad(8)]], "g-1-a1")
    assert (late.error, late.state, late.rows, late.loaded, late.quarantined) == (None, "SUPERSEDED", 3, 2, 1)
    assert late.warnings == (
        "SUPERSEDED data fetched at 2026-11-21T01:05:00.000Z is not published: "
        "the table has data fetched at 2026-11-21T01:10:00.000Z",
    )
    assert sorted(row["id"] for row in lake.table(dataset).collect()) == [row["id"] for row in newer]
    assert lake.snapshots(dataset) == before
    lake.landings = 20
    assert lake.run(dataset, [good(9)], "g-1-a2").state == "PUBLISHED", "asked again later, it is the newest"


def test_a_table_that_does_not_say_is_older(lake: Lake) -> None:
    dataset = reference(lake.source)
    lake.run(dataset, [good(1)], "g-0-a1")
    lake.java(dataset).updateProperties().remove("lakehouse.extracted_at").commit()
    lake.landings = 0
    assert lake.run(dataset, [good(2)], "g-1-a1").state == "PUBLISHED"


def test_older_nights_change_nothing_newer_in_merge_and_append(lake: Lake) -> None:
    merged, appended = mutable(lake.source), contract(lake.source, name="log")
    newest = good(1, note="newest", updated_at="2026-11-21T05:00:00Z")
    lake.run(merged, [newest], "g-2-a1", NEXT_NIGHT)
    lake.run(appended, [good(1, note="newest")], "g-1-a2")
    lake.landings = 0
    assert lake.run(merged, [good(1, note="old")], "g-1-a1").state == "UNCHANGED"
    assert lake.run(appended, [good(1, note="old")], "g-1-a1").state == "UNCHANGED"
    for dataset in (merged, appended):
        assert [row["note"] for row in lake.table(dataset).collect()] == ["newest"]


def test_a_newer_night_that_publishes_meanwhile_is_not_replaced(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset = reference(lake.source)
    lake.run(dataset, [good(1)], "g-0-a1")
    original = publication.audit

    def audit_while_a_newer_one_publishes(*arguments: Any) -> object:
        found = original(*arguments)
        monkeypatch.undo()
        lake.landings = 30
        assert lake.run(dataset, [good(2, 3)], "g-2-a1", NEXT_NIGHT).state == "PUBLISHED"
        return found

    monkeypatch.setattr(publication, "audit", audit_while_a_newer_one_publishes)
    late = lake.run(dataset, [good(1, 7)], "g-1-a1")
    assert (late.error, late.state) == (None, "SUPERSEDED")
    assert sorted(row["id"] for row in lake.table(dataset).collect()) == [2, 3]
