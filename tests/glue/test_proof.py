"""The proof fails when a row is lost, doubled or changed at any hop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakehouse.iceberg.parquet_files import DataFile, ParquetSink
from lakehouse.process import dataset_job, write
from lakehouse.process.changes import Changes
from lakehouse.process.group_job import process_group
from lakehouse.process.proof import NOTHING, Tally, stored_heads
from lakehouse.process.run import ManifestDataset, Outcome
from lakehouse.process.settle import Settled
from lakehouse.process.stage import stage_page
from support import Lake, LocalFiles, contract, event, head, line

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
    pages = [stage_page(page, dataset, lake.job("r", [entry]).fetch, _key()) for page in entry.pages]
    expected = Tally(200, sum(head(line(record)) for record in records))
    assert expected.hash_sum > 2**60
    assert pages[0].tally.total + pages[1].tally.total == expected == Tally(entry.rows, entry.row_hash_sum)
    stored = [Tally.of(stored_heads(page.rows.column("_row_hash"))) for page in pages]
    assert stored[0] + stored[1] == expected


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


def _changed_hash(rows: pa.Table) -> pa.Table:
    place = rows.column_names.index("_row_hash")
    hashes = [digits[::-1] if number == 3 else digits for number, digits in enumerate(rows[place].to_pylist())]
    return rows.set_column(place, rows.schema.field(place), pa.array(hashes, pa.string()))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda rows: rows.filter(pc.not_equal(rows["id"], 3)),
        lambda rows: pa.concat_tables([rows, rows.slice(3, 1)]),
        _changed_hash,
    ],
    ids=["lost", "doubled", "changed"],
)
def test_rows_that_do_not_arrive_as_they_were_fail_the_audit(
    lake: Lake, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[pa.Table], pa.Table]
) -> None:
    original = write.data_file

    def spoilt(catalog: Any, table: Any, file: DataFile, _content: bytes | None = None) -> Any:
        with LocalFiles().open(file.uri) as source:
            rows = pq.read_table(source)
        if 3 in rows["id"].to_pylist():
            rows = spoil(rows)
        sink = ParquetSink(rows.schema)
        sink.write(rows)
        content = sink.finish()
        LocalFiles().write(file.uri, content)
        return original(catalog, table, replace(file, rows=rows.num_rows, size_bytes=len(content)))

    monkeypatch.setattr(write, "data_file", spoilt)
    outcome = _run(lake)
    assert outcome.state == "FAILED"
    assert (outcome.error or "").startswith(f"PROOF_FAILED {lake.source}_processed.events rows written: ")


def test_a_key_that_is_lost_or_doubled_by_settling_fails(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    original = dataset_job.settle

    def forgetful(*arguments: Any) -> Settled:
        settled: Settled = original(*arguments)
        return replace(settled, duplicate=settled.duplicate + Tally(1, 0))

    monkeypatch.setattr(dataset_job, "settle", forgetful)
    assert "distinct keys: 30; 29 expected" in (_run(lake).error or "")


def test_a_table_that_grows_by_more_than_the_night_fails(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    original = dataset_job.all_new

    def shrinking(*given: Any) -> Changes:
        return replace(original(*given), deleted=1)

    monkeypatch.setattr(dataset_job, "all_new", shrinking)
    assert "rows in the table: 30; 29 expected" in (_run(lake).error or "")
