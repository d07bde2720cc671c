"""What all datasets of a run share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lakehouse.iceberg.storage import Storage
from lakehouse.iceberg.tables import Catalog
from lakehouse.process.mask import MaskKey
from lakehouse.process.pages import Fetch
from lakehouse.process.run import Manifest, Page
from lakehouse.process.workers import Here, Workers
from lakehouse.progress import Progress

GATHERED_ROWS = 50_000
"""Up to this many rows, the driver parses and writes them before executors would have started."""
# Reading Parquet columns is this many times faster than parsing lines.
_READ_FASTER = 10


@dataclass(frozen=True)
class Job:
    """What all datasets of a run share.

    `mask_key` is called only if there is something to mask. The driver handles nights of at most `gathered_rows` rows
    itself, the workers handle larger ones.
    """

    run: Manifest
    fetch: Fetch
    storage: Storage
    mask_key: Callable[[], MaskKey]
    warehouse: str | None
    progress: Progress
    catalog: Catalog
    workers: Workers
    gathered_rows: int = GATHERED_ROWS
    pages_per_task: int = 50

    def workers_to_stage(self, rows: int) -> Workers:
        """Who parses and writes that many rows."""
        return Here() if rows <= self.gathered_rows else self.workers

    def workers_to_read(self, rows: int) -> Workers:
        """Who reads some columns of that many stored rows."""
        return Here() if rows <= self.gathered_rows * _READ_FASTER else self.workers

    def shares(self, pages: Sequence[Page], workers: Workers) -> list[tuple[Page, ...]]:
        """The pages as runs of consecutive pages, one task each: many pages per task, so that its file is large, but
        fewer if cores would be idle.
        """
        size = max(1, min(self.pages_per_task, -(-len(pages) // (2 * workers.cores))))
        if isinstance(workers, Here):
            size = max(1, len(pages))
        return [tuple(pages[start : start + size]) for start in range(0, len(pages), size)]
