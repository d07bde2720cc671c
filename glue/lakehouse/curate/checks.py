"""A model's tests over a state of its table: one look at all rows, and one at the days that were written.

What was not written has passed the same tests before: with another test, the model would be built in full. So a test
that looks at each row by itself looks at the days that were written, and so does one for rows that are the same if the
day is part of what makes them so. Relations are tested over all rows: the table that they lead to may have lost some.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from lakehouse.curate.days import Days
from lakehouse.curate.model import AcceptedValues, Freshness, ModelTest, NotNull, RowCount, Unique
from lakehouse.curate.outcome import TestOutcome

_HOUR_SECONDS = 3600

Findings = Mapping[str, int | None]
"""By a test's label the rows that break it; for freshness the greatest value in seconds since 1970, or None."""


@dataclass(frozen=True)
class WrittenDays:
    """Days of `column` that a build has written."""

    column: str
    ranges: tuple[Days, ...]


@dataclass(frozen=True)
class Tested:
    """A state of a table: how many rows it has, and the end of the newest window that it is made of.

    `written` is None where all rows were written.
    """

    __test__ = False
    written: WrittenDays | None
    total: int
    as_of: str | None


class Finder(Protocol):
    """Counts what tests ask for in the rows of one state of a table, and in those that relations lead to."""

    def find(self, tests: Sequence[ModelTest], written: WrittenDays | None) -> Findings:
        """Findings of the tests but for row counts, in the rows of those days; None for all rows."""


def _freshness(test: Freshness, newest: int | None, as_of: str | None) -> TestOutcome:
    if as_of is None or newest is None:
        return TestOutcome(str(test), passed=False, found=0)
    age_hours = (datetime.fromisoformat(as_of).timestamp() - newest) / _HOUR_SECONDS
    return TestOutcome(str(test), passed=age_hours <= test.hours, found=max(0, math.ceil(age_hours)))


def _row_count(test: RowCount, total: int) -> TestOutcome:
    enough = test.least is None or total >= test.least
    return TestOutcome(str(test), passed=enough and (test.most is None or total <= test.most), found=total)


def _looks_at_days(test: ModelTest, day: str) -> bool:
    match test:
        case NotNull() | AcceptedValues():
            return True
        case Unique(columns):
            return day in columns
        case _:
            return False


def run_tests(tests: Sequence[ModelTest], state: Tested, finder: Finder) -> list[TestOutcome]:
    """Outcomes in the tests' order."""
    written = state.written
    narrow = [test for test in tests if written is not None and _looks_at_days(test, written.column)]
    wide = [test for test in tests if test not in narrow and not isinstance(test, RowCount)]
    found = {**(finder.find(wide, None) if wide else {}), **(finder.find(narrow, written) if narrow else {})}
    outcomes = []
    for test in tests:
        match test:
            case RowCount():
                outcomes.append(_row_count(test, state.total))
            case Freshness():
                outcomes.append(_freshness(test, found[str(test)], state.as_of))
            case _:
                broken = found[str(test)] or 0
                outcomes.append(TestOutcome(str(test), passed=broken == 0, found=broken))
    return outcomes
