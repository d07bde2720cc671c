"""Test findings computed by Spark: for tables of any size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from lakehouse.curate.checks import Findings, WrittenDays
from lakehouse.curate.model import AcceptedValues, Freshness, ModelTest, NotNull, Relationship, Unique
from lakehouse.curate.spark_rows import within


def _any_null(columns: Sequence[str]) -> Column:
    condition = F.lit(False)
    for name in columns:
        condition = condition | F.col(f"`{name}`").isNull()
    return condition


def _count(condition: Column) -> Column:
    return F.count(F.when(condition, F.lit(1)))


def repeated_rows(columns: Sequence[str]) -> Column:
    """Aggregate: rows beyond the first of each combination of values; rows with a null in any of them are ignored."""
    # SQL's distinct count ignores rows with a null, and so does the count from which it is subtracted.
    return _count(~_any_null(columns)) - F.count_distinct(*(F.col(f"`{name}`") for name in columns))


def _aggregate(test: ModelTest) -> Column | None:
    match test:
        case Unique(columns):
            return repeated_rows(columns)
        case NotNull(columns):
            return _count(_any_null(columns))
        case AcceptedValues(column, values):
            return _count(~F.col(f"`{column}`").isin(*values))
        case Freshness(column):
            # As seconds: the driver would convert instants to its machine's time zone.
            return F.unix_seconds(F.max(f"`{column}`").cast("timestamp"))
        case _:
            return None


@dataclass(frozen=True)
class SparkFinder:
    """`rows` are those of the state, `others` those of the tables that relationships refer to, by name."""

    rows: DataFrame
    others: Mapping[str, DataFrame]

    def find(self, tests: Sequence[ModelTest], written: WrittenDays | None) -> Findings:
        """As `Finder.find`, in one query."""
        rows = self.rows if written is None else self.rows.where(within(written.column, written.ranges))
        columns = [aggregate.alias(str(test)) for test in tests if (aggregate := _aggregate(test)) is not None]
        for number, test in enumerate(tests):
            if isinstance(test, Relationship):
                known = self.others[test.to].select(F.col(f"`{test.field}`").alias(f"_known_{number}")).distinct()
                value, counterpart = F.col(f"`{test.column}`"), F.col(f"_known_{number}")
                rows = rows.join(known, value == counterpart, "left")
                columns.append(_count(value.isNotNull() & counterpart.isNull()).alias(str(test)))
        found: dict[str, int | None] = rows.agg(*columns).collect()[0].asDict()
        return found
