"""ministack's KMS.

Reached into, and why: `_resolve_key` finds a key by its id, ARN or alias, as other services do when they use one;
KMS's operations would decide about the call once more.
"""

from typing import Any

from ministack.services import kms


def find_key(identifier: str | None) -> dict[str, Any] | None:
    """By id, ARN or alias."""
    found: dict[str, Any] | None = kms._resolve_key(identifier)
    return found
