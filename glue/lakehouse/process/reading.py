"""How a page is read fast although some of its lines may be bad; the same for every format.

A page is first read as a whole. If the failing lines are known, they are checked one by one and the others are read
without them; otherwise the page is read in chunks, and a failing chunk is checked line by line. Lines checked one by
one are read from their canonical spelling, which is JSON for every format, so that a row's result does not depend on
its neighbors.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.json as pj

from lakehouse.columns import arrow_type
from lakehouse.contract import Dataset
from lakehouse.process.check import Rejection
from lakehouse.process.fields import schema_of
from lakehouse.process.typed import NotAsExpected, canonical_type, typed_columns

_CHUNK_LINES = 256
_MOST_STOPS = 8


@dataclass(frozen=True)
class PageColumns:
    """Typed columns of the good lines, the good lines' numbers, and the rejections of the others by line number."""

    columns: pa.Table
    good: list[int]
    rejected: dict[int, Rejection]


@dataclass(frozen=True)
class PageReader:
    """How a format reads a page's lines, which are given by their numbers.

    `whole` gives the typed columns of those lines, or raises `NotAsExpected` with their positions among these. `check`
    gives one line in canonical spelling (see `lakehouse.process.check`), or why it breaks the contract.
    """

    dataset: Dataset
    whole: Callable[[Sequence[int]], pa.Table]
    check: Callable[[int], bytes | Rejection]

    def read(self, count: int) -> PageColumns:
        """Typed columns of the lines from 0 to `count`; personal columns are still in the clear."""
        rest, suspects = list(range(count)), list[int]()
        for _ in range(_MOST_STOPS):
            try:
                columns = self.whole(rest)
            except NotAsExpected as found:
                own = set(found.lines)
                if not own:
                    break
                suspects += [rest[number] for number in sorted(own)]
                rest = [line for number, line in enumerate(rest) if number not in own]
                continue
            if not suspects:
                return PageColumns(columns, rest, {})
            return _in_order([PageColumns(columns, rest, {}), self._checked(suspects)])
        others = self._read_in_chunks(rest)
        return _in_order([others, self._checked(suspects)]) if suspects else others

    def _checked(self, numbers: Sequence[int]) -> PageColumns:
        """Columns of those lines, checked one by one."""
        found = {number: self.check(number) for number in numbers}
        good = {number: line for number, line in found.items() if isinstance(line, bytes)}
        rejected = {number: rejection for number, rejection in found.items() if isinstance(rejection, Rejection)}
        try:
            return PageColumns(read_canonical(good.values(), self.dataset), list(good), rejected)
        except NotAsExpected:
            # If the two ever disagree, only the affected rows are lost, not the dataset.
            unread = {number for number, line in good.items() if not _is_readable(line, self.dataset)}
        rejected |= {number: Rejection("WRONG_TYPE", None, "a value cannot be read") for number in unread}
        good = {number: line for number, line in good.items() if number not in unread}
        return PageColumns(read_canonical(good.values(), self.dataset), list(good), rejected)

    def _read_chunk(self, numbers: Sequence[int]) -> PageColumns:
        try:
            return PageColumns(self.whole(numbers), list(numbers), {})
        except NotAsExpected:
            return self._checked(numbers)

    def _read_in_chunks(self, numbers: Sequence[int]) -> PageColumns:
        starts = range(0, len(numbers), _CHUNK_LINES)
        return _joined([self._read_chunk(numbers[start : start + _CHUNK_LINES]) for start in starts])


def _joined(parts: Sequence[PageColumns]) -> PageColumns:
    columns = pa.concat_tables([part.columns for part in parts])
    good = [number for part in parts for number in part.good]
    return PageColumns(columns, good, {number: found for part in parts for number, found in part.rejected.items()})


def _in_order(parts: Sequence[PageColumns]) -> PageColumns:
    """The parts' rows in line order."""
    joined = _joined(parts)
    good = np.array(joined.good, np.int64)
    order = np.argsort(good)
    return PageColumns(joined.columns.take(pa.array(order)), good[order].tolist(), joined.rejected)


def no_rows(dataset: Dataset) -> pa.Table:
    """The contract's columns without a row."""
    return pa.table({column.name: pa.array([], arrow_type(column.type)) for column in dataset.columns})


def parsed_json(text: bytes, schema: pa.Schema) -> pa.Table:
    """Values of JSON lines. Raises `NotAsExpected` with the line at which Arrow's reader stops."""
    try:
        return pj.read_json(
            pa.BufferReader(text),
            read_options=pj.ReadOptions(use_threads=False, block_size=len(text) + 1),
            parse_options=pj.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore"),
        )
    except pa.ArrowInvalid as error:
        raise NotAsExpected.of(error) from error


def read_canonical(lines: Collection[bytes], dataset: Dataset) -> pa.Table:
    """Typed columns of lines in canonical spelling."""
    if not lines:
        return no_rows(dataset)
    schema = schema_of(((column.name,), canonical_type(column)) for column in dataset.columns)
    table = parsed_json(b"\n".join(lines), schema)
    if table.num_rows != len(lines):
        raise NotAsExpected
    return typed_columns(dataset, lambda column: table.column(column.name))


def _is_readable(line: bytes, dataset: Dataset) -> bool:
    try:
        read_canonical([line], dataset)
    except NotAsExpected:
        return False
    return True
