"""ministack's SES, which treats every address as confirmed.

Private names used, and why:
- `_identities`: whether an address is confirmed is in its record.
- `_account_details`, `_production_access_enabled`: replaced, because ministack assumes production access until told
  otherwise; AWS does the reverse.
- `_json_err`: an error as SES answers it.
- `handle_request`: wrapped, because operations have side effects here.
"""

from collections.abc import Callable
from typing import Any

from ministack.services import ses, ses_v2

from emulator.ministack.answers import Answer
from emulator.ministack.interception import Function, replace, wrap
from emulator.ministack.scope import ScopedStore

#: Address or domain -> the identity's record.
identities: ScopedStore = ses_v2._identities


def refusal(code: str, message: str) -> Answer:
    answer: Answer = ses_v2._json_err(code, message)
    return answer


def account_details() -> dict[str, Any]:
    """What PutAccountDetails put last."""
    return ses._account_details.get("account") or {}


def wrap_requests(make: Callable[[Function], Function]) -> None:
    wrap(ses_v2, "handle_request", make)


def replace_production_access(ours: Callable[[], bool]) -> None:
    """Whether the account may send to addresses that aren't confirmed."""
    replace(ses, "_production_access_enabled", ours)
