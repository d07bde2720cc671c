"""ministack's IAM.

Private names used, and why:
- `_roles`, `_users`: who there is, needed outside IAM requests.
- `_IAM_HANDLERS`, `_p`: the table that ministack's dispatcher finds CreateRole by, and how it reads a parameter; new
  roles are recorded there.
"""

from collections.abc import Callable
from typing import Any

from ministack.services import iam

from emulator.ministack.interception import Function
from emulator.ministack.scope import ScopedStore

#: Name -> the role or user. Of an account, not of a region.
roles: ScopedStore = iam._roles
users: ScopedStore = iam._users


def parameter(parameters: Any, name: str) -> str:
    """Of a request of IAM's."""
    found: str = iam._p(parameters, name)
    return found


def wrap_create_role(make: Callable[[Function], Function]) -> None:
    iam._IAM_HANDLERS["CreateRole"] = make(iam._IAM_HANDLERS["CreateRole"])
