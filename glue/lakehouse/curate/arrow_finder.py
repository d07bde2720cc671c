"""Test findings computed by Arrow: for few rows, in a fraction of the time that Spark needs to plan its query."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from lakehouse.curate.arrow_rows import ReadColumns, comparable, of_days
from lakehouse.curate.checks import Findings, WrittenDays
from lakehouse.curate.model import AcceptedValues, Freshness, ModelTest, NotNull, Relationship, Unique

_DAY_SECONDS = 86_400
_MICROSECONDS = 1_000_000


def can_find(
    test: ModelTest, types: Mapping[str, pa.DataType], others: Mapping[str, Mapping[str, pa.DataType]]
) -> bool:
    """Whether Arrow compares the test's values as Spark does, without converting any value to another type.

    `types` are the types of the table's columns, `others` those of the tables that relationships refer to.
    """
    match test:
        case AcceptedValues(column, values):
            kind = str if pa.types.is_string(types[column]) else int if pa.types.is_integer(types[column]) else None
            return all(type(value) is kind for value in values)
        case Relationship(column, to, field):
            return bool(types[column] == others[to][field]) and not pa.types.is_floating(types[column])
        case Freshness(column):
            return bool(pa.types.is_timestamp(types[column]) or pa.types.is_date(types[column]))
        case _:
            return True


def _count(condition: pa.ChunkedArray) -> int:
    return int(pc.sum(condition, min_count=0).as_py() or 0)


def _none_null(rows: pa.Table, columns: Sequence[str]) -> pa.ChunkedArray:
    return functools.reduce(pc.and_, (pc.is_valid(rows.column(name)) for name in columns))


def _repeated(rows: pa.Table, columns: Sequence[str]) -> int:
    whole = rows.select(list(columns)).filter(_none_null(rows, columns))
    keys = pa.table({str(place): comparable(column) for place, column in enumerate(whole.columns)})
    return int(keys.num_rows - keys.group_by(keys.column_names).aggregate([]).num_rows)


def _seconds(values: pa.ChunkedArray) -> int | None:
    newest = pc.max(values)
    if not newest.is_valid:
        return None
    if pa.types.is_date(values.type):
        return int(newest.cast(pa.int32()).as_py()) * _DAY_SECONDS
    return int(newest.cast(pa.timestamp("us", values.type.tz)).cast(pa.int64()).as_py()) // _MICROSECONDS


def _outside(values: pa.ChunkedArray, known: pa.Array | pa.ChunkedArray) -> int:
    return _count(pc.and_(pc.is_valid(values), pc.invert(pc.is_in(values, value_set=known))))


def _columns_of(test: ModelTest) -> tuple[str, ...]:
    match test:
        case Unique(columns) | NotNull(columns):
            return columns
        case AcceptedValues(column) | Relationship(column) | Freshness(column):
            return (column,)
        case _:
            return ()


@dataclass(frozen=True)
class ArrowFinder:
    """`read` reads the state's rows; `others` read those of the tables that relationships refer to, by name."""

    read: ReadColumns
    others: Mapping[str, ReadColumns]

    def find(self, tests: Sequence[ModelTest], written: WrittenDays | None) -> Findings:
        """As `Finder.find`, for tests that `can_find` accepts."""
        names = dict.fromkeys(name for test in tests for name in _columns_of(test))
        rows = self.read([*names] if written is None else [*dict.fromkeys((*names, written.column))])
        rows = of_days(rows, written)
        return {str(test): self._found(test, rows) for test in tests}

    def _found(self, test: ModelTest, rows: pa.Table) -> int | None:
        match test:
            case Unique(columns):
                return _repeated(rows, columns)
            case NotNull(columns):
                return _count(pc.invert(_none_null(rows, columns)))
            case AcceptedValues(column, values):
                # Not in the column's own type: an accepted value that the type cannot hold simply never matches.
                allowed = pa.array(values)
                return _outside(rows.column(column).cast(allowed.type), allowed)
            case Freshness(column):
                return _seconds(rows.column(column))
            case Relationship(column, to, field):
                return _outside(rows.column(column), pc.unique(self.others[to]([field]).column(field)))
            case _:
                raise ValueError(f"{test} counts no rows")
