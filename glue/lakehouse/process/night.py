"""A night's rows, counted before they are compared with the table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from lakehouse.process.data_writer import tally_of_files
from lakehouse.process.outcome import Hop
from lakehouse.process.proof import PageTally, Tally, expect_equal
from lakehouse.process.settle import Settled
from lakehouse.process.staging import Staged


@dataclass(frozen=True)
class Night:
    """Tallies of a night's rows: `pages` of the rows read, `duplicate` and `conflict` of rows that share a key.

    `reasons` count all quarantined rows.
    """

    pages: PageTally
    duplicate: Tally
    conflict: Tally
    reasons: Mapping[str, int]

    @property
    def rows(self) -> int:
        """Rows read from raw."""
        return self.pages.read.rows

    @property
    def quarantined(self) -> Tally:
        """Rows that break the contract."""
        return self.pages.rejected + self.conflict

    @property
    def outside(self) -> Tally:
        """Rows outside the window that are not loaded."""
        return self.pages.outside

    @property
    def loaded_outside(self) -> int:
        """Rows outside the window that are loaded."""
        return self.pages.loaded_outside

    @property
    def strays(self) -> int:
        """All rows outside the window."""
        return self.outside.rows + self.loaded_outside

    @property
    def accepted(self) -> Tally:
        """Rows that keep the contract, one per key."""
        return self.pages.good - self.conflict - self.duplicate

    def hops(self, written: Tally, stored: Tally) -> tuple[Hop, ...]:
        """Where the rows are; `written` are those written to the table, `stored` those that it has already, or newer.

        `raw` uses the hashes of lines, as recorded by extraction; `staged` counts the same rows by the hashes that
        tables store, as do all later hops. `staged` is the sum of accepted, quarantined, duplicates and outside; in a
        published night, accepted is the sum of written and stored.
        """
        tallies = {
            "raw": self.pages.read,
            "staged": self.pages.staged,
            "accepted": self.accepted,
            "quarantined": self.quarantined,
            "duplicates": self.duplicate,
            "outside": self.outside,
            "written": written,
            "stored": stored,
        }
        return tuple(Hop(hop, tally.rows, tally.hash_sum) for hop, tally in tallies.items())


def counted(dataset_id: str, staged: Staged, pages: PageTally, settled: Settled) -> Night:
    """Raises `DatasetFailure` if rows were lost or duplicated on their way into files, or between files."""
    expect_equal(dataset_id, "rows staged", pages.staged.rows, pages.read.rows)
    expect_equal(dataset_id, "rows in staged files", tally_of_files(staged.files), pages.good)
    expect_equal(dataset_id, "rows in quarantine files", tally_of_files(staged.quarantined), pages.rejected)
    reasons = staged.reasons + Counter(DUPLICATE_KEY=settled.conflict.rows)
    night = Night(pages, settled.duplicate, settled.conflict, dict(reasons))
    expect_equal(dataset_id, "distinct keys", settled.distinct_keys, night.accepted.rows)
    return night
