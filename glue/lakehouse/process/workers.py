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
    """A value that tasks have where they run."""

    @property
    def value(self) -> Value_co:
        """The value."""


class Workers(Protocol):
    """Where tasks run side by side; tasks and results are pickled."""

    @property
    def cores(self) -> int:
        """Tasks that run at once."""

    def map(self, work: Callable[[Task], Result], tasks: Sequence[Task]) -> list[Result]:
        """Results in the tasks' order. Raises what a task raises, once it was tried again."""

    def share(self, value: Value) -> Shared[Value]:
        """Gives all tasks the same large value, handed out once."""


class Here:
    """The driver itself: for what costs less than handing it out."""

    cores = 1

    def map(self, work: Callable[[Task], Result], tasks: Sequence[Task]) -> list[Result]:
        """Results in the tasks' order."""
        return [work(task) for task in tasks]

    def share(self, value: Value) -> Shared[Value]:
        """The value as it is."""
        return _Own(value)


@dataclass(frozen=True)
class _Own(Generic[Value]):
    value: Value
