"""When a cron expression is due in a time zone.

EventBridge Scheduler skips a time that doesn't exist and runs a time that exists twice once:
https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#daylist-savings-time
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from emulator.ministack import eventbridge


def next_due(expression: str, zone: ZoneInfo, after: datetime) -> datetime | None:
    """The first due instant after `after`, in UTC; of a time that exists twice the first. None within 4 years."""
    # the clock's time, as if it were UTC's, where each exists once
    clock: datetime | None = after.astimezone(zone).replace(tzinfo=UTC)
    while clock is not None:
        clock = eventbridge.next_cron_time(expression, clock)
        if clock is None:
            return None
        due = clock.replace(tzinfo=zone).astimezone(UTC)
        exists = due.astimezone(zone).replace(tzinfo=UTC) == clock
        if exists and due > after:
            return due
    return None
