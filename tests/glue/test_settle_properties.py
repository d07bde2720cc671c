"""Keys are settled by the rules, whichever files hold the rows; a hash depends on the values and on nothing else."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lakehouse.contract import Dataset
from lakehouse.iceberg.layout import Layout, PartitionField
from lakehouse.iceberg.scan import joined_ranges, ranges_of
from lakehouse.iceberg.schema import Field
from lakehouse.process.data_writer import DataWriter
from lakehouse.process.keys import hashes_of, places_of
from lakehouse.process.row_index import line_numbers
from lakehouse.process.settle import settle
from lakehouse.process.stage import staged_schema
from lakehouse.process.staging import index_of
from support import EVENT_COLUMNS, column, contract, mutable


class InMemory:
    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def open(self, uri: str) -> BinaryIO:
        return io.BytesIO(self.files[uri])

    def write(self, uri: str, content: bytes) -> None:
        self.files[uri] = content

    def delete(self, uri: str) -> None:
        del self.files[uri]


def layout_for(dataset: Dataset) -> Layout:
    schema = [*staged_schema(dataset), pa.field("_run_id", pa.string())]
    fields = tuple(Field(number, field.name, field.type, False) for number, field in enumerate(schema, 1))
    parts = tuple(PartitionField(p.column, p.column, p.transform) for p in dataset.partitions)
    return Layout("memory:/table", fields, parts)


# (page, key, version, content, variant); a line's text, and so its hash, may differ where the content doesn't.
ROWS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 4), st.integers(0, 2), st.sampled_from("ab"), st.integers(0, 1)),
    max_size=14,
).map(lambda rows: sorted(rows, key=lambda row: row[0]))


def _model(rows: list[Any], *, merge: bool) -> tuple[set[int], int, set[tuple[int, int]]]:
    """Numbers of the kept rows, the number of duplicates, and (page, line) of conflicting rows."""
    lines = _lines(rows)
    kept, duplicates, conflicts = set(), 0, set()
    for key in {row[1] for row in rows}:
        own = [number for number, row in enumerate(rows) if row[1] == key]
        best = max(own, key=lambda number: (rows[number][2] if merge else 0, rows[number][0], lines[number]))
        kept.add(best)
        for number in own:
            if number == best:
                continue
            same = rows[number][2:4] == rows[best][2:4]
            if same or (merge and rows[number][2] < rows[best][2]):
                duplicates += 1
            else:
                conflicts.add((rows[number][0], lines[number]))
    return kept, duplicates, conflicts


def _lines(rows: list[Any]) -> list[int]:
    counts: dict[int, int] = {}
    lines = []
    for row in rows:
        lines.append(counts.get(row[0], 0))
        counts[row[0]] = lines[-1] + 1
    return lines


@pytest.mark.parametrize("merge", [True, False])
@settings(max_examples=250, deadline=None)
@given(ROWS, st.integers(1, 5))
def test_one_row_per_key_is_kept_and_the_others_are_told_apart(merge: bool, rows: list[Any], per_file: int) -> None:
    dataset = (
        mutable("s")
        if merge
        else contract("s", columns=[*EVENT_COLUMNS, column("updated_at", "timestamp")], partitions=[])
    )
    storage, layout, lines = InMemory(), layout_for(dataset), _lines(rows)
    files = []
    for start in range(0, len(rows), per_file):
        own = rows[start : start + per_file]
        table = pa.Table.from_pylist(
            [
                {
                    "id": key,
                    "at": 0,
                    "amount": Decimal(1),
                    "email": None,
                    "note": note,
                    "updated_at": version,
                    "_page": page,
                    "_extracted_at": 0,
                    "_row_hash": f"{key}{version}{ord(note)}{text}".ljust(64, "0"),
                }
                for page, key, version, note, text in own
            ],
            staged_schema(dataset),
        )
        numbers = np.concatenate([line_numbers(row[0], [lines[start + place]]) for place, row in enumerate(own)])
        heads = np.array([int(digits[:15], 16) for digits in table.column("_row_hash").to_pylist()], np.uint64)
        writer = DataWriter(storage, layout, "run")
        writer.add(table, index_of(dataset, table, numbers, heads))
        files += writer.finish()
    settled = settle(storage, layout, files, dataset)
    dropped = {number * per_file + int(place) for number, places in enumerate(settled.dropped) for place in places}
    kept, duplicates, conflicts = _model(rows, merge=merge)
    assert set(range(len(rows))) - dropped == kept
    assert settled.distinct_keys == len(kept)
    assert settled.duplicate.rows == duplicates
    assert {(conflict.page, conflict.line) for conflict in settled.conflicts} == conflicts
    assert settled.conflict.rows == len(conflicts)


VALUES = st.one_of(st.none(), st.text(max_size=3), st.sampled_from(["1:a", "~", "a\x1f", "1:~"]))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=8))
def test_hashes_are_equal_exactly_where_the_values_are(rows: list[tuple[str | None, str | None]]) -> None:
    columns = [pa.array(values, pa.string()) for values in zip(*rows, strict=True)]
    hashes = [tuple(pair) for pair in hashes_of(columns).tolist()]
    for one, first in zip(rows, hashes, strict=True):
        for other, second in zip(rows, hashes, strict=True):
            assert (one == other) == (first == second)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(-(2**63), 2**63 - 1)), st.lists(st.integers(-(2**63), 2**63 - 1)), st.integers(0, 3))
def test_places_are_those_of_the_same_key(one: list[int], other: list[int], shared: int) -> None:
    known = list(dict.fromkeys(other))
    wanted = one + known[:shared]
    places = places_of(hashes_of([pa.array(wanted, pa.int64())]), hashes_of([pa.array(known, pa.int64())]))
    assert places.tolist() == [known.index(value) if value in known else -1 for value in wanted]


@given(st.lists(st.integers(-1000, 1000), min_size=1), st.integers(1, 5))
def test_ranges_hold_every_value_and_are_few(values: list[int], most: int) -> None:
    ranges = ranges_of(pa.chunked_array([pa.array(values, pa.int64())]), most)
    assert len(ranges) <= most
    assert all(any(least <= value <= greatest for least, greatest in ranges) for value in values)
    joined = joined_ranges(ranges + ranges_of(pa.chunked_array([pa.array(values[:1], pa.int64())])), most)
    assert len(joined) <= most
    assert all(any(least <= value <= greatest for least, greatest in joined) for value in values)


def test_zero_is_zero_whatever_its_sign() -> None:
    assert (hashes_of([pa.array([0.0, -0.0])])[0] == hashes_of([pa.array([-0.0, 0.0])])[0]).all()
