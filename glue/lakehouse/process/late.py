"""Rows of earlier nights found by looking back, because the source added them only after those nights were read."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from lakehouse.contract import Dataset
from lakehouse.iceberg.layout import Layout
from lakehouse.iceberg.parquet_files import Positions, read_rows
from lakehouse.iceberg.storage import Storage
from lakehouse.process.data_writer import StagedFile
from lakehouse.process.keys import microseconds
from lakehouse.process.run import Window
from lakehouse.process.window import instant


def count_late(
    dataset: Dataset,
    layout: Layout,
    files: Iterable[StagedFile],
    unloaded: Iterable[Positions],
    night: Window,
    storage: Storage,
) -> int:
    """Number of loaded rows from before the night; `unloaded` are positions of rows not loaded, by file."""
    fields = [field for field in layout.fields if field.name == dataset.window_column]
    late = 0
    for file, positions in zip(files, unloaded, strict=True):
        instants: pa.Array = read_rows(storage, file.file.uri, fields).column(0).combine_chunks()
        late += int((np.delete(microseconds(instants), positions) < instant(night.since)).sum())
    return late
