"""Lake Formation's state per account and region; saved with ministack's state."""

import copy
import threading
from typing import Any

from emulator.ministack.scope import ScopedStore

Data = dict[str, Any]

IAM_ALLOWED_PRINCIPALS = "IAM_ALLOWED_PRINCIPALS"

#: One of each account: `settings` -> what PutDataLakeSettings put last.
settings = ScopedStore()
#: ARN -> ResourceInfo.
locations = ScopedStore()
#: Key -> values.
tags = ScopedStore()
#: `(database,)`, `(database, table)` or `(database, table, column)` -> key -> value.
assigned = ScopedStore()
#: Principal and resource as JSON -> the grant as ListPermissions answers it.
grants = ScopedStore()

_STORES = {"settings": settings, "locations": locations, "tags": tags, "assigned": assigned, "grants": grants}

#: Held while the state is changed, or read as a whole. Glue's calls come from other threads than Lake Formation's.
lock = threading.RLock()


class Changes:
    """Counts changes that may affect access: of grants, tags, settings and the catalog."""

    def __init__(self) -> None:
        self._count = 0

    @property
    def count(self) -> int:
        return self._count

    def note(self) -> None:
        with lock:
            self._count += 1


changes = Changes()


def _everyone_everything() -> list[Data]:
    return [{"Principal": {"DataLakePrincipalIdentifier": IAM_ALLOWED_PRINCIPALS}, "Permissions": ["ALL"]}]


def current_settings() -> Data:
    """In a new account, IAM alone decides: https://docs.aws.amazon.com/lake-formation/latest/dg/change-settings.html"""
    stored: Data | None = settings.get("settings")
    if stored is not None:
        return stored
    return {
        "DataLakeAdmins": [],
        "ReadOnlyAdmins": [],
        "CreateDatabaseDefaultPermissions": _everyone_everything(),
        "CreateTableDefaultPermissions": _everyone_everything(),
        "Parameters": {"CROSS_ACCOUNT_VERSION": "1", "SET_CONTEXT": "TRUE"},
        "TrustedResourceOwners": [],
        "AllowExternalDataFiltering": False,
        "AllowFullTableExternalDataAccess": False,
        "ExternalDataFilteringAllowList": [],
        "AuthorizedSessionTagValueList": [],
    }


def get_state() -> Data:
    with lock:
        return copy.deepcopy(_STORES)


def load_persisted_state(data: Data) -> None:
    with lock:
        for name, store in _STORES.items():
            store.clear()
            store.update(data.get(name, ScopedStore()))
        changes.note()


def reset() -> None:
    with lock:
        for store in _STORES.values():
            store.clear()
        changes.note()
