"""ministack's EventBridge, which also reads the cron expressions of schedules and calls their targets.

Private names used, and why:
- `_invoke_target`: wrapped, because a schedule invokes its target with the target's role, whose permissions ministack
  doesn't check, and fills in the placeholders of its input, which ministack doesn't know; called, to fire a schedule.
- `_parse_cron_fields`, `_cron_next_fire`: when an expression fires next; ministack evaluates in UTC alone.
  The former is wrapped, so that ministack leaves the schedules with cron expressions to us.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from ministack.services import eventbridge

from emulator.ministack.interception import Function, wrap


def wrap_target(make: Callable[[Function], Function]) -> None:
    wrap(eventbridge, "_invoke_target", make)


def wrap_parsing(make: Callable[[Function], Function]) -> None:
    wrap(eventbridge, "_parse_cron_fields", make)


def next_cron_time(expression: str, after: datetime) -> datetime | None:
    """The first minute after `after` at which the expression fires, in the time zone UTC; None within 4 years."""
    found: datetime | None = eventbridge._cron_next_fire(eventbridge._parse_cron_fields(expression), after)
    return found


def invoke_target(target: dict[str, Any], event: dict[str, Any], schedule: dict[str, Any]) -> None:
    eventbridge._invoke_target(target, event, schedule)
