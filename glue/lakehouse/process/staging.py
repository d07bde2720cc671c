"""Turns pages into files for the dataset's table and its quarantine, on any worker; no table uses them yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from lakehouse.contract import Dataset
from lakehouse.iceberg.layout import Layout
from lakehouse.iceberg.scan import ends_of, ranges_of
from lakehouse.iceberg.storage import Storage
from lakehouse.process.data_writer import DataWriter, StagedFile
from lakehouse.process.keys import NO_KEYS, Hashes, hashes_of, microseconds
from lakehouse.process.mask import MaskKey
from lakehouse.process.pages import Fetch
from lakehouse.process.proof import Heads, PageTally
from lakehouse.process.quarantine_rows import rejected_index, rejected_rows
from lakehouse.process.row_index import Lines, RowIndex
from lakehouse.process.run import Page, Window
from lakehouse.process.stage import StagedPage, stage_page


@dataclass(frozen=True)
class StagingTask:
    """Pages of one dataset, and everything needed to write their rows."""

    dataset: Dataset
    pages: tuple[Page, ...]
    fetch: Fetch
    mask_key: MaskKey | None
    storage: Storage
    layout: Layout
    quarantine_layout: Layout
    run_id: str
    window: Window
    """The range requested from the source."""
    label: str
    """The run's window, for its rejected rows."""


@dataclass(frozen=True)
class Staged:
    """The result of staging pages.

    `tallies` are by page number; `reasons` count the rows that break the contract by themselves, by reason;
    `rejected_keys` are the readable keys of those rows; `key_ranges` cover all values of each key column, including
    rejected rows, if rows are appended or merged.
    """

    files: tuple[StagedFile, ...]
    quarantined: tuple[StagedFile, ...]
    tallies: dict[int, PageTally]
    reasons: Counter[str]
    rejected_keys: Hashes
    key_ranges: dict[str, list[tuple[Any, Any]]]


def index_of(dataset: Dataset, rows: pa.Table, lines: Lines, heads: Heads) -> RowIndex:
    """The index that the job keeps of staged or stored rows of the dataset."""

    def arrays(names: Sequence[str]) -> list[pa.Array]:
        return [rows.column(name).combine_chunks() for name in names]

    updated_at = dataset.updated_at_column
    return RowIndex(
        keys=hashes_of(arrays(dataset.primary_key)),
        lines=lines,
        heads=heads,
        versions=None if updated_at is None else microseconds(rows.column(updated_at).combine_chunks()),
        contents=hashes_of(arrays(dataset.column_names)) if dataset.write_mode == "replace" else None,
    )


def stage_task(task: StagingTask) -> Staged:
    """Reads the pages in order, and writes their rows."""
    rows = DataWriter(task.storage, task.layout, task.run_id)
    quarantine = DataWriter(task.storage, task.quarantine_layout, task.run_id)
    tallies: dict[int, PageTally] = {}
    reasons: Counter[str] = Counter()
    keys: list[pa.Table] = []
    rejected_keys: list[Hashes] = [NO_KEYS]
    for page in task.pages:
        staged: StagedPage = stage_page(page, task.dataset, task.window, task.fetch, task.mask_key)
        before = tallies.get(page.page)
        tallies[page.page] = staged.tally if before is None else before + staged.tally
        if staged.rows.num_rows:
            rows.add(staged.rows, index_of(task.dataset, staged.rows, staged.lines, staged.heads))
            keys.append(staged.rows.select(list(task.dataset.primary_key)))
        if staged.rejected:
            quarantine.add(rejected_rows(staged.rejected, task.label), rejected_index(staged.rejected))
            reasons.update(line.reason for line in staged.rejected)
        if staged.rejected_keys.num_rows:
            columns = [column.combine_chunks() for column in staged.rejected_keys.columns]
            rejected_keys.append(hashes_of(columns))
            keys.append(staged.rejected_keys)
    return Staged(
        rows.finish(),
        quarantine.finish(),
        tallies,
        reasons,
        np.concatenate(rejected_keys),
        _key_ranges(task.dataset, keys),
    )


def _key_ranges(dataset: Dataset, keys: Sequence[pa.Table]) -> dict[str, list[tuple[Any, Any]]]:
    if not keys or dataset.write_mode == "replace":
        return {}
    if dataset.write_mode == "append":
        # Event keys mostly increase, so a range per page excludes the files of other nights.
        return {name: [ends_of(page.column(name)) for page in keys] for name in dataset.primary_key}
    values = pa.concat_tables(keys)
    return {name: ranges_of(values.column(name)) for name in dataset.primary_key}


def merged(parts: Sequence[Staged]) -> Staged:
    """The combined results of the tasks, in task order."""
    tallies: dict[int, PageTally] = {}
    key_ranges: dict[str, list[tuple[Any, Any]]] = {}
    for part in parts:
        for page, tally in part.tallies.items():
            tallies[page] = tallies[page] + tally if page in tallies else tally
        for name, ranges in part.key_ranges.items():
            key_ranges.setdefault(name, []).extend(ranges)
    files = tuple(file for part in parts for file in part.files)
    quarantined = tuple(file for part in parts for file in part.quarantined)
    reasons = sum((part.reasons for part in parts), Counter[str]())
    rejected_keys = np.concatenate([NO_KEYS, *(part.rejected_keys for part in parts)])
    return Staged(files, quarantined, tallies, reasons, rejected_keys, key_ranges)
