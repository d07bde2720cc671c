"""The Spark session for models, used both to build and to analyze them."""

from __future__ import annotations

from pyspark.sql import SparkSession

from lakehouse.edge.session import start_session

# Queries are arbitrary: how many rows leave a stage is known only when it ends.
_SETTINGS = {"spark.sql.adaptive.enabled": "true"}


def start_curate_session(name: str) -> SparkSession:
    """Session of a job that runs model queries."""
    return start_session(name, _SETTINGS)
