"""ministack's CloudWatch.

Private names used, and why:
- `_metrics`, `_dims_key`, `_dims_from_list`, `_calc_stats`: our alarms read only the data points with exactly their
  dimensions.
- `_store_datum`: accepts a timestamp, unlike the public `record_metric`.
- `_evaluate_alarm`: replaced, because ministack mixes the metrics of all dimensions and ignores missing data.
- `_evaluate_all_alarms`, `_record_history`, `_dispatch_alarm_actions`, `_evaluate_parent_alarms`: what ministack does
  when an alarm changes its state, which stays ministack's.
- `_describe_alarms`: wrapped, to evaluate alarms when they are described.
"""

from collections.abc import Callable
from typing import Any

from ministack.services import cloudwatch

from emulator.ministack.interception import Function, replace, wrap

Data = dict[str, Any]


def record(namespace: str, name: str, value: float, unit: str, dimensions: dict[str, str]) -> None:
    """A data point with the current time."""
    cloudwatch.record_metric(namespace, name, value, unit, dimensions)


def store(namespace: str, name: str, dimensions: dict[str, str], timestamp: float, unit: str, value: float) -> None:
    """A data point with a timestamp, in seconds since 1970."""
    cloudwatch._store_datum(namespace, name, dimensions, timestamp, unit, value, None, None, None)


def points_of(alarm: Data) -> list[Data]:
    """Points of the alarm's metric, each with `Timestamp` in seconds since 1970."""
    dimensions = cloudwatch._dims_key(cloudwatch._dims_from_list(alarm.get("Dimensions", [])))
    return cloudwatch._metrics.get((alarm["Namespace"], alarm["MetricName"], dimensions)) or []


def statistics(points: list[Data]) -> dict[str, float]:
    """By the names of statistics, for example `Sum`."""
    found: dict[str, float] = cloudwatch._calc_stats(points)
    return found


def follow_change(alarm: Data, before: str, after: str, reason: str) -> None:
    """What follows when an alarm has changed its state: history, actions, and alarms that watch it."""
    cloudwatch._record_history(alarm["AlarmName"], before, after, reason)
    cloudwatch._dispatch_alarm_actions(alarm, before, after, reason)
    cloudwatch._evaluate_parent_alarms(alarm)


def evaluate_all_alarms() -> None:
    cloudwatch._evaluate_all_alarms()


def replace_evaluation(evaluate: Callable[[Data], None]) -> None:
    replace(cloudwatch, "_evaluate_alarm", evaluate)


def wrap_describe_alarms(make: Callable[[Function], Function]) -> None:
    wrap(cloudwatch, "_describe_alarms", make)
