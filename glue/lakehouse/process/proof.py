"""Counting rows so that a lost, doubled or changed one shows: a number of rows and the sum of their hashes' heads."""

from __future__ import annotations

from dataclasses import dataclass

from pyspark.sql import Column, DataFrame, Row
from pyspark.sql import functions as F

from lakehouse.columns import HASH_HEAD, LINE, PAGE, REJECTED, ROW_HASH
from lakehouse.failure import DatasetFailure
from lakehouse.process.run import ManifestDataset, Page

_LOW_BITS = 30
_HEAD_DIGITS = 15
PAGE_REFUSED = "PAGE_REFUSED"
"""Reason of the one row that stands for a page which is not the one that landed."""
_MOST_SHOWN = 5


@dataclass(frozen=True)
class Tally:
    """Rows, and the sum of the first 60 bits of their hashes. A sum, so that equal pairs don't cancel."""

    rows: int
    hash_sum: int

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.rows + other.rows, self.hash_sum + other.hash_sum)

    def __sub__(self, other: Tally) -> Tally:
        return Tally(self.rows - other.rows, self.hash_sum - other.hash_sum)

    def __str__(self) -> str:
        return f"{self.rows} rows with hash sum {self.hash_sum}"


NOTHING = Tally(0, 0)


def tally_columns(prefix: str, counted: Column, head: Column | None = None) -> list[Column]:
    """Aggregates from which `tally_of` makes a tally of the rows where `counted` is true.

    Heads are 60 bits, so they are summed in two halves: a sum of whole heads would leave 64 bits after 16 rows, and one
    of decimals is an order slower.
    """
    value = F.col(HASH_HEAD) if head is None else head
    return [
        F.count(F.when(counted, F.lit(1))).alias(f"{prefix}_rows"),
        F.sum(F.when(counted, value.bitwiseAND((1 << _LOW_BITS) - 1))).alias(f"{prefix}_low"),
        F.sum(F.when(counted, F.shiftright(value, _LOW_BITS))).alias(f"{prefix}_high"),
    ]


def tally_of(row: Row, prefix: str) -> Tally:
    """The tally that the columns of that prefix hold."""
    return Tally(row[f"{prefix}_rows"], (row[f"{prefix}_low"] or 0) + ((row[f"{prefix}_high"] or 0) << _LOW_BITS))


def tally(frame: DataFrame) -> Tally:
    """Tally of a frame that has the heads of its rows' hashes."""
    return tally_of(frame.agg(*tally_columns("all", F.lit(True))).collect()[0], "all")


def head_of(digits: str) -> int:
    """Head of a hash."""
    return int(digits[:_HEAD_DIGITS], 16)


def stored_head() -> Column:
    """The same of a hash as it is stored in a table."""
    return F.conv(F.substring(ROW_HASH, 1, _HEAD_DIGITS), 16, 10).cast("bigint")


@dataclass(frozen=True)
class PageTally:
    """What was read of one page: all its rows, those that break the contract on their own, or why it was refused."""

    total: Tally
    rejected: Tally
    problem: str | None


@dataclass(frozen=True)
class StagedTallies:
    """What came from raw, and how much of it breaks the contract on its own."""

    total: Tally
    rejected: Tally


def tallies_by_page(staged: DataFrame) -> dict[int, PageTally]:
    """Counts a staged frame; this is the pass that reads the pages."""
    refused = F.col(f"{REJECTED}.reason") == PAGE_REFUSED
    rows = staged.groupBy(PAGE).agg(
        F.max(F.when(refused, F.col(f"{REJECTED}.message"))).alias("problem"),
        *tally_columns("all", F.col(LINE).isNotNull()),
        *tally_columns("rejected", F.col(LINE).isNotNull() & F.col(REJECTED).isNotNull()),
    )
    return {
        row[PAGE]: PageTally(tally_of(row, "all"), tally_of(row, "rejected"), row["problem"]) for row in rows.collect()
    }


def _page_problem(found: PageTally | None, page: Page) -> str | None:
    if found is None:
        return None if page.rows == 0 else f"{page.key} gave no rows, the manifest says {page.rows}"
    if found.problem is not None:
        return found.problem
    expected = Tally(page.rows, page.row_hash_sum)
    return None if found.total == expected else f"{page.key} has {found.total}, the manifest says {expected}"


def compare_with_manifest(found: dict[int, PageTally], entry: ManifestDataset) -> StagedTallies:
    """Compares every page, and all of them, with the manifest.

    Raises `DatasetFailure` with the keys of all objects that are not the ones which landed.
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
    total = sum((page.total for page in found.values()), NOTHING)
    expect_equal(entry.dataset_id, "rows read from raw", total, Tally(entry.rows, entry.row_hash_sum))
    return StagedTallies(total, sum((page.rejected for page in found.values()), NOTHING))


def expect_equal(dataset_id: str, what: str, found: object, expected: object) -> None:
    """Raises `DatasetFailure` when a hop has lost, doubled or changed rows."""
    if found != expected:
        raise DatasetFailure(
            "PROOF_FAILED",
            f"{dataset_id} {what}",
            f"{found}; {expected} expected",
            "nothing was published; report this with the run's manifest, then run the window again",
        )
