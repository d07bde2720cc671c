"""A driver that is killed after publishing the given number of models; a test runs it as a process."""

from __future__ import annotations

import os
import pickle
import signal
import sys
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession

from curate_support import Workshop
from lakehouse.curate.publication import OnBranch
from support import spark_settings

folder, warehouse = Path(sys.argv[1]), Path(sys.argv[2])
builder = SparkSession.builder.master("local[1]")
for key, value in spark_settings(warehouse).items():
    builder = builder.config(key, value)
models, source, left = pickle.loads((folder / "job.pickle").read_bytes())  # noqa: S301 - the test wrote it
original = OnBranch.publish
published: list[Any] = []


def _publish(self: OnBranch) -> Any:
    if len(published) == left:
        os.kill(os.getpid(), signal.SIGKILL)
    published.append(self)
    return original(self)


OnBranch.publish = _publish  # type: ignore[method-assign]
Workshop(builder.getOrCreate(), source).run(models)
