"""Valid principals: Lake Formation's own groups, and existing IAM roles and users.

There is only one account. Principals of other accounts, which Lake Formation would accept, are rejected by name.
"""

import re

from emulator.lakeformation import store
from emulator.lakeformation.catalog import catalog_id
from emulator.lakeformation.errors import invalid_input
from emulator.ministack import iam

_IAM_ARN = re.compile(r"arn:[\w-]+:iam::(\d{12}):(role|user)/(?:.+/)?([^/]+)")


def _has_arn(kind: str, name: str, arn: str) -> bool:
    kept = (iam.roles if kind == "role" else iam.users).get_scoped(catalog_id(), None, name)
    return kept is not None and kept["Arn"] == arn


def require_principal(name: str) -> None:
    """Raises InvalidInputException for an unknown principal, like Lake Formation."""
    if name in (store.IAM_ALLOWED_PRINCIPALS, f"{catalog_id()}:IAMPrincipals"):
        return
    found = _IAM_ARN.fullmatch(name)
    if found is None:
        raise invalid_input(f"Invalid principal, {name}")
    account, kind, own_name = found.groups()
    if account != catalog_id():
        raise invalid_input(f"Invalid principal, {name}: the sandbox has no account but {catalog_id()}")
    if not _has_arn(kind, own_name, name):
        raise invalid_input(f"Invalid principal, {name}")
