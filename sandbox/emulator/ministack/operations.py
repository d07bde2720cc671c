"""Adds operations to a JSON service, which names the operation in `x-amz-target`.

Replaces `handle_request` of ministack's service module, by which ministack's dispatcher finds the service.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from emulator.ministack.answers import Answer
from emulator.ministack.interception import Function, wrap

Operation = Callable[[dict[str, Any]], Answer]


def add_operations(service: Any, operations: Mapping[str, Operation]) -> None:
    """These operations take precedence over the service's own."""

    def before(handle_request: Function) -> Function:
        async def handle(method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]) -> Answer:
            operation = operations.get(headers.get("x-amz-target", "").rpartition(".")[2])
            if operation is not None:
                return operation(json.loads(body or b"{}"))
            answer: Answer = await handle_request(method, path, headers, body, query)
            return answer

        return handle

    wrap(service, "handle_request", before)
