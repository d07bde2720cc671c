"""The driver's Java, without a Spark context: what Iceberg's own API takes."""

from __future__ import annotations

from typing import Any

from pyspark import SparkConf, SparkContext


def start_java() -> tuple[Any, dict[str, str]]:
    """View of the virtual machine that the job was started with, and Spark's settings from its command line."""
    SparkContext._ensure_initialized()
    jvm: Any = SparkContext._jvm
    return jvm, dict(SparkConf(_jvm=jvm).getAll())
