"""Where a dataset's tasks run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")
Value = TypeVar("Value")
Value_co = TypeVar("Value_co", covariant=True)


class Shared(Protocol[Value_co]):
    """A value that is available to tasks where they run."""

    @property
    def value(self) -> Value_co:
        """The value."""


class Workers(Protocol):
    """Where tasks run in parallel; tasks and results are pickled."""

    @property
    def cores(self) -> int:
        """Number of tasks that run concurrently."""

    def map(self, work: Callable[[Task], Result], tasks: Sequence[Task]) -> list[Result]:
        """Results in the tasks' order. Raises a task's error after its retries."""

    def share(self, value: Value) -> Shared[Value]:
        """Shares one large value with all tasks, distributed once."""


class Here:
    """The driver itself: for work that costs less than distributing it."""

    cores = 1

    def map(self, work: Callable[[Task], Result], tasks: Sequence[Task]) -> list[Result]:
        """Results in the tasks' order."""
        return [work(task) for task in tasks]

    def share(self, value: Value) -> Shared[Value]:
        """The value itself."""
        return _Own(value)


@dataclass(frozen=True)
class _Own(Generic[Value]):
    value: Value
