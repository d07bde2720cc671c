"""ministack's SQS.

Private names used, and why:
- `_queues`, `_queue_url`: a queue's key, and the number and ages of its messages.
- `_collect_msgs`: wrapped, because ministack receives in the order of arrival, whatever a message's group.
- `_delete_messages_for_esm`: wrapped, because Lambda deletes a function's messages with the function's role.
"""

from collections.abc import Callable
from typing import Any

from ministack.services import sqs

from emulator.ministack.interception import Function, wrap

Data = dict[str, Any]


def queues() -> list[Data]:
    """Each with `name`, `attributes` and `messages`."""
    return list(sqs._queues.values())


def find_queue(name: str) -> Data | None:
    found: Data | None = sqs._queues.get(sqs._queue_url(name))
    return found


def wrap_collect(make: Callable[[Function], Function]) -> None:
    """Wraps the choice of the messages that a receiver or a function gets."""
    wrap(sqs, "_collect_msgs", make)


def wrap_delete_for_function(make: Callable[[Function], Function]) -> None:
    """Wraps the deletion of messages that a function has handled."""
    wrap(sqs, "_delete_messages_for_esm", make)
