"""Chooses the engine that evaluates a model's tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lakehouse.curate.arrow_finder import ArrowFinder, can_find
from lakehouse.curate.arrow_rows import fields_of, reader
from lakehouse.curate.checks import Finder
from lakehouse.curate.model import ModelTest
from lakehouse.curate.source import Source
from lakehouse.curate.spark_finder import SparkFinder
from lakehouse.iceberg.storage import Storage


def finder_for(tests: Sequence[ModelTest], state: Source, others: Mapping[str, Source], storage: Storage) -> Finder:
    """Arrow if the rows are few and it compares their values as Spark does, otherwise Spark.

    `others` are the tables that relationships refer to, by the names that tests use.
    """
    read = reader(state, storage)
    readers = {name: found for name, other in others.items() if (found := reader(other, storage)) is not None}
    if read is not None and len(readers) == len(others):
        types = {field.name: field.type for field in fields_of(state.table)}
        of_others = {
            name: {field.name: field.type for field in fields_of(other.table)} for name, other in others.items()
        }
        if all(can_find(test, types, of_others) for test in tests):
            return ArrowFinder(read, readers)
    return SparkFinder(state.rows(), {name: source.rows() for name, source in others.items()})
