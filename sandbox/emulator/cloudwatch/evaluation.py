"""When an alarm is in alarm.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html and
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
"""

import operator
from collections.abc import Callable, Iterable
from typing import Any

from emulator.ministack import cloudwatch

COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "GreaterThanThreshold": operator.gt,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}


def period_values(alarm: dict[str, Any], points: Iterable[dict[str, Any]], now: float) -> list[float | None]:
    """The alarm's statistic for each period, newest first; None for a period without data."""
    periods: list[list[dict[str, Any]]] = [[] for _ in range(alarm["EvaluationPeriods"])]
    for point in points:
        index = int((now - point["Timestamp"]) // alarm["Period"])
        if 0 <= index < len(periods):
            periods[index].append(point)
    return [cloudwatch.statistics(period)[alarm["Statistic"]] if period else None for period in periods]


def next_state(alarm: dict[str, Any], values: list[float | None]) -> str:
    """The alarm's next state, given its periods and current state."""
    compare = COMPARISONS[alarm["ComparisonOperator"]]
    treatment = alarm.get("TreatMissingData") or "missing"
    missing = sum(value is None for value in values)
    wrong = sum(value is not None and compare(value, alarm["Threshold"]) for value in values)
    if treatment == "breaching":
        wrong += missing
    if wrong >= (alarm.get("DatapointsToAlarm") or alarm["EvaluationPeriods"]):
        return "ALARM"
    if missing == len(values) and treatment in ("ignore", "missing"):
        return str(alarm["StateValue"]) if treatment == "ignore" else "INSUFFICIENT_DATA"
    return "OK"
