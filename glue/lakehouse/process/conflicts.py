"""Rows that contradict another one of their key, with their text read again from the pages they came on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from lakehouse.contract import Dataset
from lakehouse.process.mask import MaskKey
from lakehouse.process.pages import Fetch, page_records
from lakehouse.process.proof import expect_equal, heads_of
from lakehouse.process.run import Page
from lakehouse.process.settle import Conflict
from lakehouse.process.stage import RejectedLine, line_digests, stored_digests


def _lines(
    page: Page, conflicts: Sequence[Conflict], dataset: Dataset, fetch: Fetch, mask_key: MaskKey | None
) -> Iterator[RejectedLine]:
    found = page_records(page, dataset, fetch)
    key = ", ".join(dataset.primary_key)
    for conflict in conflicts:
        digest = stored_digests(line_digests([found.records[conflict.line]]), dataset, mask_key)
        expect_equal(dataset.id, f"line {conflict.line} of {page.key}", int(heads_of(digest)[0]), conflict.head)
        yield RejectedLine(
            page,
            conflict.line,
            digest.hex(),
            "DUPLICATE_KEY",
            dataset.primary_key[0],
            f"another row of the window has the same {key} and other content",
            found.redacted(conflict.line, dataset),
        )


def conflicting_lines(
    conflicts: Sequence[Conflict], dataset: Dataset, pages: Sequence[Page], fetch: Fetch, mask_key: MaskKey | None
) -> Iterator[list[RejectedLine]]:
    """The lines, page by page. Raises `PageRefused` if a page is no longer the one that landed."""
    by_number = {page.page: page for page in pages}
    ordered = sorted(conflicts, key=lambda conflict: (conflict.page, conflict.line))
    for number, own in groupby(ordered, key=lambda conflict: conflict.page):
        yield list(_lines(by_number[number], list(own), dataset, fetch, mask_key))
