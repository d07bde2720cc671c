"""Days as half-open ranges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, pairwise

_DAY = timedelta(days=1)
# To need fewer queries, up to this share of the changed days is built in addition.
_ADDED_SHARE = 0.1


@dataclass(frozen=True, order=True)
class Days:
    """From `since` until before `until`."""

    since: date
    until: date

    def __len__(self) -> int:
        return (self.until - self.since).days

    def __contains__(self, day: date) -> bool:
        return self.since <= day < self.until


EVER = Days(date.min, date(9999, 12, 31))
"""The range of a full build."""


def merged(days: Iterable[date], most: int) -> tuple[Days, ...]:
    """At most that many ranges, in order, that contain all of the days, limited to those within `EVER`.

    Consecutive days form one range. Ranges with the smallest gaps between them are joined if there are too many, or if
    that adds few days: rebuilding an unchanged day gives the same rows, and each range is a query.
    """
    ranges: list[Days] = []
    for day in sorted({day for day in days if day in EVER}):
        if ranges and ranges[-1].until == day:
            ranges[-1] = Days(ranges[-1].since, day + _DAY)
        else:
            ranges.append(Days(day, day + _DAY))
    return tuple(_joined(ranges, most))


def _joined(ranges: list[Days], most: int) -> list[Days]:
    gaps = [(after.since - before.until).days for before, after in pairwise(ranges)]
    spare = sum(map(len, ranges)) * _ADDED_SHARE
    few = sum(added <= spare for added in accumulate(sorted(gaps)))
    apart = min(most - 1, len(gaps) - few)
    kept = set(sorted(range(len(gaps)), key=lambda place: gaps[place], reverse=True)[:apart])
    joined: list[Days] = []
    for place, current in enumerate(ranges):
        if joined and place - 1 not in kept:
            joined[-1] = Days(joined[-1].since, current.until)
        else:
            joined.append(current)
    return joined


def hull(ranges: Sequence[Days]) -> Days:
    """From the first day to the last."""
    return Days(ranges[0].since, ranges[-1].until)
