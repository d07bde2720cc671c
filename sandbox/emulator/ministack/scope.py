"""Account and region of the current request, and stores that are partitioned by them.

Uses the private `AccountRegionScopedDict._data`: at a start, the records of all accounts and regions are looked
through, and a store is filled from what was saved, when no request says whose they are.
"""

from typing import Any

from ministack.core.responses import AccountRegionScopedDict as ScopedStore
from ministack.core.responses import get_account_id, get_region

#: ScopedStore is a dict of the current account and region, which is saved with ministack's state.
__all__ = ["ScopedStore", "account_id", "everywhere", "region", "restore"]


def account_id() -> str:
    found: str = get_account_id()
    return found


def region() -> str:
    found: str = get_region()
    return found


def everywhere(store: ScopedStore) -> list[Any]:
    """Values of all accounts and regions."""
    return list(store._data.values())


def restore(store: ScopedStore, saved: Any) -> None:
    """Adds saved values; anything else than a store is ignored."""
    if isinstance(saved, ScopedStore):
        store._data.update(saved._data)
