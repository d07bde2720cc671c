"""Writes typed rows into the table's data files one by one, by partition and up to a target size."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pyarrow as pa

from lakehouse.iceberg.layout import Layout, PartitionValues
from lakehouse.iceberg.parquet_files import DataFile, ParquetSink, conformed, written_file
from lakehouse.iceberg.storage import Storage
from lakehouse.process.proof import NOTHING, Tally
from lakehouse.process.row_index import RowIndex, joined
from lakehouse.shared_names import RUN_ID

# Athena and Spark read files of 128 MB to 512 MB best; no file uses more memory than this.
TARGET_BYTES = 256 * 1024 * 1024
# Buffered rows of all partitions together, before the fullest partition's rows become a row group.
_WAITING_ROWS = 262_144


@dataclass(frozen=True)
class StagedFile:
    """A data file that a run wrote, and the index of its rows."""

    file: DataFile
    index: RowIndex


def tally_of_files(files: Iterable[StagedFile]) -> Tally:
    """Tally of all rows of the files."""
    return sum((Tally.of(file.index.heads) for file in files), NOTHING)


@dataclass
class _OpenFile:
    partition: PartitionValues
    sink: ParquetSink
    waiting: list[pa.Table] = field(default_factory=list)
    waiting_rows: int = 0
    index: list[RowIndex] = field(default_factory=list)


class DataWriter:
    """Writes rows in the order in which they are added. Not thread-safe."""

    def __init__(self, storage: Storage, layout: Layout, run_id: str, target_bytes: int = TARGET_BYTES) -> None:
        self._storage = storage
        self._layout = layout
        self._run_id = run_id
        self._target_bytes = target_bytes
        self._open: dict[PartitionValues, _OpenFile] = {}
        self._waiting_rows = 0
        self._written: list[StagedFile] = []

    def add(self, rows: pa.Table, index: RowIndex) -> None:
        """Adds rows with the contract's columns and the page's."""
        if not rows.num_rows:
            return
        stamped = rows.append_column(RUN_ID, pa.repeat(pa.scalar(self._run_id, pa.string()), rows.num_rows))
        whole = conformed(stamped, self._layout.fields)
        for partition, numbers in self._layout.split(rows):
            part, own = (whole, index) if numbers is None else (whole.take(pa.array(numbers)), index.take(numbers))
            file = self._open.get(partition)
            if file is None:
                file = self._open[partition] = _OpenFile(partition, ParquetSink(self._layout.schema))
            file.waiting.append(part)
            file.waiting_rows += part.num_rows
            file.index.append(own)
            self._waiting_rows += part.num_rows
        while self._waiting_rows > _WAITING_ROWS:
            self._flush(max(self._open.values(), key=lambda file: file.waiting_rows))

    def _flush(self, file: _OpenFile) -> None:
        if file.waiting:
            file.sink.write(pa.concat_tables(file.waiting))
            self._waiting_rows -= file.waiting_rows
            file.waiting, file.waiting_rows = [], 0
        if file.sink.size_bytes >= self._target_bytes:
            self._close(file)

    def _close(self, file: _OpenFile) -> None:
        content = file.sink.finish()
        uri = self._layout.new_file(file.partition, self._run_id)
        self._storage.write(uri, content)
        written = written_file(uri, file.sink.rows, content, file.partition)
        self._written.append(StagedFile(written, joined(file.index)))
        del self._open[file.partition]

    def finish(self) -> tuple[StagedFile, ...]:
        """All files; finishes the open ones."""
        for file in list(self._open.values()):
            self._flush(file)
        for file in list(self._open.values()):
            self._close(file)
        return tuple(self._written)
