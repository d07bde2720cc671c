"""Spark for the jobs, with or without SQL."""

from __future__ import annotations

from collections.abc import Mapping

from pyspark import SparkConf, SparkContext
from pyspark.sql import SparkSession

# Nights are small compared with what Spark's defaults are made for: shuffles carry keys, not rows, so few partitions
# suffice, and plans are fixed before they start.
_CONTEXT = {"spark.scheduler.mode": "FAIR", "spark.ui.showConsoleProgress": "false"}
_SETTINGS = _CONTEXT | {
    "spark.serializer": "org.apache.spark.serializer.KryoSerializer",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.inMemoryColumnarStorage.compressed": "false",
    "spark.sql.iceberg.locality.enabled": "false",
}


def start_context(name: str) -> SparkContext:
    """Context of a job that distributes its own tasks; further settings come from the command line."""
    return SparkContext.getOrCreate(SparkConf().setAppName(name).setAll(list(_CONTEXT.items())))


def start_session(name: str, settings: Mapping[str, str]) -> SparkSession:
    """Session of a job; further settings, such as the catalog, come from the command line.

    `settings` are the job's own, which take precedence over those common to all jobs.
    """
    builder = SparkSession.builder.appName(name)
    for key, value in {**_SETTINGS, **settings}.items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    spark.conf.set("spark.sql.shuffle.partitions", str(spark.sparkContext.defaultParallelism))
    return spark
