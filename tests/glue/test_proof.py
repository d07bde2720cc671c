"""The proof fails when a row is lost, doubled or changed at any hop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyspark.sql import DataFrame

from lakehouse.process import dataset_job, write
from lakehouse.process.dedupe import Resolution
from lakehouse.process.group_job import process_group
from lakehouse.process.proof import NOTHING, Tally, tally
from lakehouse.process.run import ManifestDataset, Outcome
from lakehouse.process.stage import stage
from support import Lake, contract, event, head, line

pytestmark = pytest.mark.both_sizes

TALLIES = st.builds(Tally, st.integers(0, 10**9), st.integers(0, 2**90))


@given(TALLIES, TALLIES, TALLIES)
def test_tallies_add_up_in_any_order(first: Tally, second: Tally, third: Tally) -> None:
    assert first + second + third == third + (second + first)
    assert first + second - second == first
    assert first + NOTHING == first


def test_a_tally_is_the_sum_that_the_extraction_made(lake: Lake) -> None:
    dataset = contract(lake.source)
    records = [event(n) for n in range(200)]
    entry = lake.land(dataset, "r", [records[:120], records[120:]])
    staged = stage(lake.spark, dataset, entry.pages, lake.job("r", [entry]).fetch, _key(), tasks=2)
    expected = Tally(200, sum(head(line(record)) for record in records))
    assert expected.hash_sum > 2**60
    assert tally(staged) == expected == Tally(entry.rows, entry.row_hash_sum)


def _key() -> Any:
    from lakehouse.process.mask import MaskKey

    return MaskKey(b"k")


def _run(lake: Lake, change: Callable[[ManifestDataset], ManifestDataset] = lambda entry: entry) -> Outcome:
    dataset = contract(lake.source)
    entry = change(lake.land(dataset, "g-1-a1", [[event(n) for n in range(20)], [event(n) for n in range(20, 30)]]))
    (outcome,) = process_group(lake.job("g-1-a1", [entry]), {dataset.id: dataset}, 1)
    assert lake.java(dataset).currentSnapshot() is None or lake.table(dataset).count() == 30
    return outcome


def _changed_page(**changes: Any) -> Callable[[ManifestDataset], ManifestDataset]:
    def change(entry: ManifestDataset) -> ManifestDataset:
        return replace(entry, pages=(entry.pages[0], replace(entry.pages[1], **changes)))

    return change


def test_the_unchanged_run_passes(lake: Lake) -> None:
    assert _run(lake).state == "PUBLISHED"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_changed_page(rows=11), "has 10 lines, the manifest says 11"),
        (_changed_page(row_hash_sum=5), "the manifest says 10 rows with hash sum 5"),
        (lambda entry: replace(entry, rows=31), "31 rows with hash sum"),
        (lambda entry: replace(entry, row_hash_sum=entry.row_hash_sum + 1), "expected. Fix: nothing was published"),
        (lambda entry: replace(entry, pages=entry.pages[:1]), "rows read from raw: 20 rows"),
        (lambda entry: replace(entry, pages=(*entry.pages, entry.pages[0])), "has 40 rows with hash sum"),
    ],
)
def test_a_manifest_that_says_otherwise_fails(
    lake: Lake, change: Callable[[ManifestDataset], ManifestDataset], message: str
) -> None:
    outcome = _run(lake, change)
    assert outcome.state == "FAILED"
    assert message in (outcome.error or "")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda rows: rows.where("id <> 3"),
        lambda rows: rows.union(rows.where("id = 3")),
        lambda rows: rows.withColumn("_row_hash", _replaced("_row_hash")),
    ],
    ids=["lost", "doubled", "changed"],
)
def test_rows_that_do_not_arrive_as_they_were_fail_the_audit(
    lake: Lake, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[DataFrame], DataFrame]
) -> None:
    original = write._stored_columns
    monkeypatch.setattr(write, "_stored_columns", lambda *arguments: spoil(original(*arguments)))
    outcome = _run(lake)
    assert outcome.state == "FAILED"
    assert (outcome.error or "").startswith(f"PROOF_FAILED {lake.source}_processed.events rows written: ")


def _replaced(name: str) -> Any:
    from pyspark.sql import functions as F

    return F.when(F.col("id") == 3, F.sha2(F.col(name), 256)).otherwise(F.col(name))


def test_a_key_that_is_lost_or_doubled_by_deduplication_fails(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("nothing_repeated", "resolve_duplicates"):
        original = getattr(dataset_job, name)

        def forgetful(*arguments: Any, original: Any = original) -> Resolution:
            resolution: Resolution = original(*arguments)
            return replace(resolution, duplicate=resolution.duplicate + Tally(1, 0))

        monkeypatch.setattr(dataset_job, name, forgetful)
    assert "distinct keys: 30; 29 expected" in (_run(lake).error or "")


def test_a_table_that_grows_by_more_than_the_night_fails(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    original = dataset_job.changes_to
    monkeypatch.setattr(dataset_job, "changes_to", lambda *given: replace(original(*given), deleted=1))
    assert "rows in the table: 30; 29 expected" in (_run(lake).error or "")
