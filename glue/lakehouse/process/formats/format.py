"""What a format of raw objects has to know, and nothing else in the job does.

Raw keeps the source's own bytes (ADR 0049). A format finds the records in an object, exactly as they stand there: the
extraction counts and hashes the same bytes, so `model/formats` has the same rules in TypeScript, and
`tests/formats` has bodies that both are tested with. Then it gives their values in the contract's types, and what of
a bad record may be kept. Everything after that (masking, hashing, keys, proof) is the same for all formats.

To add a format, write a module with a `Format` and add it to `table.FORMATS`, to `RawFormat` in
`lakehouse/contract.py`, and to `extraction.format` in `model/documents/contract-bundle.ts`:

- An object is given as it was landed, still compressed, because some formats (Parquet, Excel) have a compression of
  their own. Formats of text call `unzipped`.
- A record's bytes have to be a function of the object alone, the same in both languages. A line of a log, or the XML of
  a row in an Excel sheet, are such bytes. Parquet has none for a row: there, both sides would hash the row's values in
  one agreed spelling, and `records` would be these spellings.
- Values are typed through `reading.PageReader`: a fast way to read many records, and a way to check one record and
  spell it canonically. A format that has types itself, like Parquet, gives `whole` its own columns.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Sequence
from typing import Protocol

from lakehouse.contract import Dataset
from lakehouse.process.reading import PageColumns


class UnreadableObject(ValueError):
    """An object from which no record can be read; the message completes "the object …" and quotes no value."""


class Records(Protocol):
    """The records of one object."""

    @property
    def records(self) -> Sequence[bytes]:
        """The records' bytes as they stand in the object, in order: what is counted and hashed."""
        ...

    def columns(self, dataset: Dataset) -> PageColumns:
        """Typed columns of the good records, and why the others break the contract, by number.

        `dataset` may have fewer columns than the one that the object was opened for.
        """
        ...

    def only(self, numbers: Sequence[int]) -> Records:
        """Some of the records, numbered anew in the order of `numbers`."""
        ...

    def redacted(self, number: int, dataset: Dataset) -> str | None:
        """The record as JSON without what some readers may not see; None if its values are unknown."""
        ...


class Format(Protocol):
    """A format of raw objects."""

    def open(self, body: bytes, dataset: Dataset) -> Records:
        """The records of an object. Raises `UnreadableObject`."""
        ...


def unzipped(body: bytes) -> bytes:
    """The text of a gzip object. Raises `UnreadableObject`."""
    try:
        return gzip.decompress(body)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableObject(f"is not gzip: {error}") from error
