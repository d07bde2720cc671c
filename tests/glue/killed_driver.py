"""A driver that is killed between its audit and its publication; a test runs it as a process."""

from __future__ import annotations

import os
import pickle
import signal
import sys
from pathlib import Path

from pyspark.sql import SparkSession

from lakehouse.process import publication
from lakehouse.process.group_job import process_group
from support import Lake, spark_settings


def _die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


folder, warehouse = Path(sys.argv[1]), Path(sys.argv[2])
builder = SparkSession.builder.master("local[1]")
for key, value in spark_settings(warehouse).items():
    builder = builder.config(key, value)
dataset, entry, source = pickle.loads((folder / "job.pickle").read_bytes())  # noqa: S301 - the test wrote it
lake = Lake(builder.getOrCreate(), folder, source)
publication.publish_pending = _die
process_group(lake.job("g-1-a1", [entry]), {dataset.id: dataset}, 1)
