"""Fires schedules in their time zones and fills in their inputs' placeholders; ministack does neither."""

import logging
import threading
import time
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from emulator.ministack import eventbridge, scheduler
from emulator.ministack.interception import Function
from emulator.scheduler.due import next_due

logger = logging.getLogger("emulator.scheduler")

_ticking = threading.local()


def _fire_due(fired: dict[scheduler.Key, float]) -> None:
    now = time.time()
    for key, schedule in scheduler.active_schedules(now):
        expression = schedule["ScheduleExpression"]
        if not expression.startswith("cron("):
            continue
        # what was due before the emulator started, or the schedule was made, isn't made up for
        last = datetime.fromtimestamp(fired.setdefault(key, now), UTC)
        due = next_due(expression, ZoneInfo(schedule["ScheduleExpressionTimezone"]), last)
        if due is None or due.timestamp() > now:
            continue
        fired[key] = now
        try:
            scheduler.fire(key, schedule, due.timestamp())
        except Exception:
            logger.exception("schedule %s could not be fired", key)


def _with_time_zones(tick: Function) -> Function:
    fired: dict[scheduler.Key, float] = {}

    def tick_in_time_zones() -> None:
        _fire_due(fired)
        _ticking.is_theirs = True
        try:
            tick()
        finally:
            _ticking.is_theirs = False

    return tick_in_time_zones


def _unless_ticking(parse: Function) -> Function:
    """An expression that ministack can't read is one that it doesn't fire."""

    def parse_unless_ticking(expression: str) -> Any:
        return None if getattr(_ticking, "is_theirs", False) else parse(expression)

    return parse_unless_ticking


def input_of(target: dict[str, Any], event: dict[str, Any]) -> str:
    """The target's input with the values of its keywords.

    https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
    """
    values = {
        "schedule-arn": event["Resources"][0],
        "scheduled-time": datetime.fromtimestamp(event["Time"], UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "execution-id": event["EventId"],
        "attempt-number": "1",
    }
    content: str = target["Input"]
    for name, value in values.items():
        content = content.replace(f"<aws.scheduler.{name}>", value)
    return content


def _with_keywords(invoke: Function) -> Function:
    def invoke_with_keywords(target: dict[str, Any], event: dict[str, Any], *others: Any) -> None:
        if event.get("Source") == "aws.scheduler" and target.get("Input"):
            target = {**target, "Input": input_of(target, event)}
        invoke(target, event, *others)

    return invoke_with_keywords


def install_schedules() -> None:
    scheduler.wrap_tick(_with_time_zones)
    eventbridge.wrap_parsing(_unless_ticking)
    eventbridge.wrap_target(_with_keywords)
