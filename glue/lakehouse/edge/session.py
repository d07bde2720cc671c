"""The jobs' Spark, with or without its SQL."""

from __future__ import annotations

from collections.abc import Mapping

from pyspark import SparkConf, SparkContext
from pyspark.sql import SparkSession

# Nights are small beside what Spark's defaults are made for: shuffles carry keys, not rows, so few partitions do, and
# plans are settled before they start.
_CONTEXT = {"spark.scheduler.mode": "FAIR", "spark.ui.showConsoleProgress": "false"}
_SETTINGS = _CONTEXT | {
    "spark.serializer": "org.apache.spark.serializer.KryoSerializer",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.inMemoryColumnarStorage.compressed": "false",
    "spark.sql.iceberg.locality.enabled": "false",
}


def start_context(name: str) -> SparkContext:
    """Context of a job that hands out tasks of its own; what the job was started with comes from the command line."""
    return SparkContext.getOrCreate(SparkConf().setAppName(name).setAll(list(_CONTEXT.items())))


def start_session(name: str, settings: Mapping[str, str]) -> SparkSession:
    """Session of a job; what the job was started with, such as the catalog, comes from the command line.

    `settings` are the job's own, beside those of all jobs and before them.
    """
    builder = SparkSession.builder.appName(name)
    for key, value in {**_SETTINGS, **settings}.items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    spark.conf.set("spark.sql.shuffle.partitions", str(spark.sparkContext.defaultParallelism))
    return spark
