"""Adding operations to a service of ministack that speaks JSON with the operation's name in `x-amz-target`."""

import json
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from emulator.answers import Answer

Operation = Callable[[dict[str, Any]], Answer]


def add_operations(service: ModuleType, operations: Mapping[str, Operation]) -> None:
    """Puts operations before the service's own."""
    handle_request = service.handle_request

    async def handle(method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]) -> Answer:
        operation = operations.get(headers.get("x-amz-target", "").rpartition(".")[2])
        if operation is not None:
            return operation(json.loads(body or b"{}"))
        answer: Answer = await handle_request(method, path, headers, body, query)
        return answer

    service.handle_request = handle  # type: ignore[attr-defined]
