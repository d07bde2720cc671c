"""Fair queues, which ministack lacks: quiet tenants of a standard queue are served before noisy ones.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues-detailed.html

A tenant is what shares a `MessageGroupId`. AWS doesn't say how far back "recent" goes; here it is five minutes.
"""

import time
from collections import deque
from typing import Any

from emulator.ministack import sqs
from emulator.ministack.interception import Function

Message = dict[str, Any]

NOISY_SHARE = 0.1
NOISY_IN_FLIGHT = 30
RECENT_SECONDS = 300


class Tenants:
    """Which tenants' messages a queue's consumers work on, and how long they worked on which tenant's recently."""

    def __init__(self) -> None:
        self._begun: dict[str, tuple[str, float]] = {}
        self._done: deque[tuple[float, str, float]] = deque()

    def begin(self, messages: list[Message], now: float) -> None:
        for message in messages:
            if message.get("group_id"):
                self._begun[message["id"]] = (message["group_id"], now)

    def look(self, messages: list[Message], now: float) -> None:
        """Notices what has been deleted or has become visible again since the last look."""
        in_flight = {message["id"] for message in messages if _is_in_flight(message, now)}
        for message_id in [one for one in self._begun if one not in in_flight]:
            tenant, begun_at = self._begun.pop(message_id)
            self._done.append((now, tenant, now - begun_at))
        while self._done and self._done[0][0] < now - RECENT_SECONDS:
            self._done.popleft()

    def noisy(self, messages: list[Message], now: float) -> set[str]:
        in_flight: dict[str, float] = {}
        seconds: dict[str, float] = {}
        for tenant, begun_at in self._begun.values():
            in_flight[tenant] = in_flight.get(tenant, 0) + 1
            seconds[tenant] = seconds.get(tenant, 0) + now - begun_at
        for _, tenant, took in self._done:
            seconds[tenant] = seconds.get(tenant, 0) + took
        all_in_flight = sum(1 for message in messages if _is_in_flight(message, now))
        crowding = {
            tenant
            for tenant, count in in_flight.items()
            if count >= NOISY_IN_FLIGHT and count > NOISY_SHARE * all_in_flight
        }
        total = sum(seconds.values())
        return crowding | {tenant for tenant, took in seconds.items() if took > NOISY_SHARE * total}


def _is_in_flight(message: Message, now: float) -> bool:
    return bool(message.get("receive_count")) and message["visible_at"] > now


def _fairly(collect: Function) -> Function:
    tenants: dict[str, Tenants] = {}

    def collect_fairly(queue: dict[str, Any], most: int, visibility_seconds: int) -> list[Message]:
        messages: list[Message] = queue["messages"]
        if queue["is_fifo"] or not any(message.get("group_id") for message in messages):
            return list(collect(queue, most, visibility_seconds))
        now = time.time()
        own = tenants.setdefault(queue["attributes"]["QueueArn"], Tenants())
        own.look(messages, now)
        noisy = own.noisy(messages, now)
        ordered = sorted(messages, key=lambda message: message.get("group_id") in noisy)
        # a view, because the queue itself keeps the order of arrival
        received = list(collect({**queue, "messages": ordered}, most, visibility_seconds))
        own.begin(received, now)
        return received

    return collect_fairly


def install_fair_queues() -> None:
    sqs.wrap_collect(_fairly)
