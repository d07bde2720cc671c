"""Why a dataset could not be processed, or a model could not be built."""

from __future__ import annotations

import re
from typing import Any

from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException

_LONGEST_REASON = 2_000
_IN_A_TASK = "Job aborted due to stage failure"
# An exception thrown in a task: its class, with Spark's error condition before the text.
_THROWN = re.compile(r" (?:[a-z]\w*\.)+(\w+(?:Exception|Error)): (\[[A-Z][A-Z0-9_.]*\])?")


# Where the stack traces of Spark, Java or Python begin.
_STACK = re.compile(
    r"\n\s*(?:at [\w.$/]+\(|Caused by: |(?:JVM|Driver) stacktrace:|Traceback \(most recent call last\)|\.{3} \d+ more)"
)


class Failure(Exception):
    """Fails one part of a run and no other: `CODE place: what was found. Fix: what to do.`"""

    def __init__(self, code: str, place: str, found: str, fix: str) -> None:
        super().__init__(f"{code} {place}: {found}. Fix: {fix}.")
        self._parts = (code, place, found, fix)

    @property
    def code(self) -> str:
        return self._parts[0]

    @property
    def found(self) -> str:
        return self._parts[2]

    def __reduce__(self) -> tuple[Any, ...]:
        # Tasks raise it too, and by default exceptions are pickled by their message.
        return type(self), self._parts


class DatasetFailure(Failure):
    """Fails one dataset."""


class ModelFailure(Failure):
    """Fails one model, and with it the models that read it."""


class HiddenTable(Failure):
    """A table exists, or may exist, but is hidden from the job: by Lake Formation, not the catalog."""

    def __init__(self, table: str, answer: object) -> None:
        fix = "deploy the stack again, which grants the job its zones, and run `lakehouse access check`"
        super().__init__("TABLE_FORBIDDEN", table, str(answer), fix)

    def __reduce__(self) -> tuple[Any, ...]:
        # Exceptions are pickled by their constructor arguments.
        return type(self), (self._parts[1], self._parts[2])


def _without_values(text: str) -> str:
    """The text without exceptions thrown over rows: they may quote values, and everybody can read results."""
    if _IN_A_TASK not in text:
        return text
    thrown = _THROWN.search(text, text.index(_IN_A_TASK))
    if thrown is None:
        # A lost executor, for example.
        return text.partition("\n")[0]
    kind, condition = thrown.groups(default="")
    return (
        f"TASK_FAILED {f'{kind} {condition}'.rstrip()} while rows were computed. "
        "Fix: see the job's log for its text, which may quote values."
    )


def reason(error: Exception) -> str:
    """The error's text for results."""
    if isinstance(error, Py4JJavaError):
        text = str(error.java_exception.toString())
    elif isinstance(error, PySparkException | Failure):
        text = str(error)
    else:
        text = f"{type(error).__name__}: {error}"
    return _STACK.split(_without_values(text), maxsplit=1)[0].strip()[:_LONGEST_REASON]
