"""Differences between states of a table: found by Arrow for few rows, otherwise by Spark."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from lakehouse.curate import arrow_rows, spark_rows
from lakehouse.curate.changed_files import ChangedFiles
from lakehouse.curate.checks import WrittenDays
from lakehouse.curate.record import REWRITTEN, version_of
from lakehouse.curate.source import Source
from lakehouse.iceberg.storage import Storage


def same_rows(before: Source, after: Source, written: WrittenDays | None, storage: Storage) -> bool:
    """Whether both states of one table have the same rows and multiplicities on those days; on all days if None.

    Rows are compared in the table's current columns; columns that the earlier state lacks count as null.
    """
    before = replace(before, table=after.table)
    read_before, read_after = (arrow_rows.reader(state, storage) for state in (before, after))
    if read_before is not None and read_after is not None:
        names = [field.name for field in arrow_rows.fields_of(after.table)]
        rows = [arrow_rows.of_days(read(names), written) for read in (read_before, read_after)]
        return arrow_rows.same_rows(*rows)
    states = [state.rows() for state in (before, after)]
    if written is not None:
        states = [rows.where(spark_rows.within(written.column, written.ranges)) for rows in states]
    return spark_rows.same_rows(*states)


def _changed_files(source: Source, consumed: str) -> ChangedFiles | None:
    files, end = ChangedFiles(), 0
    for place, past in enumerate(source.history):
        if past.count("total-equality-deletes"):
            return None
        if version_of(source.history[place:]) == consumed:
            files.add_difference(source.table, past, source.history[end])
            return files
        if past.operation == REWRITTEN:
            # Rewritten files have the same rows as those that they replace, so neither needs to be read.
            files.add_difference(source.table, past, source.history[end])
            end = place + 1
    return None


def changed_days(source: Source, consumed: str, column: str, storage: Storage) -> set[date] | None:
    """Days of the column on which rows were added, removed or changed since that version; both days of a moved row.

    None if the table's history cannot tell: the version has expired, or rows were deleted by value.
    """
    files = _changed_files(source, consumed)
    if files is None or not any(files):
        return None if files is None else set()
    fields = arrow_rows.fields_of(source.table)
    if arrow_rows.can_find_days(files, fields, column):
        return arrow_rows.days_of_changes(files, fields, column, storage)
    return spark_rows.days_of_changes(source.table, files, column)
