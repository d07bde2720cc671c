"""The driver's JVM without a Spark context, as Iceberg's own API needs it."""

from __future__ import annotations

from typing import Any

from pyspark import SparkConf, SparkContext


def start_java() -> tuple[Any, dict[str, str]]:
    """View of the JVM that the job was started with, and Spark's settings from its command line."""
    SparkContext._ensure_initialized()
    jvm: Any = SparkContext._jvm
    return jvm, dict(SparkConf(_jvm=jvm).getAll())
