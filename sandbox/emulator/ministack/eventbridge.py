"""ministack's EventBridge, which also calls the targets of schedules.

Reached into, and why: `_invoke_target` is gone around, because a schedule's call is made with the role of its target,
which ministack doesn't ask.
"""

from collections.abc import Callable

from ministack.services import eventbridge

from emulator.ministack.interception import Function, wrap


def wrap_target(make: Callable[[Function], Function]) -> None:
    wrap(eventbridge, "_invoke_target", make)
