"""The job's Spark session."""

from __future__ import annotations

from collections.abc import Mapping

from pyspark.sql import SparkSession

# Nights are small beside what Spark's defaults are made for: shuffles carry keys, not rows, so few partitions do, and
# plans are settled before they start.
_SETTINGS = {
    "spark.serializer": "org.apache.spark.serializer.KryoSerializer",
    "spark.scheduler.mode": "FAIR",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.inMemoryColumnarStorage.compressed": "false",
    "spark.sql.iceberg.locality.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


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
