"""Redshift Serverless's state per account and region; saved with ministack's state."""

import copy
import threading
from typing import Any

from emulator.ministack.scope import ScopedStore

Data = dict[str, Any]

#: Name -> the namespace as GetNamespace answers it.
namespaces = ScopedStore()
#: Name -> the workgroup as GetWorkgroup answers it.
workgroups = ScopedStore()

#: Id -> the limit as GetUsageLimit answers it.
usage_limits = ScopedStore()

_STORES = {"namespaces": namespaces, "workgroups": workgroups, "usage_limits": usage_limits}

#: Held while the state is changed, or read as a whole.
lock = threading.RLock()


def get_state() -> Data:
    with lock:
        return copy.deepcopy(_STORES)


def load_persisted_state(data: Data) -> None:
    with lock:
        for name, store in _STORES.items():
            store.clear()
            store.update(data.get(name, ScopedStore()))


def reset() -> None:
    with lock:
        for store in _STORES.values():
            store.clear()
