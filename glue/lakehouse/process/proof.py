"""Row counts that reveal a lost, duplicated or changed row: the number of rows and the sum of their hashes' heads."""

from __future__ import annotations

import binascii
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from lakehouse.failure import DatasetFailure
from lakehouse.process.run import ManifestDataset, Page

_LOW_BITS = 30
_DIGEST_WORDS = 4
_MOST_SHOWN = 5


@dataclass(frozen=True)
class Tally:
    """Rows, and the sum of the first 60 bits of their hashes. A sum (unlike XOR) does not cancel equal pairs."""

    rows: int
    hash_sum: int

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.rows + other.rows, self.hash_sum + other.hash_sum)

    def __sub__(self, other: Tally) -> Tally:
        return Tally(self.rows - other.rows, self.hash_sum - other.hash_sum)

    @classmethod
    def of(cls, heads: Heads) -> Tally:
        """Tally of rows by their heads, summed in halves: a sum of whole heads would exceed 64 bits after 16 rows."""
        low = int((heads & np.uint64((1 << _LOW_BITS) - 1)).sum())
        high = int((heads >> np.uint64(_LOW_BITS)).sum())
        return cls(len(heads), low + (high << _LOW_BITS))

    def __str__(self) -> str:
        return f"{self.rows} rows with hash sum {self.hash_sum}"


NOTHING = Tally(0, 0)


Heads = np.ndarray[Any, np.dtype[np.uint64]]
"""First 60 bits of each row's hash."""


def heads_of(digests: bytes) -> Heads:
    """Heads of concatenated SHA-256 digests."""
    words = np.frombuffer(digests, ">u8").reshape(-1, _DIGEST_WORDS)[:, 0]
    return words.astype(np.uint64) >> np.uint64(64 - 2 * _LOW_BITS)


def stored_heads(hashes: pa.ChunkedArray) -> Heads:
    """Heads of hashes as tables store them, in hexadecimal."""
    heads = [heads_of(_unhexed(chunk)) for chunk in hashes.chunks]
    return np.concatenate(heads) if heads else heads_of(b"")


def _unhexed(hashes: pa.StringArray) -> bytes:
    """The digests of equally long hexadecimal hashes, without creating a Python object for each."""
    if not len(hashes):
        return b""
    _, offsets, data = hashes.buffers()
    ends = np.frombuffer(offsets, np.int32)[hashes.offset : hashes.offset + len(hashes) + 1]
    if hashes.null_count or not (np.diff(ends) == 2 * 8 * _DIGEST_WORDS).all():
        raise ValueError("a row's hash is not 64 hexadecimal digits")
    return binascii.unhexlify(memoryview(data)[ends[0] : ends[-1]])


@dataclass(frozen=True)
class PageTally:
    """What was read from one page, or why it was refused.

    `read` counts all its rows by the hashes of their lines, as the manifest has them. The others use the hashes that
    tables store: `staged` counts all rows again, `rejected` those that break the contract by themselves, `outside`
    those outside the run's window that are not loaded. `loaded_outside` counts rows outside it that are loaded.
    """

    read: Tally
    staged: Tally
    rejected: Tally
    outside: Tally
    loaded_outside: int
    problem: str | None = None

    def __add__(self, other: PageTally) -> PageTally:
        """The tally of several pages, or of one that a manifest names twice."""
        return PageTally(
            self.read + other.read,
            self.staged + other.staged,
            self.rejected + other.rejected,
            self.outside + other.outside,
            self.loaded_outside + other.loaded_outside,
            self.problem or other.problem,
        )

    @property
    def good(self) -> Tally:
        """Rows written to the table's files."""
        return self.staged - self.rejected - self.outside


def nothing_read(problem: str | None = None) -> PageTally:
    """The tally of no page, or of a refused one."""
    return PageTally(NOTHING, NOTHING, NOTHING, NOTHING, 0, problem)


def _page_problem(found: PageTally | None, page: Page) -> str | None:
    if found is None:
        return None if page.rows == 0 else f"{page.key} gave no rows, the manifest says {page.rows}"
    if found.problem is not None:
        return found.problem
    expected = Tally(page.rows, page.row_hash_sum)
    return None if found.read == expected else f"{page.key} has {found.read}, the manifest says {expected}"


def compare_with_manifest(found: dict[int, PageTally], entry: ManifestDataset) -> PageTally:
    """Compares each page, and their total, with the manifest. Returns the total.

    Raises `DatasetFailure` with the keys of all objects that are not the ones that landed.
    """
    problems = [problem for page in entry.pages if (problem := _page_problem(found.get(page.page), page)) is not None]
    if problems:
        more = f"; and {len(problems) - _MOST_SHOWN} more" if len(problems) > _MOST_SHOWN else ""
        raise DatasetFailure(
            "RAW_OBJECT_MISMATCH",
            entry.dataset_id,
            "; ".join(problems[:_MOST_SHOWN]) + more,
            "restore the object's version that landed, or run the window again as a new attempt",
        )
    total = sum(found.values(), nothing_read())
    expect_equal(entry.dataset_id, "rows read from raw", total.read, Tally(entry.rows, entry.row_hash_sum))
    return total


def expect_equal(dataset_id: str, what: str, found: object, expected: object) -> None:
    """Raises `DatasetFailure` if a hop has lost, duplicated or changed rows."""
    if found != expected:
        raise DatasetFailure(
            "PROOF_FAILED",
            f"{dataset_id} {what}",
            f"expected {expected}, got {found}",
            "nothing was published; report this with the run's manifest, then run the window again",
        )
