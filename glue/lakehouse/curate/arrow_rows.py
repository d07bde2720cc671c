"""Reads and compares rows of table states with Arrow: for few rows, faster than Spark plans its query."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from lakehouse.curate.changed_files import ChangedFiles
from lakehouse.curate.checks import WrittenDays
from lakehouse.curate.source import Source
from lakehouse.iceberg.layout import layout_of
from lakehouse.iceberg.parquet_files import read_rows
from lakehouse.iceberg.scan import StoredFile, UnreadableFile, scan_files
from lakehouse.iceberg.schema import Field
from lakehouse.iceberg.storage import Storage
from lakehouse.iceberg.tables import Table

FEW_ROWS = 2_000_000
"""The driver easily holds this many rows of a table."""

_FILES_AT_ONCE = 4
_SIGN = "_sign"

ReadColumns = Callable[[Sequence[str]], pa.Table]
"""Reads the given columns of all rows of one table state."""


def fields_of(table: Table) -> tuple[Field, ...]:
    """The table's columns."""
    return layout_of(table).fields


def _together(fields: Sequence[Field], read: Callable[[StoredFile], pa.Table], files: Iterable[StoredFile]) -> pa.Table:
    empty = pa.schema([(field.name, field.type) for field in fields]).empty_table()
    with ThreadPoolExecutor(_FILES_AT_ONCE) as pool:
        return pa.concat_tables([empty, *pool.map(read, files)])


def reader(source: Source, storage: Storage) -> ReadColumns | None:
    """Reads the state's rows that readers see; None if there are too many, or if only Spark can read them."""
    if source.total_rows > FEW_ROWS:
        return None
    try:
        files = () if source.snapshot is None else scan_files(source.table, source.snapshot, None).files
    except UnreadableFile:
        return None

    def read(columns: Sequence[str]) -> pa.Table:
        fields = [field for field in fields_of(source.table) if field.name in columns]
        return _together(fields, lambda file: file.live(storage, fields), files)

    return read


def comparable(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Floating-point numbers with a single zero and a single NaN, as SQL compares them; other values unchanged."""
    if not pa.types.is_floating(values.type):
        return values
    return pc.if_else(
        pc.is_nan(values), pa.scalar(float("nan"), values.type), pc.add(values, pa.scalar(0.0, values.type))
    )


def of_days(rows: pa.Table, written: WrittenDays | None) -> pa.Table:
    """The rows of those days; all rows if None."""
    if written is None:
        return rows
    values = rows.column(written.column)

    def day(value: date) -> pa.Scalar:
        return pa.scalar(value, values.type)

    ranges = (
        pc.and_(pc.greater_equal(values, day(days.since)), pc.less(values, day(days.until))) for days in written.ranges
    )
    return rows.filter(functools.reduce(pc.or_, ranges))


def _differing(one: pa.Table, other: pa.Table) -> pa.Table:
    """One row for each distinct row that one table has more often than the other."""
    names = [str(place) for place in range(one.num_columns)]
    signed = [
        pa.table([*map(comparable, rows.columns), pa.repeat(sign, rows.num_rows)], [*names, _SIGN])
        for rows, sign in ((one, 1), (other, -1))
    ]
    sums = pa.concat_tables(signed).group_by(names).aggregate([(_SIGN, "sum")])
    found = sums.filter(pc.not_equal(sums.column(f"{_SIGN}_sum"), 0)).select(names)
    return found.rename_columns(one.column_names)


def same_rows(before: pa.Table, after: pa.Table) -> bool:
    """Whether both have the same rows with the same multiplicities; the columns and their order must match."""
    return before.num_rows == after.num_rows and not _differing(before, after).num_rows


def can_find_days(files: ChangedFiles, fields: Sequence[Field], column: str) -> bool:
    """Whether Arrow can read the files, their rows are few, and it derives days from the column as Spark does."""
    kind = next(field.type for field in fields if field.name == column)
    is_instant = pa.types.is_date(kind) or pa.types.is_timestamp(kind)
    return is_instant and all(file.is_parquet for file in files) and sum(file.rows for file in files) <= FEW_ROWS


def _came_and_went(files: ChangedFiles, fields: Sequence[Field], storage: Storage) -> tuple[pa.Table, pa.Table]:
    """The rows that the files added, and those that they removed."""

    def live(file: StoredFile) -> pa.Table:
        return file.live(storage, fields)

    def deleted(file: StoredFile) -> pa.Table:
        return read_rows(storage, file.uri, fields).take(pa.array(file.deleted(storage), pa.int64()))

    added, removed, after, before = (
        _together(fields, read, (file.stored for file in changed))
        for read, changed in (
            (live, files.added),
            (live, files.removed),
            (deleted, files.deletes_after),
            (deleted, files.deletes_before),
        )
    )
    return pa.concat_tables([added, before]), pa.concat_tables([removed, after])


def _days(rows: pa.Table, column: str) -> pa.ChunkedArray:
    return rows.column(column).cast(pa.date32())


def _counts(values: pa.ChunkedArray) -> Counter[date]:
    return Counter({entry["values"]: entry["counts"] for entry in pc.value_counts(values.drop_null()).to_pylist()})


def days_of_changes(files: ChangedFiles, fields: Sequence[Field], column: str, storage: Storage) -> set[date]:
    """Days of the column on which the files added, removed or changed rows."""
    of_days = [field for field in fields if field.name == column]
    came, went = (_counts(_days(rows, column)) for rows in _came_and_went(files, of_days, storage))
    changed = {day for day in came.keys() | went.keys() if came[day] != went[day]}
    # A file rewritten for one row brings all its other rows along, once as removed and once as added.
    if went.keys() - changed:
        open_days = pa.array(went.keys() - changed, pa.date32())
        rows = [
            found.filter(pc.is_in(_days(found, column), value_set=open_days))
            for found in _came_and_went(files, fields, storage)
        ]
        changed |= set(_days(_differing(*rows), column).to_pylist())
    return changed
