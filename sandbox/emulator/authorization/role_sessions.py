"""Credentials of roles for jobs, crawlers and services; functions get theirs from ministack, in the same way.

Sessions don't expire: AWS renews the credentials of long runs, but processes here read them once. Keys are derived
from role and session name, so they survive a restart of the emulator.
"""

import hashlib
from dataclasses import dataclass

from emulator.ministack import sts
from emulator.ministack.scope import account_id


@dataclass(frozen=True)
class RoleCredentials:
    access_key_id: str
    secret_access_key: str
    session_token: str

    @property
    def environment(self) -> dict[str, str]:
        """As every AWS SDK reads them."""
        return {
            "AWS_ACCESS_KEY_ID": self.access_key_id,
            "AWS_SECRET_ACCESS_KEY": self.secret_access_key,
            "AWS_SESSION_TOKEN": self.session_token,
        }


def role_arn_named(role: str) -> str:
    """Glue takes a role's name as well as its ARN."""
    return role if role.startswith("arn:") else f"arn:aws:iam::{account_id()}:role/{role}"


def role_credentials(role_arn: str, session_name: str) -> RoleCredentials:
    """A session of the role, as the service opens it.

    `sts:GetCallerIdentity` returns it as `arn:aws:sts::<account>:assumed-role/<role>/<session_name>`.
    """
    _, partition, _, _, account, resource = role_arn.split(":", 5)
    role_name = resource.rsplit("/", 1)[-1]

    def derived(purpose: str) -> str:
        return hashlib.sha256(f"{purpose}:{role_arn}:{session_name}".encode()).hexdigest()

    credentials = RoleCredentials(f"ASIA{derived('key')[:16].upper()}", derived("secret"), derived("token"))
    sts.register_session(
        credentials.access_key_id,
        {
            "Arn": f"arn:{partition}:sts::{account}:assumed-role/{role_name}/{session_name}",
            "UserId": f"{role_name}:{session_name}",
            "AccountId": account,
            "SecretAccessKey": credentials.secret_access_key,
            "SessionToken": credentials.session_token,
        },
    )
    return credentials
