"""A model's tests over a state of its table: one query over the rows, and one over the days that were written.

What was not written has passed the same tests before: with another test, the model would be built in full. So a test
that looks at each row by itself looks at the days that were written, and so does one for rows that are the same if the
day is part of what makes them so. Relations are tested over all rows: the table that they lead to may have lost some.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from lakehouse.curate.model import AcceptedValues, Freshness, ModelTest, NotNull, Relationship, RowCount, Unique
from lakehouse.curate.outcome import TestOutcome

_HOUR_SECONDS = 3600


@dataclass(frozen=True)
class WrittenDays:
    """Rows of those days of `column` that a build has written."""

    column: str
    rows: DataFrame


@dataclass(frozen=True)
class Tested:
    """A state of a table: its rows, how many there are, and the end of the newest window that it is made of.

    `written` is None where all rows were written.
    """

    __test__ = False
    rows: DataFrame
    written: WrittenDays | None
    total: int
    as_of: str | None


def _any_null(columns: Sequence[str]) -> Column:
    condition = F.lit(False)
    for name in columns:
        condition = condition | F.col(f"`{name}`").isNull()
    return condition


def _count(condition: Column) -> Column:
    return F.count(F.when(condition, F.lit(1)))


def repeated_rows(columns: Sequence[str]) -> Column:
    """Aggregate: rows beyond the first of each combination of values; rows with a null among them don't count."""
    # An SQL count of distinct rows passes over those with a null, and so does the count beside it.
    return _count(~_any_null(columns)) - F.count_distinct(*(F.col(f"`{name}`") for name in columns))


def _aggregate(test: ModelTest) -> Column | None:
    """What the one pass over all rows computes for the test."""
    match test:
        case Unique(columns):
            return repeated_rows(columns)
        case NotNull(columns):
            return _count(_any_null(columns))
        case AcceptedValues(column, values):
            return _count(~F.col(f"`{column}`").isin(*values))
        case Freshness(column):
            # As seconds: instants would come to the driver in the time zone of its machine.
            return F.unix_seconds(F.max(f"`{column}`").cast("timestamp"))
        case _:
            return None


def _freshness(test: Freshness, newest: int | None, as_of: str | None) -> TestOutcome:
    if as_of is None or newest is None:
        return TestOutcome(str(test), passed=False, found=0)
    age_hours = (datetime.fromisoformat(as_of).timestamp() - newest) / _HOUR_SECONDS
    return TestOutcome(str(test), passed=age_hours <= test.hours, found=max(0, math.ceil(age_hours)))


def _row_count(test: RowCount, total: int) -> TestOutcome:
    enough = test.least is None or total >= test.least
    return TestOutcome(str(test), passed=enough and (test.most is None or total <= test.most), found=total)


def _with_counterparts(
    rows: DataFrame, tests: Sequence[Relationship], others: Mapping[str, DataFrame]
) -> tuple[DataFrame, list[Column]]:
    """The rows joined with the tables that the relations lead to, and for each relation how many have no counterpart."""
    counts = []
    for number, test in enumerate(tests):
        known = others[test.to].select(F.col(f"`{test.field}`").alias(f"_known_{number}")).distinct()
        value, counterpart = F.col(f"`{test.column}`"), F.col(f"_known_{number}")
        rows = rows.join(known, value == counterpart, "left")
        counts.append(_count(value.isNotNull() & counterpart.isNull()).alias(str(test)))
    return rows, counts


def _looks_at_days(test: ModelTest, day: str) -> bool:
    match test:
        case NotNull() | AcceptedValues():
            return True
        case Unique(columns):
            return day in columns
        case _:
            return False


def _aggregates(tests: Sequence[ModelTest], rows: DataFrame, others: Mapping[str, DataFrame]) -> dict[str, Any]:
    """What the tests find in the rows, by their labels, in one query."""
    relations = [test for test in tests if isinstance(test, Relationship)]
    columns = [aggregate.alias(str(test)) for test in tests if (aggregate := _aggregate(test)) is not None]
    joined, orphans = _with_counterparts(rows, relations, others)
    columns += orphans
    return joined.agg(*columns).collect()[0].asDict() if columns else {}


def run_tests(tests: Sequence[ModelTest], state: Tested, others: Mapping[str, DataFrame]) -> list[TestOutcome]:
    """Outcomes in the tests' order; `others` are the tables that relationships lead to."""
    written = state.written
    narrow = [test for test in tests if written is not None and _looks_at_days(test, written.column)]
    found = _aggregates([test for test in tests if test not in narrow], state.rows, others)
    if written is not None:
        found |= _aggregates(narrow, written.rows, others)
    outcomes = []
    for test in tests:
        match test:
            case RowCount():
                outcomes.append(_row_count(test, state.total))
            case Freshness():
                outcomes.append(_freshness(test, found[str(test)], state.as_of))
            case _:
                broken = found[str(test)]
                outcomes.append(TestOutcome(str(test), passed=broken == 0, found=broken))
    return outcomes
