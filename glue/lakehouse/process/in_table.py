"""Rows that are in quarantine while the table holds a row of the same key: what a reader sees of them is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lakehouse.process.keys import NO_KEYS, Hashes, places_of
from lakehouse.process.stored import StoredRows


@dataclass(frozen=True)
class InTable:
    """Quarantined rows by where the table's row of their key comes from."""

    earlier: int
    this_run: int

    def __str__(self) -> str:
        parts = [
            f"{self.earlier} as an earlier run loaded them" if self.earlier else "",
            f"{self.this_run} as another row of this run has them" if self.this_run else "",
        ]
        return ", ".join(part for part in parts if part)

    @property
    def rows(self) -> int:
        """All of them."""
        return self.earlier + self.this_run


NONE_IN_TABLE = InTable(0, 0)


def explained_by(rejected: Hashes, loadable: Hashes, stored: Sequence[StoredRows]) -> int:
    """Stored rows that the night doesn't bring but in a rejected row of their key: the source still has them."""
    known = np.concatenate([NO_KEYS, *(part.keys for part in stored)])
    return int(((places_of(known, rejected) >= 0) & (places_of(known, loadable) < 0)).sum())


def in_table(rejected: Hashes, loadable: Hashes, stored: Sequence[StoredRows]) -> InTable:
    """Finds the keys of rejected rows among those of the night's rows that can be loaded, and among stored ones."""
    of_night = places_of(rejected, loadable) >= 0
    known = np.concatenate([NO_KEYS, *(part.keys for part in stored)])
    before = ~of_night & (places_of(rejected, known) >= 0)
    return InTable(int(before.sum()), int(of_night.sum()))
