"""Typed responses of ministack's operations.

Uses nothing private: the two functions have public names, without a promise to keep them.
"""

import json
from typing import Any

from ministack.core.responses import error_response_json, json_response

#: Status, headers, body.
Answer = tuple[int, dict[str, str], bytes]


def success(content: dict[str, Any]) -> Answer:
    answer: Answer = json_response(content)
    return answer


def refusal(code: str, message: str, **extra: str) -> Answer:
    answer: Answer = error_response_json(code, message, 400, extra=extra or None)
    return answer


def content_of(answer: Answer) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(answer[2])
    return content
