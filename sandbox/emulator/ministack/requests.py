"""What ministack knows about the current request.

Uses nothing private: the functions have public names, without a promise to keep them.
"""

from collections.abc import Mapping
from typing import Any

from ministack.core.concurrency import run_offloop
from ministack.core.router import extract_access_key_id

__all__ = ["access_key_of", "run_offloop"]


def access_key_of(headers: Mapping[str, str], query: Mapping[str, Any] | None = None) -> str:
    """Of who signed the request. `headers` have names in lower case, as ministack's operations get them."""
    found: str = extract_access_key_id(dict(headers), query)
    return found
