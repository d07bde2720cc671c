"""Which files a night touches: few changed rows of a large file are marked, many cause a rewrite, other files stay."""

from __future__ import annotations

from typing import Any

import pytest

from lakehouse.contract import Dataset
from lakehouse.process import write
from support import CATALOG, EVENT_COLUMNS, NEXT_NIGHT, NIGHT, Lake, column, contract, event, mutable, reference

ROWS = 40


@pytest.fixture
def large_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Treats files of a few rows like files of millions."""
    monkeypatch.setattr(write, "_SMALL_FILE_ROWS", 0)


def version(number: int, hour: int, **changes: Any) -> dict[str, Any]:
    return event(number, updated_at=f"2026-11-20T{hour:02d}:00:00Z", **changes)


def first_night(lake: Lake, dataset: Dataset) -> None:
    outcome = lake.run(dataset, [[version(n, 1) for n in range(ROWS)]], "g-0-a1")
    assert (outcome.error, outcome.inserted) == (None, ROWS)


def update(lake: Lake, dataset: Dataset, run_id: str, hour: int, *numbers: int) -> None:
    outcome = lake.run(dataset, [[version(n, hour, note=f"at {hour}") for n in numbers]], run_id)
    assert (outcome.error, outcome.updated, outcome.inserted) == (None, len(numbers), 0)


def files(lake: Lake, dataset: Dataset) -> list[tuple[int, int]]:
    """Content (0 for data, 1 for position deletes) and row count of each file of main."""
    rows = lake.spark.sql(f"SELECT content, record_count FROM {CATALOG}.{dataset.table}.files").collect()  # noqa: S608
    return sorted((row["content"], row["record_count"]) for row in rows)


def notes(lake: Lake, dataset: Dataset) -> dict[int, str]:
    found = lake.table(dataset).collect()
    assert len(found) == len({row["id"] for row in found})
    return {row["id"]: row["note"] for row in found}


@pytest.mark.usefixtures("large_files")
@pytest.mark.both_sizes
def test_few_updates_mark_the_rows_that_they_take_the_place_of(lake: Lake) -> None:
    dataset = mutable(lake.source)
    first_night(lake, dataset)
    update(lake, dataset, "g-1-a1", 2, 7)
    assert files(lake, dataset) == [(0, 1), (0, ROWS), (1, 1)]
    expected = {n: f"note {n}" for n in range(ROWS)} | {7: "at 2"}
    assert notes(lake, dataset) == expected


@pytest.mark.usefixtures("large_files")
@pytest.mark.both_sizes
def test_marks_of_a_file_are_kept_in_one_place_and_updates_of_updates_are_found(lake: Lake) -> None:
    dataset = mutable(lake.source)
    first_night(lake, dataset)
    update(lake, dataset, "g-1-a1", 2, 7)
    update(lake, dataset, "g-2-a1", 3, 8)
    assert files(lake, dataset) == [(0, 1), (0, 1), (0, ROWS), (1, 2)]
    update(lake, dataset, "g-3-a1", 4, 7)
    assert files(lake, dataset) == [(0, 1), (0, 1), (0, ROWS), (1, 2)]
    expected = {n: f"note {n}" for n in range(ROWS)} | {7: "at 4", 8: "at 3"}
    assert notes(lake, dataset) == expected
    assert lake.run(dataset, [[version(7, 4, note="at 4")]], "g-3-a2", NEXT_NIGHT).state == "UNCHANGED"


@pytest.mark.usefixtures("large_files")
@pytest.mark.both_sizes
def test_many_updates_write_the_file_again_without_what_was_marked(lake: Lake) -> None:
    dataset = mutable(lake.source)
    first_night(lake, dataset)
    update(lake, dataset, "g-1-a1", 2, 7)
    update(lake, dataset, "g-2-a1", 3, *range(10, 20))
    assert files(lake, dataset) == [(0, 1), (0, 10), (0, ROWS - 11)]
    expected = {n: f"note {n}" for n in range(ROWS)} | {7: "at 2"} | dict.fromkeys(range(10, 20), "at 3")
    assert notes(lake, dataset) == expected
    runs = {row["id"]: row["_run_id"] for row in lake.table(dataset).collect()}
    assert (runs[0], runs[7], runs[10]) == ("g-0-a1", "g-1-a1", "g-2-a1")


def test_a_small_file_is_written_again(lake: Lake) -> None:
    dataset = mutable(lake.source)
    first_night(lake, dataset)
    update(lake, dataset, "g-1-a1", 2, 7)
    assert files(lake, dataset) == [(0, 1), (0, ROWS - 1)]


def test_a_file_of_which_every_row_is_superseded_leaves_the_table(lake: Lake) -> None:
    dataset = mutable(lake.source)
    first_night(lake, dataset)
    update(lake, dataset, "g-1-a1", 2, *range(ROWS))
    assert files(lake, dataset) == [(0, ROWS)]


def test_files_that_cannot_hold_the_keys_are_not_touched(lake: Lake) -> None:
    dataset = mutable(lake.source)
    first_night(lake, dataset)
    lake.run(dataset, [[version(n, 1) for n in range(1000, 1010)]], "g-1-a1")
    before = {row["file_path"] for row in _paths(lake, dataset)}
    update(lake, dataset, "g-2-a1", 2, 1003)
    after = {row["file_path"] for row in _paths(lake, dataset)}
    assert len(before & after) == 1
    assert files(lake, dataset) == [(0, 1), (0, 9), (0, ROWS)]


def _paths(lake: Lake, dataset: Dataset) -> list[Any]:
    return lake.spark.sql(f"SELECT file_path FROM {CATALOG}.{dataset.table}.files").collect()  # noqa: S608


@pytest.mark.usefixtures("large_files")
@pytest.mark.both_sizes
def test_few_duplicates_are_marked_in_the_night_s_own_file(lake: Lake) -> None:
    dataset = contract(lake.source)
    outcome = lake.run(
        dataset, [[event(n, at="2026-11-20T05:00:00Z") for n in range(ROWS)] + [event(3, at="2026-11-20T05:00:00Z")]]
    )
    assert (outcome.loaded, outcome.duplicates) == (ROWS, 1)
    assert files(lake, dataset) == [(0, ROWS + 1), (1, 1)]
    assert len(notes(lake, dataset)) == ROWS


@pytest.mark.usefixtures("large_files")
def test_a_table_that_is_replaced_has_no_marks(lake: Lake) -> None:
    dataset = reference(lake.source)
    lake.run(dataset, [[event(n) for n in range(ROWS)] + [event(3)]], "g-0-a1")
    assert files(lake, dataset) == [(0, ROWS)]
    outcome = lake.run(dataset, [[event(n) for n in range(1, ROWS)] + [event(5)]], "g-1-a1")
    assert (outcome.state, outcome.deleted) == ("PUBLISHED", 1)
    assert files(lake, dataset) == [(0, ROWS - 1)]


@pytest.mark.parametrize("gone", [1, 30])
@pytest.mark.usefixtures("large_files")
def test_rows_that_another_engine_has_deleted_stay_deleted(lake: Lake, gone: int) -> None:
    dataset = mutable(lake.source, name="shared", id=f"{lake.source}.shared")
    first_night(lake, dataset)
    table = f"{CATALOG}.{dataset.table}"
    lake.spark.sql(
        f"ALTER TABLE {table} SET TBLPROPERTIES ('write.delete.mode'='merge-on-read', "
        "'write.delete.granularity'='partition')"
    )
    lake.spark.sql(f"DELETE FROM {table} WHERE id IN (1, 2)")  # noqa: S608
    assert files(lake, dataset)[-1] == (1, 2)
    update(lake, dataset, "g-1-a1", 2, *range(3, 3 + gone))
    kept = [n for n in range(ROWS) if n not in {1, 2}]
    assert sorted(notes(lake, dataset)) == kept
    again = lake.run(dataset, [[version(1, 5)]], "g-2-a1", NEXT_NIGHT)
    assert (again.error, again.inserted, again.updated) == (None, 1, 0)
    assert sorted(notes(lake, dataset)) == sorted([*kept, 1])


@pytest.mark.usefixtures("large_files")
def test_a_column_that_came_later_is_null_in_rows_that_are_written_again(lake: Lake) -> None:
    dataset = mutable(lake.source)
    first_night(lake, dataset)
    wider = mutable(lake.source, columns=[*EVENT_COLUMNS, column("updated_at", "timestamp"), column("extra", "int")])
    outcome = lake.run(wider, [[version(n, 2, extra=n) for n in range(10)]], "g-1-a1", NEXT_NIGHT)
    assert (outcome.error, outcome.updated) == (None, 10)
    assert files(lake, wider) == [(0, 10), (0, ROWS - 10)]
    extras = {row["id"]: row["extra"] for row in lake.table(wider).collect()}
    assert extras == {n: (n if n < 10 else None) for n in range(ROWS)}


def test_a_window_that_is_run_again_leaves_no_file_behind(lake: Lake, warehouse: Any) -> None:
    dataset = contract(lake.source)
    pages = [[event(n) for n in range(20)]]
    lake.run(dataset, pages, "g-0-a1", NIGHT)
    folder = warehouse / f"{lake.source}_processed" / "events" / "data"
    before = sorted(str(path) for path in folder.rglob("*.parquet"))
    assert lake.run(dataset, pages, "g-0-a2", NIGHT).state == "UNCHANGED"
    assert sorted(str(path) for path in folder.rglob("*.parquet")) == before


def test_a_file_of_another_format_fails_the_dataset_and_says_how_to_mend_it(lake: Lake) -> None:
    dataset = contract(lake.source)
    pages = [[event(1), event(2)]]
    lake.run(dataset, pages, "g-0-a1")
    table = f"{CATALOG}.{dataset.table}"
    lake.spark.sql(f"ALTER TABLE {table} SET TBLPROPERTIES ('write.format.default'='orc')")
    lake.spark.sql(f"INSERT INTO {table} SELECT * FROM {table} WHERE id = 1")  # noqa: S608 - our own table
    outcome = lake.run(dataset, pages, "g-1-a1")
    assert outcome.state == "FAILED"
    assert (outcome.error or "").startswith(f"TABLE_FILE_FORMAT {dataset.table}: ")
    assert "is ORC, must be PARQUET. Fix: unset the table's write.format.default" in (outcome.error or "")
    lake.spark.sql(f"ALTER TABLE {table} UNSET TBLPROPERTIES ('write.format.default')")
    lake.spark.sql(
        f"CALL {CATALOG}.system.rewrite_data_files(table => '{dataset.table}', options => map('rewrite-all', 'true'))"
    )
    assert lake.run(dataset, pages, "g-1-a2").error is None
