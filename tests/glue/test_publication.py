"""Publication is atomic, happens once per run, and survives being killed at any point."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from lakehouse.contract import Dataset
from lakehouse.failure import DatasetFailure
from lakehouse.iceberg import branches as publish
from lakehouse.iceberg.commits import data_file
from lakehouse.iceberg.layout import layout_of
from lakehouse.iceberg.parquet_files import written_file
from lakehouse.iceberg.tables import PendingTable, Table
from lakehouse.process import publication
from lakehouse.process.group_job import process_group
from support import CATALOG, FolderCatalog, Lake, contract, event, mutable, reference


def test_exactly_one_snapshot_of_main_carries_the_run(lake: Lake) -> None:
    dataset = contract(lake.source)
    outcome = lake.run(dataset, [[event(1), event(1), event(2, amount="x")]])
    summaries = [dict(snapshot.summary()) for snapshot in lake.java(dataset).snapshots()]
    (own,) = [summary for summary in summaries if summary.get("lakehouse.run_id") == "g-1-a1"]
    assert own["lakehouse.window"] == "2026-11-20T00:00:00.000Z/2026-11-21T00:00:00.000Z"
    assert (own["lakehouse.loaded"], own["lakehouse.quarantined"], own["lakehouse.duplicates"]) == ("1", "1", "1")
    assert lake.java(dataset).currentSnapshot().snapshotId() == outcome.snapshot_id
    assert list(lake.java(dataset).refs().keySet()) == ["main"]


def test_a_run_that_was_published_is_answered_from_the_table(lake: Lake) -> None:
    dataset = contract(lake.source)
    entry = lake.land(dataset, "g-1-a1", [[event(n) for n in range(30)] + [event(3), event(99, id="x")]])
    job = lake.job("g-1-a1", [entry])
    (first,) = process_group(job, {dataset.id: dataset}, 1)
    for page in entry.pages:
        Path(lake.folder, page.key).unlink()
    (again,) = process_group(job, {dataset.id: dataset}, 1)
    assert again.took(0) == first.took(0)
    assert lake.table(dataset).count() == 30


def test_a_run_that_updated_rows_is_answered_from_the_table_too(lake: Lake) -> None:
    dataset = mutable(lake.source)
    lake.run(dataset, [[event(1, updated_at="2026-11-20T00:00:00Z")]], "g-0-a1")
    entry = lake.land(dataset, "g-1-a1", [[event(1, updated_at="2026-11-20T01:00:00Z", note="newer")]])
    job = lake.job("g-1-a1", [entry])
    (first,) = process_group(job, {dataset.id: dataset}, 1)
    assert (first.state, first.updated) == ("PUBLISHED", 1)
    Path(lake.folder, entry.pages[0].key).unlink()
    (again,) = process_group(job, {dataset.id: dataset}, 1)
    assert again.took(0) == first.took(0)


@pytest.mark.parametrize("moment", ["commit_to_branch", "audit", "publish_pending"])
def test_a_failure_at_any_moment_publishes_nothing_and_the_rerun_finishes(
    lake: Lake, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    dataset = contract(lake.source)
    lake.run(dataset, [[event(1)]], "g-0-a1")

    def fail(*_: object, **__: object) -> None:
        raise DatasetFailure("BROKEN", moment, "it broke here", "nothing")

    pages = [[event(n) for n in range(2, 12)]]
    with monkeypatch.context() as patch:
        patch.setattr(publication, moment, fail)
        broken = lake.run(dataset, pages, "g-1-a1")
    assert (broken.state, broken.inserted) == ("FAILED", 0)
    assert broken.error == f"BROKEN {moment}: it broke here. Fix: nothing."
    assert lake.table(dataset).count() == 1
    assert lake.run(dataset, pages, "g-1-a1").inserted == 10
    assert lake.table(dataset).count() == 11
    assert list(lake.java(dataset).refs().keySet()) == ["main"]


def commits(lake: Lake, dataset: Dataset) -> int:
    """All metadata files that the table has had."""
    return len(list(lake.java(dataset).operations().current().previousFiles())) + 1


def test_a_night_is_one_commit_to_the_table(lake: Lake) -> None:
    for dataset in (contract(lake.source), mutable(lake.source, name="merged"), reference(lake.source, name="whole")):
        assert lake.run(dataset, [[event(1), event(2)]], "g-0-a1").inserted == 2
        assert commits(lake, dataset) == 2, "it is created and then written to"
        assert lake.run(dataset, [[event(1), event(2), event(3)]], "g-1-a1").inserted == 1
        assert (commits(lake, dataset), lake.table(dataset).count()) == (3, 3)


def test_statistics_are_those_of_the_file_whether_its_bytes_are_at_hand_or_not(lake: Lake) -> None:
    dataset = contract(lake.source)
    lake.run(dataset, [[event(n) for n in range(1, 20)]])
    catalog = FolderCatalog(lake.spark, CATALOG)
    table = catalog.find(dataset.table)
    assert table is not None
    (path,) = Path(layout_of(table).location.removeprefix("file:")).rglob("*.parquet")
    content = path.read_bytes()
    file = written_file(str(path), 19, content, ("2026-11-20",))
    stored = data_file(catalog, table, file)
    path.unlink()
    held = data_file(catalog, table, file, content)
    assert (held.recordCount(), held.fileSizeInBytes()) == (19, len(content))
    for statistics in ("columnSizes", "valueCounts", "nullValueCounts", "lowerBounds", "upperBounds", "splitOffsets"):
        assert getattr(held, statistics)() == getattr(stored, statistics)(), statistics


def test_a_new_table_of_no_rows_is_there(lake: Lake) -> None:
    dataset = contract(lake.source)
    outcome = lake.run(dataset, [[]])
    assert (outcome.error, outcome.state, lake.table(dataset).count()) == (None, "UNCHANGED", 0)


@pytest.mark.parametrize("bad", [0, 1])
def test_two_runs_that_create_a_table_at_once_both_arrive_in_it(
    lake: Lake, monkeypatch: pytest.MonkeyPatch, bad: int
) -> None:
    dataset = contract(lake.source)
    original, calls = publication.publish_pending, []

    def publish_while_another_creates(table: Table, branch: str) -> int:
        if not calls:
            calls.append(1)
            lake.run(dataset, [[event(2), event(3)]], "h-1-a1")
        return original(table, branch)

    monkeypatch.setattr(publication, "publish_pending", publish_while_another_creates)
    rejected = [event(n, amount="x") for n in range(bad)]
    outcome = lake.run(dataset, [[event(3), event(4), *rejected]], "g-1-a1")
    assert (outcome.error, outcome.loaded, outcome.inserted, outcome.quarantined) == (None, 2, 1, bad)
    assert sorted(row["id"] for row in lake.table(dataset).collect()) == [2, 3, 4]
    assert not bad or lake.quarantine(dataset).count() == bad


@pytest.mark.parametrize("moment", ["checked", "committed"])
def test_whoever_commits_last_begins_again(lake: Lake, monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    dataset = contract(lake.source)
    lake.run(dataset, [[event(1)]], "g-0-a1")
    place, name = (PendingTable, "commit") if moment == "committed" else (publish, "publish_branch")
    original = getattr(place, name)

    def after_another(*arguments: object) -> object:
        monkeypatch.undo()
        lake.run(dataset, [[event(2), event(3)]], "h-1-a1")
        return original(*arguments)

    monkeypatch.setattr(place, name, after_another)
    outcome = lake.run(dataset, [[event(3), event(4)]], "g-1-a1")
    assert (outcome.error, outcome.loaded, outcome.inserted) == (None, 2, 1)
    assert sorted(row["id"] for row in lake.table(dataset).collect()) == [1, 2, 3, 4]


def test_a_new_attempt_drops_the_branch_that_a_killed_one_left(lake: Lake) -> None:
    dataset = contract(lake.source)
    lake.run(dataset, [[event(1)]], "g-0-a1")
    table = FolderCatalog(lake.spark, CATALOG).find(dataset.table)
    assert table is not None
    for run_id in ("g-1-a1", "other-1-a1"):
        table.java.manageSnapshots().createBranch(publish.branch_name(run_id)).commit()
    lake.run(dataset, [[event(2)]], "g-1-a2")
    assert set(lake.java(dataset).refs().keySet()) == {"main", "audit_other_1_a1"}


def test_a_writer_that_was_faster_is_not_overwritten(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset = contract(lake.source)
    lake.run(dataset, [[event(1)]], "g-0-a1")
    original, calls = publication.audit, []

    def audit_while_another_publishes(*arguments: object) -> object:
        found = original(*arguments)  # type: ignore[arg-type]
        if not calls:
            calls.append(1)
            monkeypatch.undo()
            lake.run(dataset, [[event(2), event(3)]], "h-1-a1")
        return found

    monkeypatch.setattr(publication, "audit", audit_while_another_publishes)
    outcome = lake.run(dataset, [[event(3), event(4)]], "g-1-a1")
    assert (outcome.error, outcome.loaded, outcome.inserted) == (None, 2, 1)
    assert sorted(row["id"] for row in lake.table(dataset).collect()) == [1, 2, 3, 4]


def test_a_table_that_is_never_left_alone_fails_the_dataset(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset = contract(lake.source)

    def moved(*_: object) -> None:
        raise publish.MainMoved

    lake.run(dataset, [[event(0)]], "g-0-a1")
    monkeypatch.setattr(publication, "publish_pending", moved)
    outcome = lake.run(dataset, [[event(1)]])
    assert outcome.state == "FAILED"
    assert (outcome.error or "").startswith(
        f"TABLE_BUSY {dataset.table}: other writers published to it during each of 3 tries"
    )


@pytest.mark.parametrize("rows_before", [0, 3])
def test_a_driver_killed_before_it_publishes_leaves_the_table_as_it_was(
    lake: Lake, warehouse: Path, rows_before: int
) -> None:
    dataset = contract(lake.source)
    if rows_before:
        lake.run(dataset, [[event(100 + n) for n in range(rows_before)]], "g-0-a1")
    entry = lake.land(dataset, "g-1-a1", [[event(n) for n in range(25)]])
    (lake.folder / "job.pickle").write_bytes(pickle.dumps((dataset, entry, lake.source)))
    killed = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, str(Path(__file__).parent / "killed_driver.py"), str(lake.folder), str(warehouse)],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
        env=os.environ | {"PYTHONPATH": os.environ["PYTHONPATH"]},
    )
    assert killed.returncode == -9, killed.stderr[-2000:]
    assert list(lake.java(dataset).refs().keySet()) == ["main"][: min(rows_before, 1)]
    assert lake.table(dataset).count() == rows_before
    (outcome,) = process_group(lake.job("g-1-a1", [entry]), {dataset.id: dataset}, 1)
    assert (outcome.error, outcome.inserted) == (None, 25)
    assert lake.table(dataset).count() == rows_before + 25
    assert list(lake.java(dataset).refs().keySet()) == ["main"]


def test_a_dataset_that_fails_does_not_stop_the_others(lake: Lake) -> None:
    good, bad = contract(lake.source), contract(lake.source, name="broken")
    entries = [lake.land(bad, "g-1-a1", [[event(1)]]), lake.land(good, "g-1-a1", [[event(1)]])]
    Path(lake.folder, entries[0].pages[0].key).unlink()
    outcomes = process_group(lake.job("g-1-a1", entries), {good.id: good, bad.id: bad}, 2)
    assert [outcome.state for outcome in outcomes] == ["FAILED", "PUBLISHED"]
    unknown = process_group(lake.job("g-2-a1", entries[:1]), {}, 1)[0]
    assert (unknown.error or "").startswith(
        f"DATASET_UNKNOWN {bad.id}: the bundle contracts/x.json has no such contract"
    )
