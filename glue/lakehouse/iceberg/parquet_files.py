"""Parquet files as Iceberg expects them: columns by field id, rows in order, positions of deleted rows."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from lakehouse.failure import Failure
from lakehouse.iceberg.schema import FIELD_ID, Field
from lakehouse.iceberg.storage import Storage

Positions = np.ndarray[Any, np.dtype[np.int64]]
"""Row numbers in a file, from 0, in ascending order."""

# Ids that the format reserves: https://iceberg.apache.org/spec/#reserved-field-ids
_PATH = Field(2_147_483_546, "file_path", pa.string(), True)
_POSITION = Field(2_147_483_545, "pos", pa.int64(), True)
_ROW_GROUP_ROWS = 262_144


class FileAltered(Failure):
    """A file has changed since it was written."""


class ParquetSink:
    """A Parquet file that grows in memory, compressed one row group at a time."""

    def __init__(self, schema: pa.Schema) -> None:
        self.schema = schema
        self._sink = pa.BufferOutputStream()
        self._writer: pq.ParquetWriter | None = None
        self.rows = 0

    def _opened(self, rows: pa.Table) -> pq.ParquetWriter:
        if self._writer is None:
            self._writer = self._writer_for(rows)
        return self._writer

    def _writer_for(self, rows: pa.Table) -> pq.ParquetWriter:
        return pq.ParquetWriter(
            self._sink,
            self.schema,
            compression="zstd",
            compression_level=1,
            # A dictionary of mostly distinct values costs time and saves no bytes.
            use_dictionary=[name for name in rows.column_names if not _mostly_distinct(rows.column(name))],
            store_schema=False,
        )

    def write(self, rows: pa.Table) -> None:
        """Adds a row group; the columns must match the schema's order."""
        self._opened(rows).write_table(rows, row_group_size=_ROW_GROUP_ROWS)
        self.rows += rows.num_rows

    @property
    def size_bytes(self) -> int:
        """Bytes so far."""
        return int(self._sink.tell())

    def finish(self) -> bytes:
        """The whole file."""
        self._opened(self.schema.empty_table()).close()
        return bytes(self._sink.getvalue())


def _mostly_distinct(values: pa.ChunkedArray) -> bool:
    sample = values.slice(0, 4_096)
    return len(sample) > 256 and 2 * pc.count_distinct(sample).as_py() > len(sample)


def conformed(rows: pa.Table, fields: Sequence[Field]) -> pa.Table:
    """The rows with exactly those columns; missing ones are null."""
    columns = [
        rows.column(field.name).cast(field.type)
        if field.name in rows.column_names
        else pa.chunked_array([pa.nulls(rows.num_rows, field.type)])
        for field in fields
    ]
    return pa.Table.from_arrays(columns, schema=pa.schema([field.arrow for field in fields]))


def read_rows(storage: Storage, uri: str, fields: Sequence[Field]) -> pa.Table:
    """All rows of a data file in the file's order, including deleted ones.

    A column that was added to the table later is null; one whose type was widened has the wide type.
    """
    with storage.open(uri) as source:
        return _rows_of(source, fields)


def fields_in(storage: Storage, uri: str, fields: Sequence[Field]) -> tuple[Field, ...]:
    """The fields that the file has: earlier files lack columns that were added to the table later."""
    with storage.open(uri) as source:
        stored = _stored_names(pq.ParquetFile(source))
    return tuple(field for field in fields if field.field_id in stored)


def _stored_names(file: pq.ParquetFile) -> dict[int, str]:
    return {int((field.metadata or {}).get(FIELD_ID, b"-1")): field.name for field in file.schema_arrow}


def _rows_of(source: BinaryIO, fields: Sequence[Field]) -> pa.Table:
    file = pq.ParquetFile(source, pre_buffer=True)
    stored = _stored_names(file)
    wanted = [field for field in fields if field.field_id in stored]
    found = file.read(columns=[stored[field.field_id] for field in wanted], use_threads=False)
    rows = file.metadata.num_rows
    columns: list[pa.ChunkedArray] = []
    for field in fields:
        if field.field_id in stored:
            columns.append(found.column(stored[field.field_id]).cast(field.type))
        else:
            columns.append(pa.chunked_array([pa.nulls(rows, field.type)]))
    return pa.Table.from_arrays(columns, names=[field.name for field in fields])


def deleted_positions(storage: Storage, uri: str, delete_files: Iterable[str]) -> Positions:
    """Rows of the data file that the position delete files name."""
    found = [np.empty(0, np.int64)]
    for delete_file in delete_files:
        entries = read_rows(storage, delete_file, (_PATH, _POSITION))
        own = entries.filter(pc.equal(entries.column("file_path"), uri))
        found.append(own.column("pos").to_numpy())
    return np.unique(np.concatenate(found))


def without(rows: pa.Table, positions: Positions) -> pa.Table:
    """The rows except those at the positions."""
    if not len(positions):
        return rows
    kept = np.ones(rows.num_rows, bool)
    kept[positions] = False
    return rows.filter(pa.array(kept))


def position_deletes(uri: str, positions: Positions) -> bytes:
    """Delete file for those rows of the data file."""
    sink = ParquetSink(pa.schema([_PATH.arrow, _POSITION.arrow]))
    paths = pa.repeat(pa.scalar(uri, pa.string()), len(positions))
    sink.write(pa.Table.from_arrays([paths, pa.array(positions, pa.int64())], schema=sink.schema))
    return sink.finish()


@dataclass(frozen=True)
class DataFile:
    """A written data file that does not belong to a table yet."""

    uri: str
    rows: int
    size_bytes: int
    partition: tuple[str | None, ...]
    sha256: str


def written_file(uri: str, rows: int, content: bytes, partition: tuple[str | None, ...]) -> DataFile:
    """The file written with that content."""
    return DataFile(uri, rows, len(content), partition, hashlib.sha256(content).hexdigest())


def read_written(storage: Storage, uri: str, sha256: str, fields: Sequence[Field]) -> pa.Table:
    """As `read_rows`, for a file with exactly the bytes that were written: a row's stored hash does not reveal changes
    to its other columns. Raises `FileAltered`.
    """
    with storage.open(uri) as source:
        content = source.read()
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise FileAltered(
            "PROOF_FAILED",
            f"{uri} bytes written",
            f"expected SHA-256 {sha256}, got {found}",
            "nothing was published; find out who else writes to the zone, then run the window again",
        )
    return _rows_of(io.BytesIO(content), fields)
