"""Who called what: counts of decisions about roles' calls, served at PATH."""

import json
import threading
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from emulator.asgi import Application, Receive, Scope, Send, send_json
from emulator.authorization.implied import Check
from emulator.ministack import iam

PATH = "/_sandbox/calls"
_FILE = "calls.json"


class Call(NamedTuple):
    """Calls that are equal here are one entry with a count."""

    #: Name of the role.
    role: str
    #: As policies name it, e.g. `s3:GetObject`.
    action: str
    #: ARN, or `*` where the action knows none.
    resource: str
    #: What conditions of policies can ask about, in alphabetical order.
    context: tuple[tuple[str, str], ...]
    allowed: bool
    #: "request", or the service that made the call with a role it was given.
    origin: str


_counts: Counter[Call] = Counter()
_lock = threading.Lock()


def role_of(principal_arn: str) -> str | None:
    """Name of the role in the ARN of a role or of a session of it; None for other principals."""
    resource = principal_arn.rpartition(":")[2].split("/")
    if resource[0] == "assumed-role":
        return resource[1]
    return resource[-1] if resource[0] == "role" else None


def note(principal_arn: str, check: Check, *, allowed: bool, origin: str) -> None:
    role = role_of(principal_arn)
    if role is None:
        return
    facts = tuple(sorted((name, value) for name, value in check.context.items() if isinstance(value, str)))
    with _lock:
        _counts[Call(role, check.action, check.resource, facts, allowed, origin)] += 1


def _entries() -> list[dict[str, Any]]:
    with _lock:
        counted = sorted(_counts.items())
    return [{**call._asdict(), "context": dict(call.context), "count": count} for call, count in counted]


def save_calls(folder: Path) -> None:
    """Saved beside ministack's state, so that both are restored or lost together."""
    draft = folder / f"{_FILE}.new"
    # Deleted roles, most of them from tests, would accumulate.
    draft.write_text(json.dumps([entry for entry in _entries() if entry["role"] in iam.roles]))
    draft.replace(folder / _FILE)


def restore_calls(folder: Path) -> None:
    file = folder / _FILE
    if not file.exists():
        return
    with _lock:
        for entry in json.loads(file.read_text()):
            count = entry.pop("count")
            _counts[Call(**{**entry, "context": tuple(sorted(entry["context"].items()))})] += count


def with_calls(application: Application) -> Application:
    """The application with the calls at PATH: GET answers them, DELETE forgets them."""

    async def route(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PATH:
            await application(scope, receive, send)
            return
        if scope["method"] == "DELETE":
            with _lock:
                _counts.clear()
        await send_json(send, 200, {"calls": _entries()})

    return route
