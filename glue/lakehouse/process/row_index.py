"""What the job keeps for each row of a file: enough to find rows that share a key, but none of their values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from lakehouse.process.keys import Hashes
from lakehouse.process.proof import Heads, Tally

_LINE_BITS = 32

Lines = np.ndarray[Any, np.dtype[np.int64]]
Instants = np.ndarray[Any, np.dtype[np.int64]]


def line_numbers(page: int, lines: Sequence[int] | Lines) -> Lines:
    """Line numbers that increase across pages; they encode the page as well."""
    return np.asarray(lines, np.int64) + (page << _LINE_BITS)


def page_and_line(number: int) -> tuple[int, int]:
    """Page and line of a line number."""
    return number >> _LINE_BITS, number & ((1 << _LINE_BITS) - 1)


@dataclass(frozen=True)
class RowIndex:
    """Arrays with one element per row, in the file's order.

    `keys` are hashes of the primary key, `lines` numbers of the rows' lines by `line_numbers`, `heads` those of their
    hashes. If the write mode needs them: `versions` are microseconds of `updatedAtColumn`, `contents` hashes of all
    columns of the contract.
    """

    keys: Hashes
    lines: Lines
    heads: Heads
    versions: Instants | None
    contents: Hashes | None

    def __len__(self) -> int:
        return len(self.lines)

    def take(self, rows: Any) -> RowIndex:
        """The selected rows."""
        parts: list[Any] = [None if part is None else part[rows] for part in self._parts()]
        return RowIndex(*parts)

    def tally(self, rows: Any) -> Tally:
        """Tally of the selected rows."""
        return Tally.of(self.heads[rows])

    def _parts(self) -> list[Any]:
        return [getattr(self, field.name) for field in fields(self)]


def joined(parts: Sequence[RowIndex]) -> RowIndex:
    """The concatenated parts, at least one."""
    columns = zip(*(part._parts() for part in parts), strict=True)
    whole: list[Any] = [None if column[0] is None else np.concatenate(column) for column in columns]
    return RowIndex(*whole)
