"""Counting rows so that a lost, doubled or changed one shows: a number of rows and the sum of their hashes' heads."""

from __future__ import annotations

from dataclasses import dataclass

from pyspark.sql import Column, DataFrame, Row
from pyspark.sql import functions as F

from lakehouse.columns import HASH_HEAD, LINE, PAGE, REJECTED, ROW_HASH
from lakehouse.failure import DatasetFailure
from lakehouse.run import ManifestDataset, Page
from lakehouse.stage import PAGE_REFUSED

_LOW_BITS = 30
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


def stored_head() -> Column:
    """Head of a hash as it is stored in a table."""
    return F.conv(F.substring(ROW_HASH, 1, 15), 16, 10).cast("bigint")


@dataclass(frozen=True)
class StagedTallies:
    """What came from raw, and how much of it breaks the contract on its own."""

    total: Tally
    rejected: Tally


def _page_problem(row: Row | None, page: Page) -> str | None:
    if row is None:
        return None if page.rows == 0 else f"{page.key} gave no rows, the manifest says {page.rows}"
    if row["problem"] is not None:
        return str(row["problem"])
    found, expected = tally_of(row, "all"), Tally(page.rows, page.row_hash_sum)
    return None if found == expected else f"{page.key} has {found}, the manifest says {expected}"


def staged_tallies(staged: DataFrame, entry: ManifestDataset) -> StagedTallies:
    """Compares every page with the manifest; this is the pass that reads them.

    Raises `DatasetFailure` with the keys of all objects that are not the ones which landed.
    """
    refused = F.col(f"{REJECTED}.reason") == PAGE_REFUSED
    rows = staged.groupBy(PAGE).agg(
        F.max(F.when(refused, F.col(f"{REJECTED}.message"))).alias("problem"),
        *tally_columns("all", F.col(LINE).isNotNull()),
        *tally_columns("rejected", F.col(LINE).isNotNull() & F.col(REJECTED).isNotNull()),
    )
    by_page = {row[PAGE]: row for row in rows.collect()}
    problems = [problem for page in entry.pages if (problem := _page_problem(by_page.get(page.page), page)) is not None]
    if problems:
        more = f"; and {len(problems) - _MOST_SHOWN} more" if len(problems) > _MOST_SHOWN else ""
        raise DatasetFailure(
            "RAW_OBJECT_MISMATCH",
            entry.dataset_id,
            "; ".join(problems[:_MOST_SHOWN]) + more,
            "restore the object's version that landed, or run the window again as a new attempt",
        )
    total = sum((tally_of(row, "all") for row in by_page.values()), NOTHING)
    expect_equal(entry.dataset_id, "rows read from raw", total, Tally(entry.rows, entry.row_hash_sum))
    return StagedTallies(total, sum((tally_of(row, "rejected") for row in by_page.values()), NOTHING))


def expect_equal(dataset_id: str, what: str, found: object, expected: object) -> None:
    """Raises `DatasetFailure` when a hop has lost, doubled or changed rows."""
    if found != expected:
        raise DatasetFailure(
            "PROOF_FAILED",
            f"{dataset_id} {what}",
            f"{found}; {expected} expected",
            "nothing was published; report this with the run's manifest, then run the window again",
        )
