"""ministack's KMS.

Private names used, and why: `_resolve_key` finds a key by its id, ARN or alias, as services do when they use one;
KMS's operations would evaluate permissions again.
"""

from typing import Any

from ministack.services import kms


def find_key(identifier: str | None) -> dict[str, Any] | None:
    """By id, ARN or alias."""
    found: dict[str, Any] | None = kms._resolve_key(identifier)
    return found
