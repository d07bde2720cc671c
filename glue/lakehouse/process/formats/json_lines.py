"""Gzip of JSON lines: each record is one line. Answers of JSON and of NDJSON are kept this way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lakehouse.contract import Dataset
from lakehouse.process.formats.format import unzipped
from lakehouse.process.reading import PageColumns
from lakehouse.process.records import read_records
from lakehouse.process.redact import redacted_line


@dataclass(frozen=True)
class JsonRecords:
    """Lines, and the text that they are lines of."""

    records: list[bytes]
    text: bytes

    def columns(self, dataset: Dataset) -> PageColumns:
        """Typed columns of the lines."""
        return read_records(self.records, self.text, dataset)

    def only(self, numbers: Sequence[int]) -> JsonRecords:
        """Some of the lines."""
        records = [self.records[number] for number in numbers]
        return JsonRecords(records, b"\n".join(records))

    def redacted(self, number: int, dataset: Dataset) -> str | None:
        """The record, with its numbers' own digits."""
        return redacted_line(self.records[number], dataset)


class JsonLines:
    """The format; an object of 0 bytes has no lines."""

    def open(self, body: bytes, dataset: Dataset) -> JsonRecords:
        """Raises `UnreadableObject` if the body is not gzip; lines that are not JSON are rejected later, one by one."""
        del dataset  # Each line names its fields itself.
        text = unzipped(body).removesuffix(b"\n")
        return JsonRecords(text.split(b"\n") if text else [], text)
