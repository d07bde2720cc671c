"""A run's output: live in CloudWatch Logs, where Glue puts it, and in files of its folder."""

import contextvars
import queue
import threading
import time
from pathlib import Path
from typing import TextIO

from emulator.authorization.corrections import arn
from emulator.authorization.service_calls import ServiceCallDeniedError, call_as
from emulator.ministack import cloudwatch_logs

#: Session name that Glue uses for jobs.
SESSION_NAME = "GlueJobRunnerSession"
FLUSH_SECONDS = 0.2
# A limit of PutLogEvents: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
BATCH_EVENTS = 10_000


def _may_write(role_arn: str, group: str, stream: str) -> bool:
    resources = {
        "logs:CreateLogGroup": arn("logs", f"log-group:{group}"),
        "logs:CreateLogStream": arn("logs", f"log-group:{group}:log-stream:{stream}"),
        "logs:PutLogEvents": arn("logs", f"log-group:{group}:log-stream:{stream}"),
    }
    try:
        for action, resource in resources.items():
            call_as(role_arn, SESSION_NAME, "glue", action, resource)
    except ServiceCallDeniedError:
        return False
    return True


class LogStream:
    """One stream of a run. Lines may come from several threads; they keep their order.

    CloudWatch Logs gets them as the job's role; without its permission they are in the file only.
    """

    def __init__(self, role_arn: str, group: str, stream: str, file: Path) -> None:
        self._group = group
        self._stream = stream
        self._file: TextIO = file.open("w")
        self._lines: queue.SimpleQueue[tuple[int, str] | None] = queue.SimpleQueue()
        # The log groups belong to the caller's account and region, which travel in context variables.
        context = contextvars.copy_context()
        self._thread = threading.Thread(target=context.run, args=(self._write,), name="glue-logs", daemon=True)
        self._may_write = _may_write(role_arn, group, stream)
        if self._may_write:
            cloudwatch_logs.require_log_stream(group, stream)
        self._thread.start()

    def line(self, text: str) -> None:
        self._lines.put((int(time.time() * 1000), text.rstrip("\n")))

    def close(self) -> None:
        self._lines.put(None)
        self._thread.join()

    def _write(self) -> None:
        ended = False
        while not ended:
            batch: list[tuple[int, str]] = []
            first = self._lines.get()
            ended = first is None
            if first is not None:
                batch.append(first)
                time.sleep(FLUSH_SECONDS)
            while not self._lines.empty() and len(batch) < BATCH_EVENTS:
                item = self._lines.get()
                if item is None:
                    ended = True
                else:
                    batch.append(item)
            self._put(batch)
        self._file.close()

    def _put(self, batch: list[tuple[int, str]]) -> None:
        for _, text in batch:
            self._file.write(f"{text}\n")
        self._file.flush()
        # CloudWatch Logs refuses empty messages.
        events = [{"timestamp": at, "message": text} for at, text in batch if text]
        if events and self._may_write:
            cloudwatch_logs.put_log_events(self._group, self._stream, events)
