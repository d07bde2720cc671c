"""The database user of a Data API call: the secret's, or one derived from the caller's IAM identity.

https://docs.aws.amazon.com/redshift/latest/mgmt/data-api-access.html
"""

import json
from typing import Any

from emulator.authorization.enforcement import decide, denial_message
from emulator.authorization.identity import Caller
from emulator.authorization.implied import Check, key_uses
from emulator.ministack import iam, secretsmanager
from emulator.redshift.engine.session import Login
from emulator.redshift.errors import RequestError, StatementError, invalid
from emulator.redshift.serverless import store

Data = dict[str, Any]

_ROLES_TAG = "RedshiftDbRoles"
_NO_ENDPOINT = "Redshift endpoint doesn't exist in this region."


def warehouse_of(data: Data) -> tuple[Data, Data]:
    """The workgroup that a call names, by its name or its ARN, and its namespace."""
    if data.get("ClusterIdentifier"):
        raise invalid(_NO_ENDPOINT)
    name = data.get("WorkgroupName")
    if not name:
        raise invalid("Either ClusterIdentifier or WorkgroupName is required.")
    for workgroup in store.workgroups.values():
        if name in (workgroup["workgroupName"], workgroup["workgroupArn"]):
            namespace: Data = store.namespaces[workgroup["namespaceName"]]
            return workgroup, namespace
    raise invalid(_NO_ENDPOINT)


def _require(access_key: str, *checks: Check) -> None:
    for check in checks:
        denied = decide(access_key, check)
        if denied is not None:
            raise RequestError("AccessDeniedException", denial_message(check, denied))


def _secret_user(identifier: str, namespace: Data, access_key: str | None) -> Login:
    secret = secretsmanager.find_secret(identifier)
    if secret is None:
        raise invalid("Secrets Manager can't find the specified secret.")
    if access_key is not None:
        action, arn = "secretsmanager:GetSecretValue", secret["ARN"]
        _require(access_key, Check(action, arn, {}), *key_uses(action, arn))
    held, wanted = _content(identifier), _content(namespace.get("adminPasswordSecretArn"))
    user = str(held.get("username", ""))
    if not user:
        raise invalid("The secret must have a username and a password.")
    if user != namespace["adminUsername"] or held.get("password") != wanted.get("password"):
        raise StatementError(f'password authentication failed for user "{user}"', "FATAL")
    return Login(user, is_superuser=True)


def _content(identifier: str | None) -> Data:
    try:
        content = json.loads(secretsmanager.read_secret(identifier) or "{}")
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _tagged_roles(role_name: str) -> tuple[str, ...]:
    role = iam.roles.get(role_name) or {}
    tags = {tag["Key"]: tag["Value"] for tag in role.get("Tags", [])}
    return tuple(name for name in str(tags.get(_ROLES_TAG, "")).lower().split(":") if name)


def _iam_user(caller: Caller, workgroup: Data, access_key: str | None) -> Login:
    if access_key is not None:
        _require(access_key, Check("redshift-serverless:GetCredentials", workgroup["workgroupArn"], {}))
    if caller.is_root:
        return Login("IAM:root", is_superuser=False)
    kind, _, name = caller.principal.rpartition(":")[2].partition("/")
    name = name.rpartition("/")[2]
    if kind == "role":
        return Login(f"IAMR:{name}", is_superuser=False, tagged_roles=_tagged_roles(name))
    return Login(f"IAM:{name}", is_superuser=False)


def login_of(data: Data, caller: Caller, access_key: str) -> Login:
    """Raises RequestError for a call that isn't allowed, StatementError if the database rejects the login."""
    workgroup, namespace = warehouse_of(data)
    checked = None if caller.is_root else access_key
    if data.get("DbUser"):
        raise invalid("DbUser can't be given with WorkgroupName.")
    if secret := data.get("SecretArn"):
        return _secret_user(secret, namespace, checked)
    return _iam_user(caller, workgroup, checked)
