"""Which of a table's files can hold certain rows, and which of their rows are deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from lakehouse.failure import Failure
from lakehouse.iceberg.history import Snapshot
from lakehouse.iceberg.parquet_files import Positions, deleted_positions, read_rows, without
from lakehouse.iceberg.schema import Field
from lakehouse.iceberg.storage import Storage
from lakehouse.iceberg.tables import Table

# Iceberg checks up to 200 values of a list one by one; more values are passed as ranges that skip the gaps.
_MOST_RANGES = 64
_BEYOND_INTEGERS = 2**31 + 1


class UnreadableFile(Failure):
    """Arrow alone cannot read the file's rows as the table's readers see them; Spark can."""


@dataclass(frozen=True)
class StoredFile:
    """A table's data file and the delete files that apply to it. Pickled for executors."""

    uri: str
    rows: int
    size_bytes: int
    deletes: tuple[str, ...]

    def deleted(self, storage: Storage) -> Positions:
        """Positions of its deleted rows."""
        return deleted_positions(storage, self.uri, self.deletes)

    def live(self, storage: Storage, fields: Sequence[Field]) -> pa.Table:
        """Its rows as readers see them, in the given columns."""
        return without(read_rows(storage, self.uri, fields), self.deleted(storage))


@dataclass(frozen=True)
class Scan:
    """Files of one snapshot, with the Java objects of data files and delete files in the same order."""

    files: tuple[StoredFile, ...]
    java: tuple[Any, ...]
    java_deletes: tuple[tuple[Any, ...], ...]


NO_FILES = Scan((), (), ())


def scan_files(table: Table, snapshot: Snapshot, expression: Any) -> Scan:
    """Files of the snapshot that can hold rows that match the expression; all files if None.

    Raises `UnreadableFile` if rows are deleted by value, which can be resolved only by reading whole rows, or if a file
    is not Parquet.
    """
    scan = table.java.newScan().useSnapshot(snapshot.snapshot_id)
    if expression is not None:
        scan = scan.filter(expression)
    has_deletes = snapshot.count("total-delete-files") > 0
    files, java, java_deletes = [], [], []
    tasks = scan.planFiles()
    try:
        remaining = tasks.iterator()
        while remaining.hasNext():
            task = remaining.next()
            file = task.file()
            if str(file.format()) != "PARQUET":
                raise UnreadableFile(
                    "TABLE_FILE_FORMAT",
                    table.name,
                    f"{file.location()} is {file.format()}, must be PARQUET",
                    "unset the table's write.format.default, and call Iceberg's rewrite_data_files with rewrite-all",
                )
            deletes = tuple(task.deletes()) if has_deletes else ()
            if any(str(delete.content()) != "POSITION_DELETES" for delete in deletes):
                raise UnreadableFile(
                    "TABLE_EQUALITY_DELETES",
                    table.name,
                    f"{file.location()} has rows that are deleted by value",
                    f"compact the table: OPTIMIZE {table.name} REWRITE DATA USING BIN_PACK in Athena",
                )
            files.append(
                StoredFile(
                    file.location(),
                    file.recordCount(),
                    file.fileSizeInBytes(),
                    tuple(delete.location() for delete in deletes),
                )
            )
            java.append(file)
            java_deletes.append(deletes)
    finally:
        tasks.close()
    return Scan(tuple(files), tuple(java), tuple(java_deletes))


def live_rows(table: Table, snapshot: Snapshot | None, storage: Storage) -> int:
    """Number of rows that readers of the snapshot see; None is a table before its first publication."""
    if snapshot is None:
        return 0
    if not snapshot.count("total-delete-files"):
        return snapshot.total_rows
    files = scan_files(table, snapshot, None).files
    return sum(file.rows - len(file.deleted(storage)) for file in files)


def _literals(values: pa.Array) -> pa.Array:
    """Values as Iceberg literals: instants in microseconds and dates in days since 1970."""
    if pa.types.is_timestamp(values.type):
        return values.cast(pa.int64())
    return values.cast(pa.int32()) if pa.types.is_date(values.type) else values


def ranges_of(values: pa.ChunkedArray, most: int = _MOST_RANGES) -> list[tuple[Any, Any]]:
    """At most that many closed ranges that together hold all values, none of them null, with about equal counts.

    The ends are Iceberg literals.
    """
    distinct = pc.unique(values)
    ordered = _literals(distinct.take(pc.sort_indices(distinct)))
    size = max(1, -(-len(ordered) // most))
    starts = range(0, len(ordered), size)
    return [(ordered[start].as_py(), ordered[min(start + size, len(ordered)) - 1].as_py()) for start in starts]


def ends_of(values: pa.ChunkedArray) -> tuple[Any, Any]:
    """The closed range that holds all values, at least one; its ends are Iceberg literals."""
    ends = pc.min_max(values)
    least, greatest = _literals(pa.array([ends["min"], ends["max"]], values.type))
    return least.as_py(), greatest.as_py()


def joined_ranges(ranges: Sequence[tuple[Any, Any]], most: int = _MOST_RANGES) -> list[tuple[Any, Any]]:
    """At most that many ranges that cover the given ones."""
    apart: list[tuple[Any, Any]] = []
    for least, greatest in sorted(ranges):
        if apart and least <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(apart[-1][1], greatest))
        else:
            apart.append((least, greatest))
    size = max(1, -(-len(apart) // most))
    chunks = [apart[start : start + size] for start in range(0, len(apart), size)]
    return [(chunk[0][0], chunk[-1][1]) for chunk in chunks]


def around_instants(least: int, greatest: int) -> tuple[int, int]:
    """A range of instants that covers the given one, with ends that Iceberg accepts as instants.

    py4j passes a number that fits as an Integer, which Iceberg does not accept as an instant. These are the 36 minutes
    before and after the start of 1970.
    """
    return (
        -_BEYOND_INTEGERS if abs(least) < _BEYOND_INTEGERS else least,
        _BEYOND_INTEGERS if abs(greatest) < _BEYOND_INTEGERS else greatest,
    )


def within_ranges(jvm: Any, column: str, ranges: Sequence[tuple[Any, Any]]) -> Any:
    """Iceberg expression for column values within any of the ranges."""
    expressions = jvm.org.apache.iceberg.expressions.Expressions
    found = expressions.alwaysFalse()
    for least, greatest in ranges:
        lower = expressions.greaterThanOrEqual(column, least)
        upper = expressions.lessThanOrEqual(column, greatest)
        # `and` and `or` are Python keywords.
        found = getattr(expressions, "or")(found, getattr(expressions, "and")(lower, upper))
    return found
