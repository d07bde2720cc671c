"""The proof fails when a row is lost, duplicated or changed at any hop."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakehouse.iceberg.commits import data_file
from lakehouse.iceberg.parquet_files import DataFile, ParquetSink
from lakehouse.iceberg.storage import Storage
from lakehouse.process import dataset_job, quarantine, write
from lakehouse.process.changes import Changes
from lakehouse.process.group_job import process_group
from lakehouse.process.outcome import Outcome
from lakehouse.process.proof import NOTHING, Tally, stored_heads
from lakehouse.process.run import ManifestDataset
from lakehouse.process.settle import Settled
from lakehouse.process.stage import stage_page
from lakehouse.process.staging import Staged
from support import NIGHT, Lake, LocalFiles, contract, event, head, keyed, line, mutable, reference

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
    pages = [stage_page(page, dataset, NIGHT, lake.job("r", [entry]).fetch, _key()) for page in entry.pages]
    expected = Tally(200, sum(head(line(record)) for record in records))
    assert expected.hash_sum > 2**60
    assert pages[0].tally.read + pages[1].tally.read == expected == Tally(entry.rows, entry.row_hash_sum)
    stored = [Tally.of(stored_heads(page.rows.column("_row_hash"))) for page in pages]
    assert stored[0] + stored[1] == pages[0].tally.staged + pages[1].tally.staged != expected


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
        (_changed_page(rows=11), "has 10 records, the manifest says 11"),
        (_changed_page(row_hash_sum=5), "the manifest says 10 rows with hash sum 5"),
        (lambda entry: replace(entry, rows=31), "31 rows with hash sum"),
        (
            lambda entry: replace(entry, row_hash_sum=entry.row_hash_sum + 1),
            "rows read from raw: expected 30 rows with hash sum",
        ),
        (lambda entry: replace(entry, pages=entry.pages[:1]), "got 20 rows with hash sum"),
        (lambda entry: replace(entry, pages=(*entry.pages, entry.pages[0])), "has 40 rows with hash sum"),
    ],
)
def test_a_manifest_that_says_otherwise_fails(
    lake: Lake, change: Callable[[ManifestDataset], ManifestDataset], message: str
) -> None:
    outcome = _run(lake, change)
    assert outcome.state == "FAILED"
    assert message in (outcome.error or "")


def _changed(rows: pa.Table, *names: str) -> pa.Table:
    (name,) = set(names).intersection(rows.column_names)
    place = rows.column_names.index(name)
    first, *others = rows[place].to_pylist()
    return rows.set_column(place, rows.schema.field(place), pa.array([first[::-1], *others], pa.string()))


SPOILT = {
    "lost": lambda rows: rows.slice(1),
    "doubled": lambda rows: pa.concat_tables([rows, rows.slice(0, 1)]),
    "changed hash": lambda rows: _changed(rows, "_row_hash"),
    "changed value": lambda rows: _changed(rows, "note", "message"),
}


def _spoil(storage: Storage, uri: str, spoil: Callable[[pa.Table], pa.Table]) -> bytes:
    with storage.open(uri) as source:
        rows = pq.read_table(source)
    sink = ParquetSink(rows.schema)
    sink.write(spoil(rows))
    content = sink.finish()
    storage.write(uri, content)
    return content


@pytest.mark.parametrize("place", ["table", "quarantine"])
@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
@pytest.mark.parametrize("adapted", [False, True], ids=["behind its back", "with its metadata"])
def test_rows_that_do_not_arrive_as_they_were_fail_the_audit(
    lake: Lake, monkeypatch: pytest.MonkeyPatch, place: str, spoil: Callable[[pa.Table], pa.Table], adapted: bool
) -> None:
    module = {"table": write, "quarantine": quarantine}[place]
    original = data_file

    def spoilt(catalog: Any, table: Any, file: DataFile, _content: bytes | None = None) -> Any:
        content = _spoil(LocalFiles(), file.uri, spoil)
        rows = pq.ParquetFile(pa.BufferReader(content)).metadata.num_rows
        return original(catalog, table, replace(file, rows=rows, size_bytes=len(content)) if adapted else file)

    monkeypatch.setattr(module, "data_file", spoilt)
    dataset = contract(lake.source)
    outcome = lake.run(dataset, [[event(3), event(4)], [event(5, amount="x"), event(6, amount="x")]])
    assert outcome.state == "FAILED"
    assert (outcome.error or "").startswith("PROOF_FAILED ")
    assert "/data/" in (outcome.error or "") or " rows written: " in (outcome.error or "")
    assert lake.java(dataset).currentSnapshot() is None


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_a_staged_file_that_is_written_again_has_to_be_the_one_that_was_staged(
    lake: Lake, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[pa.Table], pa.Table]
) -> None:
    original = dataset_job.count_changed

    def spoilt(*given: Any) -> int:
        files, storage = given[3], given[5]
        for file in files:
            _spoil(storage, file.file.uri, spoil)
        return original(*given)

    dataset = contract(lake.source)
    assert lake.run(dataset, [[event(1), event(2)]], "g-0-a1").state == "PUBLISHED"
    monkeypatch.setattr(dataset_job, "count_changed", spoilt)
    outcome = lake.run(dataset, [[event(1), event(2), event(3)]], "g-1-a1")
    assert (outcome.error or "").startswith("PROOF_FAILED ")
    assert " bytes written: expected SHA-256 " in (outcome.error or "")
    assert lake.table(dataset).count() == 2


@pytest.mark.parametrize("name", ["files", "quarantined"])
@pytest.mark.parametrize("change", ["lost", "doubled", "changed"])
def test_a_row_that_staging_loses_doubles_or_changes_fails(
    lake: Lake, monkeypatch: pytest.MonkeyPatch, name: str, change: str
) -> None:
    original = dataset_job.merged

    def spoilt(parts: Any) -> Staged:
        staged: Staged = original(parts)
        (first, *rest) = getattr(staged, name)
        index = first.index
        numbers = {"lost": range(1, len(index)), "doubled": [0, *range(len(index))], "changed": range(len(index))}[
            change
        ]
        index = index.take(list(numbers))
        if change == "changed":
            index = replace(index, heads=index.heads ^ np.uint64(1))
        return replace(staged, **{name: (replace(first, index=index), *rest)})

    monkeypatch.setattr(dataset_job, "merged", spoilt)
    dataset = contract(lake.source)
    outcome = lake.run(dataset, [[event(3), event(4), event(5, amount="x")]])
    hop = {"files": "rows in staged files", "quarantined": "rows in quarantine files"}[name]
    assert hop in (outcome.error or "")
    assert lake.java(dataset).currentSnapshot() is None
    assert not lake.has_quarantine(dataset)


@pytest.mark.parametrize("change", ["lost", "doubled", "changed"])
def test_a_raw_object_with_another_row_is_named(lake: Lake, change: str) -> None:
    dataset = contract(lake.source)
    entry = lake.land(dataset, "g-1-a1", [[event(1)], [event(2), event(3)]])
    path = lake.folder / entry.pages[1].key
    lines = gzip.decompress(path.read_bytes()).splitlines()
    lines = {
        "lost": lines[1:],
        "doubled": [*lines, lines[0]],
        "changed": [lines[0].replace(b"note", b"Note"), lines[1]],
    }[change]
    path.write_bytes(gzip.compress(b"".join(text + b"\n" for text in lines), mtime=0))
    (outcome,) = process_group(lake.job("g-1-a1", [entry]), {dataset.id: dataset}, 1)
    assert (outcome.error or "").startswith(f"RAW_OBJECT_MISMATCH {dataset.id}: {entry.pages[1].key} has SHA-256")


def test_every_hop_is_in_the_outcome_and_adds_up(lake: Lake) -> None:
    dataset = contract(lake.source)
    outside = event(7, at="2026-11-21T00:00:00Z")
    records: list[Any] = [event(1), event(1), event(2, amount="x"), event(3, note="a"), event(3, note="b"), outside]
    outcome = lake.run(dataset, [records])
    hops = {hop.hop: Tally(hop.rows, hop.row_hash_sum) for hop in outcome.hops}
    stored = [int(keyed(hashlib.sha256(line(record).encode()).hexdigest())[:15], 16) for record in records]
    assert hops == {
        "raw": Tally(6, sum(head(line(record)) for record in records)),
        "staged": Tally(6, sum(stored)),
        "accepted": Tally(2, stored[0] + stored[4]),
        "quarantined": Tally(2, stored[2] + stored[3]),
        "duplicates": Tally(1, stored[1]),
        "outside": Tally(1, stored[5]),
        "written": Tally(2, stored[0] + stored[4]),
        "stored": Tally(0, 0),
    }


@pytest.mark.both_sizes
@pytest.mark.parametrize("make", [contract, mutable, reference])
def test_what_is_accepted_is_written_or_stored_already(lake: Lake, make: Any) -> None:
    dataset = make(lake.source)
    first = [event(number, updated_at="2026-11-20T05:00:00Z") for number in range(4)]
    newer = event(1, note="newer", updated_at="2026-11-20T06:00:00Z")
    twice = [newer, event(2, updated_at="2026-11-20T05:00:00Z"), event(7, updated_at="2026-11-20T05:00:00Z")]
    nights = [first, [*twice, twice[1]], [*twice, twice[1]]]
    found = []
    for number, night in enumerate(nights):
        outcome = lake.run(dataset, [night], f"g-{number}-a1")
        hops = {hop.hop: Tally(hop.rows, hop.row_hash_sum) for hop in outcome.hops}
        assert outcome.error is None
        assert hops["written"] + hops["stored"] == hops["accepted"]
        found.append((hops["written"].rows, hops["stored"].rows))
    second = {"append": (1, 2), "merge": (2, 1), "replace": (3, 0)}[dataset.write_mode]
    assert found == [(4, 0), second, (0, 3)]


def test_a_key_that_is_lost_or_doubled_by_settling_fails(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    original = dataset_job.settle

    def forgetful(*arguments: Any) -> Settled:
        settled: Settled = original(*arguments)
        return replace(settled, duplicate=settled.duplicate + Tally(1, 0))

    monkeypatch.setattr(dataset_job, "settle", forgetful)
    assert "distinct keys: expected 29, got 30" in (_run(lake).error or "")


def test_a_table_that_grows_by_more_than_the_night_fails(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    original = dataset_job.all_new

    def shrinking(*given: Any) -> Changes:
        return replace(original(*given), deleted=1)

    monkeypatch.setattr(dataset_job, "all_new", shrinking)
    assert "rows in the table: expected 29, got 30" in (_run(lake).error or "")
