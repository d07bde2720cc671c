"""ministack's CloudWatch Logs.

Private names used, and why:
- `_create_log_group`, `_create_log_stream`, `_put_log_events`: components in the emulator write logs without an HTTP
  request.
- `_log_groups`: a group's key is changed in its record, because ministack lacks the operation.
- `handle_request`: wrapped, for operations that ministack lacks.
"""

from collections.abc import Mapping
from typing import Any

from ministack.services import cloudwatch_logs

from emulator.ministack import operations
from emulator.ministack.operations import Operation
from emulator.ministack.scope import ScopedStore

#: Name -> the group's record.
log_groups: ScopedStore = cloudwatch_logs._log_groups


def require_log_stream(group: str, stream: str) -> None:
    """Makes the group and the stream if they aren't there."""
    cloudwatch_logs._create_log_group({"logGroupName": group})
    cloudwatch_logs._create_log_stream({"logGroupName": group, "logStreamName": stream})


def put_log_events(group: str, stream: str, events: list[dict[str, Any]]) -> None:
    """Each event has `timestamp` in milliseconds since 1970 and `message`."""
    cloudwatch_logs._put_log_events({"logGroupName": group, "logStreamName": stream, "logEvents": events})


def add_operations(ours: Mapping[str, Operation]) -> None:
    operations.add_operations(cloudwatch_logs, ours)
