"""Executors as workers: what tasks receive and return."""

from __future__ import annotations

import numpy as np
from pyspark.sql import SparkSession

from lakehouse.edge.spark_workers import SparkWorkers


def test_tasks_share_a_large_array(spark: SparkSession) -> None:
    """Above 64 KiB, pickle passes an array as a separate buffer."""
    values = np.arange(200_000, dtype=np.uint64).reshape(-1, 2)
    workers = SparkWorkers(lambda: spark.sparkContext)
    shared = workers.share(values)

    def sum_of(row: int) -> int:
        return int(shared.value[row].sum())

    assert workers.map(sum_of, [0, 7, 99_999]) == [1, 29, 399_997]
    assert np.array_equal(shared.value, values)
