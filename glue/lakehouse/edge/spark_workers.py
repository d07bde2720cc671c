"""Spark's executors as workers. Spark SQL is not used: tasks and their results are Python objects."""

from __future__ import annotations

import functools
import pickle
import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar, cast

from pyspark import Broadcast, SparkContext

from lakehouse.failure import Failure
from lakehouse.process.workers import Shared

Task = TypeVar("Task")
Result = TypeVar("Result")
Value = TypeVar("Value")


class SparkWorkers:
    """Runs tasks on the executors of a context, which starts on first use, or earlier with `start`."""

    def __init__(self, start_context: Callable[[], SparkContext]) -> None:
        self._start_context = start_context
        self._lock = threading.Lock()

    @functools.cached_property
    def _started(self) -> SparkContext:
        return self._start_context()

    @property
    def _context(self) -> SparkContext:
        with self._lock:
            return self._started

    def start(self) -> None:
        """Starts the context in the background; the first user of the context gets any error."""
        threading.Thread(target=lambda: self._context, name="spark-start", daemon=True).start()

    @property
    def cores(self) -> int:
        """Number of tasks that run concurrently."""
        return self._context.defaultParallelism

    def map(self, work: Callable[[Task], Result], tasks: Sequence[Task]) -> list[Result]:
        """Results in the tasks' order. A task that raises a `Failure` is not retried."""
        if not tasks:
            return []

        def guarded(task: Task) -> tuple[Result | None, Failure | None]:
            try:
                return work(task), None
            except Failure as failure:
                return None, failure

        context = self._context
        # A pool of its own: under FAIR scheduling a small dataset's jobs do not wait for a large one's tasks.
        context.setLocalProperty("spark.scheduler.pool", threading.current_thread().name)
        outcomes = context.parallelize(list(tasks), len(tasks)).map(guarded).collect()
        results = []
        for result, failure in outcomes:
            if failure is not None:
                raise failure
            results.append(cast(Result, result))
        return results

    def share(self, value: Value) -> Shared[Value]:
        """A broadcast of the value.

        Pickled here: if Spark encrypts broadcasts, its stream accepts only bytes, but pickle writes arrays of more than
        64 KiB as buffers.
        """
        return _Pickled(self._context.broadcast(pickle.dumps(value, pickle.HIGHEST_PROTOCOL)))


class _Pickled(Generic[Value]):
    def __init__(self, broadcast: Broadcast[bytes]) -> None:
        self._broadcast = broadcast

    @property
    def value(self) -> Value:
        return cast(Value, pickle.loads(self._broadcast.value))  # noqa: S301 - the driver has pickled it
