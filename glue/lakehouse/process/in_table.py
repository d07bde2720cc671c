"""Quarantined rows whose key the table holds in another row: says which row readers see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lakehouse.process.keys import NO_KEYS, Hashes, places_of
from lakehouse.process.stored import StoredRows


@dataclass(frozen=True)
class InTable:
    """Quarantined rows, by the origin of the table's row with the same key."""

    earlier: int
    this_run: int

    def __str__(self) -> str:
        parts = [
            f"{self.earlier} as loaded by an earlier run" if self.earlier else "",
            f"{self.this_run} as another row of this run" if self.this_run else "",
        ]
        return ", ".join(part for part in parts if part)

    @property
    def rows(self) -> int:
        """Total number of rows."""
        return self.earlier + self.this_run


NONE_IN_TABLE = InTable(0, 0)


def explained_by(rejected: Hashes, loadable: Hashes, stored: Sequence[StoredRows]) -> int:
    """Stored rows that the night has only as a rejected row with the same key: the source still has them."""
    known = np.concatenate([NO_KEYS, *(part.keys for part in stored)])
    return int(((places_of(known, rejected) >= 0) & (places_of(known, loadable) < 0)).sum())


def in_table(rejected: Hashes, loadable: Hashes, stored: Sequence[StoredRows]) -> InTable:
    """Looks up the keys of rejected rows among the night's loadable rows and among stored rows."""
    of_night = places_of(rejected, loadable) >= 0
    known = np.concatenate([NO_KEYS, *(part.keys for part in stored)])
    before = ~of_night & (places_of(rejected, known) >= 0)
    return InTable(int(before.sum()), int(of_night.sum()))
