"""ministack's EventBridge, which also calls the targets of schedules.

Private names used, and why: `_invoke_target` is wrapped, because a schedule invokes its target with the target's
role, whose permissions ministack doesn't check.
"""

from collections.abc import Callable

from ministack.services import eventbridge

from emulator.ministack.interception import Function, wrap


def wrap_target(make: Callable[[Function], Function]) -> None:
    wrap(eventbridge, "_invoke_target", make)
