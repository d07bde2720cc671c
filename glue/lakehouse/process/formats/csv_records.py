"""Gzip of CSV: answers of a source as they came, each with a header as its first record.

Columns are found by the names in the header, whatever their order. Arrow's CSV reader splits a page's records into
cells; it gets only records that `csv_text` has found, and a header of our own.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.csv as pc_csv

from lakehouse.contract import Column, Dataset
from lakehouse.process.check import Missing, Rejection, check_values
from lakehouse.process.formats.csv_cells import read_cells, value_of
from lakehouse.process.formats.csv_text import CsvText, fields_of, split_csv, unquoted
from lakehouse.process.formats.format import UnreadableObject, unzipped
from lakehouse.process.reading import PageColumns, PageReader, no_rows
from lakehouse.process.redact import shown
from lakehouse.process.typed import NotAsExpected, read_type, typed_columns

# Arrow counts rows from 1, and the header is one.
_FIRST_ROW = 2


class _NotCsv(ValueError):
    """The record does not have exactly one field for each name of the header."""


def _is_utf8(record: bytes) -> bool:
    try:
        record.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


@dataclass(frozen=True)
class CsvRecords:
    """The records of one object."""

    text: CsvText
    delimiter: str

    @property
    def records(self) -> list[bytes]:
        """The bytes between record ends, without the header."""
        return self.text.records

    def columns(self, dataset: Dataset) -> PageColumns:
        """Typed columns of the records."""
        places = {name: place for place, name in enumerate(self.text.names)}
        reader = PageReader(
            dataset,
            lambda numbers: self._whole(numbers, dataset, places),
            lambda number: self._check(number, dataset, places),
        )
        return reader.read(len(self.records))

    def only(self, numbers: Sequence[int]) -> CsvRecords:
        """Some of the records."""
        malformed = frozenset(place for place, number in enumerate(numbers) if number in self.text.malformed)
        text = replace(self.text, records=[self.records[number] for number in numbers], malformed=malformed)
        return replace(self, text=text)

    def redacted(self, number: int, dataset: Dataset) -> str | None:
        """The record with the header's names; values are text, as the source wrote them."""
        try:
            fields = self._fields(number)
        except _NotCsv:
            return None
        columns = {column.source_name: column for column in dataset.columns}
        members = [
            f"{json.dumps(name, ensure_ascii=False)}:{self._redacted(columns.get(name), field)}"
            for name, field in zip(self.text.names, fields, strict=True)
        ]
        return "{" + ",".join(members) + "}"

    @staticmethod
    def _redacted(column: Column | None, field: str) -> str:
        value = None if column is None or not field else value_of(unquoted(field), column.type)
        kept = shown(column, value)
        return json.dumps(unquoted(field) if kept is value and value is not None else kept, ensure_ascii=False)

    def _fields(self, number: int) -> list[str]:
        try:
            fields = fields_of(self.records[number].decode("utf-8"), self.delimiter)
        except UnicodeDecodeError as error:
            raise _NotCsv(f"byte {error.start} is not UTF-8") from error
        if isinstance(fields, int):
            message = "a field with a quote or a line end is in quotes, and quotes within it are doubled"
            raise _NotCsv(f"not CSV at character {fields}: {message}")
        if len(fields) != len(self.text.names):
            raise _NotCsv(f"the record has {len(fields)} fields, the header has {len(self.text.names)}")
        return fields

    def _check(self, number: int, dataset: Dataset, places: dict[str, int]) -> bytes | Rejection:
        try:
            fields = self._fields(number)
        except _NotCsv as error:
            return Rejection("NOT_CSV", None, str(error))

        def find(column: Column) -> object:
            place = places.get(column.source_name)
            if place is None:
                return Missing.ABSENT
            return value_of(unquoted(fields[place]), column.type) if fields[place] else None

        return check_values(find, dataset)

    def _whole(self, numbers: Sequence[int], dataset: Dataset, places: dict[str, int]) -> pa.Table:
        if not numbers:
            return no_rows(dataset)
        if self.text.malformed:
            malformed = [place for place, number in enumerate(numbers) if number in self.text.malformed]
            if malformed:
                raise NotAsExpected(malformed)
        records = self.records if len(numbers) == len(self.records) else [self.records[n] for n in numbers]
        names = [str(place) for place in range(len(self.text.names))]
        wanted = [str(places[column.source_name]) for column in dataset.columns if column.source_name in places]
        cells = self._cells(records, names, wanted)

        def values_of(column: Column) -> pa.ChunkedArray:
            place = places.get(column.source_name)
            if place is None:
                return pa.chunked_array([pa.nulls(len(records), read_type(column))])
            return read_cells(column, cells.column(str(place)))

        return typed_columns(dataset, values_of)

    def _cells(self, records: Sequence[bytes], names: Sequence[str], wanted: Sequence[str]) -> pa.Table:
        """Texts of the wanted columns. An empty cell without quotes is null."""
        text = b"\n".join([self.delimiter.join(names).encode(), *records, b""])
        try:
            text.decode("utf-8")
        except UnicodeDecodeError as error:
            raise NotAsExpected(n for n, record in enumerate(records) if not _is_utf8(record)) from error
        uneven: list[int] = []

        def skip(row: pc_csv.InvalidRow) -> str:
            uneven.append(row.number - _FIRST_ROW)
            return "skip"

        try:
            table = pc_csv.read_csv(
                pa.BufferReader(text),
                read_options=pc_csv.ReadOptions(use_threads=False, block_size=len(text) + 1),
                parse_options=pc_csv.ParseOptions(
                    delimiter=self.delimiter,
                    newlines_in_values=True,
                    ignore_empty_lines=False,
                    invalid_row_handler=skip,
                ),
                convert_options=pc_csv.ConvertOptions(
                    check_utf8=False,
                    # Without any wanted column Arrow would convert all.
                    include_columns=list(dict.fromkeys(wanted)) or [names[0]],
                    column_types=dict.fromkeys(names, pa.string()),
                    null_values=[""],
                    strings_can_be_null=True,
                    quoted_strings_can_be_null=False,
                ),
            )
        except pa.ArrowInvalid as error:
            raise NotAsExpected from error
        if uneven:
            raise NotAsExpected(uneven)
        if table.num_rows != len(records):
            raise NotAsExpected
        return table


@dataclass(frozen=True)
class Csv:
    """The format; `delimiter` is one ASCII character."""

    delimiter: str

    def open(self, body: bytes, dataset: Dataset) -> CsvRecords:
        """Raises `UnreadableObject`, also if the header names no column of the contract, or one twice."""
        text = split_csv(unzipped(body), self.delimiter)
        names = {column.source_name for column in dataset.columns}
        twice = [name for name in dict.fromkeys(text.names) if name in names and text.names.count(name) > 1]
        if twice:
            raise UnreadableObject(f"has a header with {', '.join(twice)} more than once")
        if names.isdisjoint(text.names):
            # Without a header, the first row's values would be taken for names, and nobody would miss the row.
            raise UnreadableObject("has a header with none of the contract's fields")
        return CsvRecords(text, self.delimiter)
