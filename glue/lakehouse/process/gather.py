"""Small datasets: their rows are verified, typed and counted by the driver.

A dataset of some hundred rows costs nothing to compute and a second of planning for every query; sixteen of them took
longer than a million rows of another. As an Arrow table they need a query only to be written.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession

from lakehouse.columns import HASH_HEAD, LINE, PAGE, REJECTED, staged_arrow_schema, staged_schema
from lakehouse.contract import Dataset
from lakehouse.process.mask import MaskKey
from lakehouse.process.pages import Fetch
from lakehouse.process.proof import NOTHING, PageTally, Tally
from lakehouse.process.run import Page
from lakehouse.process.stage import page_batch


def gather(dataset: Dataset, pages: tuple[Page, ...], fetch: Fetch, mask_key: MaskKey | None) -> pa.Table:
    """Table of `staged_arrow_schema` with one row per line of the pages; personal columns are masked."""
    batches = [page_batch(page, dataset, fetch, mask_key) for page in pages]
    return pa.Table.from_batches(batches, staged_arrow_schema(dataset))


def gathered_tallies(staged: pa.Table) -> dict[int, PageTally]:
    """The same counts as `tallies_by_page` makes of a frame."""
    found: dict[int, PageTally] = defaultdict(lambda: PageTally(NOTHING, NOTHING, None))
    for row in staged.select([PAGE, LINE, HASH_HEAD, REJECTED]).to_pylist():
        before, rejection = found[row[PAGE]], row[REJECTED]
        if row[LINE] is None:
            found[row[PAGE]] = PageTally(NOTHING, NOTHING, rejection["message"])
            continue
        own = Tally(1, row[HASH_HEAD])
        rejected = NOTHING if rejection is None else own
        found[row[PAGE]] = PageTally(before.total + own, before.rejected + rejected, before.problem)
    return dict(found)


def keys_repeat(staged: pa.Table, dataset: Dataset) -> bool:
    """Whether two rows that can be loaded share a key."""
    good = staged.filter(staged.column(REJECTED).is_null()).select(list(dataset.primary_key)).to_pylist()
    return len({tuple(row.values()) for row in good}) < len(good)


def as_frame(spark: SparkSession, staged: pa.Table, dataset: Dataset) -> DataFrame:
    """The table as a frame of `staged_schema`, local to the driver.

    This is what `createDataFrame` does with a pandas frame. Through pandas, integers with nulls would become floats;
    from a list of rows, Spark would start Python workers to convert them.
    """
    jvm: Any = spark._jvm
    batches = jvm.java.util.ArrayList()
    for batch in staged.to_batches():
        batches.add(batch.serialize().to_pybytes())
    iterator = jvm.scala.collection.JavaConverters.asScalaIterator(batches.iterator())
    schema = staged_schema(dataset).json()
    return DataFrame(jvm.PythonSQLUtils.toDataFrame(iterator, schema, spark._jsparkSession), spark)
