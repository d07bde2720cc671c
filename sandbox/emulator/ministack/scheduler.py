"""ministack's EventBridge Scheduler.

Private names used, and why:
- `_create_schedule`, `_update_schedule`: wrapped, because ministack stores any expression and never fires those that
  it can't read.
- `_tick_schedules`: wrapped, because ministack evaluates cron expressions in UTC, whatever the schedule's time zone.
- `_schedules` and its `_data`, `_to_epoch`: the schedules of all accounts and regions, and from when until when they
  fire.
"""

from collections.abc import Callable, Iterator
from typing import Any

from ministack.core.responses import (
    get_account_id,
    get_region,
    new_uuid,
    set_request_account_id,
    set_request_region,
)
from ministack.services import scheduler

from emulator.ministack import eventbridge
from emulator.ministack.interception import Function, wrap

Key = tuple[str, str, str]
Schedule = dict[str, Any]


def wrap_writing(make: Callable[[Function], Function]) -> None:
    """Wraps the creation and the update of a schedule; both get its name and the request's body."""
    wrap(scheduler, "_create_schedule", make)
    wrap(scheduler, "_update_schedule", make)


def wrap_tick(make: Callable[[Function], Function]) -> None:
    """Wraps what fires the schedules that are due, every few seconds."""
    wrap(scheduler, "_tick_schedules", make)


def active_schedules(now: float) -> Iterator[tuple[Key, Schedule]]:
    """Those that may fire now, of all accounts and regions."""
    for key, schedule in list(scheduler._schedules._data.items()):
        begins, ends = (scheduler._to_epoch(schedule.get(name)) for name in ("StartDate", "EndDate"))
        is_within = (begins is None or now >= begins) and (ends is None or now <= ends)
        if schedule.get("State") == "ENABLED" and is_within:
            yield key, schedule


def fire(key: Key, schedule: Schedule, due: float) -> None:
    """Invokes the schedule's target, in its account and region. `due` is an epoch in seconds."""
    account, region, _ = key
    before = get_account_id(), get_region()
    set_request_account_id(account)
    set_request_region(region)
    event = {
        "EventId": new_uuid(),
        "Source": "aws.scheduler",
        "DetailType": "Scheduled Event",
        "Detail": "{}",
        "Time": due,
        "Resources": [schedule.get("Arn", "")],
        "Account": account,
        "Region": region,
    }
    try:
        eventbridge.invoke_target(schedule["Target"], event, schedule)
    finally:
        set_request_account_id(before[0])
        set_request_region(before[1])
