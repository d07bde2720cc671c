"""Raw pages become one Spark frame of typed, masked rows, good and rejected ones, each with its hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession

from lakehouse.columns import EXTRACTED_AT, LINE, PAGE, REJECTED, staged_arrow_schema, staged_schema
from lakehouse.contract import Dataset
from lakehouse.process.mask import MaskKey
from lakehouse.process.pages import Fetch, PageRefused, page_lines
from lakehouse.process.proof import PAGE_REFUSED, head_of
from lakehouse.process.records import PageColumns, read_records
from lakehouse.process.redact import redacted_line
from lakehouse.process.run import Page


def _masked(records: PageColumns, dataset: Dataset, mask_key: MaskKey | None) -> list[pa.Array]:
    arrays = []
    for column in dataset.columns:
        values = records.columns.column(column.name).combine_chunks()
        if column.personal:
            if mask_key is None:
                raise ValueError(f"{dataset.id} has personal columns and there is no mask key")
            values = mask_key.mask_array(values)
        arrays.append(values)
    return arrays


def _spread(values: pa.Array, rows: int, good: list[int]) -> pa.Array:
    """The good lines' values at their lines' places, null elsewhere."""
    if len(good) == rows:
        return values
    places: list[int | None] = [None] * rows
    for index, line in enumerate(good):
        places[line] = index
    return values.take(pa.array(places, pa.int32()))


def _rejections(records: PageColumns, lines: list[bytes], dataset: Dataset, kind: pa.DataType) -> pa.Array:
    if not records.rejected:
        return pa.nulls(len(lines), kind)
    rows: list[dict[str, str | None] | None] = [None] * len(lines)
    for number, rejection in records.rejected.items():
        rows[number] = {
            "reason": rejection.reason,
            "column_name": rejection.column,
            "message": rejection.message,
            "record": redacted_line(lines[number], dataset),
        }
    return pa.array(rows, kind)


def _extracted_at(page: Page) -> datetime:
    return datetime.fromisoformat(page.extracted_at)


def page_batch(page: Page, dataset: Dataset, fetch: Fetch, mask_key: MaskKey | None) -> pa.RecordBatch:
    """One page as a batch of `staged_arrow_schema`; a refused page is a single row with the reason `PAGE_REFUSED`."""
    schema = staged_arrow_schema(dataset)
    try:
        text = page_lines(page, fetch)
    except PageRefused as refusal:
        row = {PAGE: page.page, EXTRACTED_AT: _extracted_at(page)}
        reason = {"reason": PAGE_REFUSED, "message": str(refusal)}
        return pa.RecordBatch.from_pylist([row | {REJECTED: reason}], schema)
    lines = text.split(b"\n") if text else []
    hashes = [hashlib.sha256(line).hexdigest() for line in lines]
    records = read_records(lines, text, dataset)
    count = len(lines)
    arrays = [_spread(values, count, records.good) for values in _masked(records, dataset, mask_key)]
    arrays += [
        pa.repeat(pa.scalar(page.page, pa.int32()), count),
        pa.array(range(count), pa.int32()),
        pa.repeat(pa.scalar(_extracted_at(page), schema.field(EXTRACTED_AT).type), count),
        pa.array(hashes, pa.string()),
        pa.array([head_of(digits) for digits in hashes], pa.int64()),
        _rejections(records, lines, dataset, schema.field(REJECTED).type),
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def stage(
    spark: SparkSession,
    dataset: Dataset,
    pages: tuple[Page, ...],
    fetch: Fetch,
    mask_key: MaskKey | None,
    *,
    tasks: int,
) -> DataFrame:
    """Frame of `staged_schema` with one row per line of the pages, read by at most that many tasks."""

    def batches(indices: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in indices:
            for index in batch.column(0).to_pylist():
                yield page_batch(pages[index], dataset, fetch, mask_key)

    slices = max(1, min(tasks, len(pages)))
    return spark.range(0, len(pages), 1, slices).mapInArrow(batches, staged_schema(dataset))


def line_texts(spark: SparkSession, dataset: Dataset, pages: tuple[Page, ...], fetch: Fetch, tasks: int) -> DataFrame:
    """Redacted text of every line of the pages: columns `_page`, `_line` and `record`.

    Raises a Spark error when a page is no longer the one that landed.
    """

    def batches(indices: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in indices:
            for index in batch.column(0).to_pylist():
                lines = page_lines(pages[index], fetch).split(b"\n")
                yield pa.RecordBatch.from_arrays(
                    [
                        pa.repeat(pa.scalar(pages[index].page, pa.int32()), len(lines)),
                        pa.array(range(len(lines)), pa.int32()),
                        pa.array([redacted_line(line, dataset) for line in lines], pa.string()),
                    ],
                    names=[PAGE, LINE, "record"],
                )

    slices = max(1, min(tasks, len(pages)))
    return spark.range(0, len(pages), 1, slices).mapInArrow(batches, f"{PAGE} int, {LINE} int, record string")
