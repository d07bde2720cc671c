"""A model's tests over a state of its table: one pass over all rows, and one over the written days.

Unwritten rows have passed the same tests before, since a changed test causes a full build. So tests that check each
row by itself read only the written days, and so do uniqueness tests whose columns include the day. Relationships are
tested over all rows, because the referenced table may have lost some.
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
"""By test label, the rows that break it; for freshness the greatest value in seconds since 1970, or None."""


@dataclass(frozen=True)
class WrittenDays:
    """Days of `column` that a build has written."""

    column: str
    ranges: tuple[Days, ...]


@dataclass(frozen=True)
class Tested:
    """A table state: its row count, and the end of the newest window that it includes.

    `written` is None if all rows were written.
    """

    __test__ = False
    written: WrittenDays | None
    total: int
    as_of: str | None


class Finder(Protocol):
    """Counts what tests look for in one table state, and in the tables that relationships refer to."""

    def find(self, tests: Sequence[ModelTest], written: WrittenDays | None) -> Findings:
        """Findings of all tests except row counts, in the rows of those days; in all rows if None."""


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
    """Outcomes, in the order of the tests."""
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
