"""Owners of statements, for policies that restrict callers to their own statements.

https://docs.aws.amazon.com/redshift/latest/mgmt/data-api-access.html
"""

from emulator.ministack import policies

CONDITION_KEY = "redshift-data:statement-owner-iam-userid"

#: Id of a call -> `aws:userid` of who made it.
_owners: dict[str, str] = {}


def user_id(access_key: str) -> str:
    credential = policies.known_credential(access_key)
    return "" if credential is None else credential.principal_id


def own(call_id: str, access_key: str) -> None:
    _owners[call_id] = user_id(access_key)


def disown(call_id: str) -> None:
    _owners.pop(call_id, None)


def owner_of(statement_id: str, access_key: str) -> str:
    """For an unknown statement, and for lists of one's own statements, it is the caller."""
    return _owners.get(statement_id.partition(":")[0]) or user_id(access_key)
