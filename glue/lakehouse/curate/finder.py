"""Chooses who counts what a model's tests find."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa

from lakehouse.curate.arrow_finder import ArrowFinder, ReadColumns, can_find
from lakehouse.curate.checks import Finder
from lakehouse.curate.model import ModelTest
from lakehouse.curate.source import Source
from lakehouse.curate.spark_finder import SparkFinder
from lakehouse.iceberg.layout import layout_of
from lakehouse.iceberg.parquet_files import read_rows, without
from lakehouse.iceberg.scan import StoredFile, scan_files
from lakehouse.iceberg.schema import Field
from lakehouse.iceberg.storage import Storage

FEW_ROWS = 2_000_000
"""A driver holds the tested columns of so many rows without noticing."""

_FILES_AT_ONCE = 4


def _fields(source: Source) -> tuple[Field, ...]:
    return layout_of(source.table.spark._jvm, source.table.java).fields


def _is_readable(source: Source) -> bool:
    """Whether its rows are few, and none is deleted by its values: only Spark can tell which those are."""
    deleted = source.snapshot is not None and source.snapshot.count("total-equality-deletes")
    return source.total_rows <= FEW_ROWS and not deleted


def _reader(source: Source, storage: Storage) -> ReadColumns:
    def read_file(file: StoredFile, fields: Sequence[Field]) -> pa.Table:
        return without(read_rows(storage, file.uri, fields), file.deleted(storage))

    def read(columns: Sequence[str]) -> pa.Table:
        fields = [field for field in _fields(source) if field.name in columns]
        empty = pa.schema([(field.name, field.type) for field in fields]).empty_table()
        if source.snapshot is None:
            return empty
        files = scan_files(source.table, source.snapshot, None).files
        with ThreadPoolExecutor(_FILES_AT_ONCE) as pool:
            return pa.concat_tables([empty, *pool.map(read_file, files, [fields] * len(files))])

    return read


def finder_for(tests: Sequence[ModelTest], state: Source, others: Mapping[str, Source], storage: Storage) -> Finder:
    """Arrow where the rows are few and it compares their values as Spark does, else Spark.

    `others` are the tables that relations lead to, by the names that tests have for them.
    """
    if all(_is_readable(source) for source in (state, *others.values())):
        types = {field.name: field.type for field in _fields(state)}
        of_others = {name: {field.name: field.type for field in _fields(other)} for name, other in others.items()}
        if all(can_find(test, types, of_others) for test in tests):
            return ArrowFinder(
                _reader(state, storage), {name: _reader(other, storage) for name, other in others.items()}
            )
    return SparkFinder(state.rows(), {name: source.rows() for name, source in others.items()})
