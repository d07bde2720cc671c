"""Namespaces: a database's name, its roles and its administrator, whose password is kept in Secrets Manager."""

import json
import secrets
import uuid
from typing import Any

from emulator.ministack import secretsmanager
from emulator.redshift.errors import invalid, not_found
from emulator.redshift.serverless import store
from emulator.redshift.serverless.fields import arn, conflict, given, new_name, now

Data = dict[str, Any]

_SETTINGS = ("defaultIamRoleArn", "iamRoles", "kmsKeyId", "logExports")


def namespace_named(name: str) -> Data:
    """Raises RequestError when there is none."""
    found: Data | None = store.namespaces.get(name)
    if found is None:
        raise not_found(f"The namespace {name} doesn't exist.", name)
    return found


def _check_roles(namespace: Data) -> None:
    default = namespace.get("defaultIamRoleArn")
    if default is not None and default not in namespace.get("iamRoles", []):
        raise invalid("The default IAM role must be one of the namespace's IAM roles.")


def _create_admin_secret(namespace: str, administrator: str, key: str | None) -> str:
    """Redshift stores a password that it manages under a generated name.

    https://docs.aws.amazon.com/redshift/latest/mgmt/redshift-secrets-manager-integration.html
    """
    return secretsmanager.store_secret(
        f"redshift!{namespace}-{administrator}",
        json.dumps({"username": administrator, "password": secrets.token_urlsafe(24)}),
        f"Administrator of the Redshift Serverless namespace {namespace}",
        key,
    )


def create_namespace(data: Data) -> Data:
    name = new_name(data, "namespaceName", store.namespaces)
    if data.get("manageAdminPassword") and data.get("adminUserPassword") is not None:
        raise invalid("adminUserPassword can't be given when manageAdminPassword is true.")
    identifier = str(uuid.uuid4())
    administrator = data.get("adminUsername") or "admin"
    namespace = {
        "namespaceName": name,
        "namespaceId": identifier,
        "namespaceArn": arn(f"namespace/{identifier}"),
        "adminUsername": administrator,
        "dbName": data.get("dbName") or "dev",
        "kmsKeyId": "AWS_OWNED_KMS_KEY",
        "iamRoles": [],
        "logExports": [],
        "status": "AVAILABLE",
        "creationDate": now(),
        **given(data, _SETTINGS),
    }
    _check_roles(namespace)
    if data.get("manageAdminPassword"):
        key = data.get("adminPasswordSecretKmsKeyId")
        namespace["adminPasswordSecretArn"] = _create_admin_secret(name, administrator, key)
        namespace["adminPasswordSecretKmsKeyId"] = key
    store.namespaces[name] = namespace
    return {"namespace": namespace}


def update_namespace(data: Data) -> Data:
    namespace = namespace_named(data["namespaceName"])
    if "defaultIamRoleArn" in data and "iamRoles" not in data:
        raise invalid("To change the default IAM role, you must specify the entire list of IAM roles.")
    changed = {**namespace, **given(data, _SETTINGS)}
    _check_roles(changed)
    namespace.update(changed)
    return {"namespace": namespace}


def delete_namespace(data: Data) -> Data:
    name = data["namespaceName"]
    namespace = namespace_named(name)
    if any(workgroup["namespaceName"] == name for workgroup in store.workgroups.values()):
        raise conflict(f"The namespace {name} has a workgroup; delete it first.")
    if secret := namespace.get("adminPasswordSecretArn"):
        secretsmanager.delete_secret(secret)
    del store.namespaces[name]
    return {"namespace": {**namespace, "status": "DELETING"}}
