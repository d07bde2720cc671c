"""ministack's EventBridge Scheduler.

Private names used, and why: `_create_schedule` and `_update_schedule` are wrapped, because ministack stores any
expression and never fires those that it can't read.
"""

from collections.abc import Callable

from ministack.services import scheduler

from emulator.ministack.interception import Function, wrap


def wrap_writing(make: Callable[[Function], Function]) -> None:
    """Wraps the creation and the update of a schedule; both get its name and the request's body."""
    wrap(scheduler, "_create_schedule", make)
    wrap(scheduler, "_update_schedule", make)
