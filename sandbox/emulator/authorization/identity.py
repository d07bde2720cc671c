"""Who made a call: the principal behind the access key that signed it.

Signatures and policies are checked elsewhere. Sessions from `sts:AssumeRole` don't survive a restart.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from emulator.ministack import iam, policies
from emulator.ministack.requests import access_key_of


@dataclass(frozen=True)
class Caller:
    #: As `sts:GetCallerIdentity` names it, e.g. `arn:aws:sts::000000000000:assumed-role/analyst/session`.
    arn: str
    #: As policies and grants name it: a role's, a user's or the account root's ARN.
    principal: str
    #: Whether these are the credentials of the account itself, which may do everything.
    is_root: bool
    #: The access key that policies are evaluated for; None for a caller without a signed request.
    access_key_id: str | None = None


def role_arn(assumed_role_arn: str) -> str:
    """A session's ARN lacks the role's path: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html"""
    _, partition, _, _, account, resource = assumed_role_arn.split(":", 5)
    name = resource.split("/")[1]
    role = iam.roles.get_scoped(account, None, name)
    return role["Arn"] if role else f"arn:{partition}:iam::{account}:role/{name}"


def caller_with_key(access_key_id: str) -> Caller:
    """Raises UnknownCallerError. An unsigned call counts as the account's own, as everywhere in ministack."""
    credential = policies.credential(access_key_id)
    arn = credential.principal_arn
    is_role = credential.principal_type == "AssumedRole"
    return Caller(arn, role_arn(arn) if is_role else arn, credential.principal_type == "Root", access_key_id)


def caller_of(headers: Mapping[str, str], query: Mapping[str, Any] | None = None) -> Caller:
    """Who signed a request. `headers` have names in lower case, as ministack's operations get them.

    To be called within the request, whose account the key belongs to. Raises UnknownCallerError.
    """
    return caller_with_key(access_key_of(headers, query))
