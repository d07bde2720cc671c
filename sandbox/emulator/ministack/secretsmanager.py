"""ministack's Secrets Manager, whose rotation doesn't change the value.

Private names used, and why:
- `_resolve`, `_find_stage_version`, `_remove_stage_everywhere`: rotation moves the labels of the versions of a
  record.
- `_store_new_secret`, `delete_secret_in_process`, `resolve_secret_string`: Redshift manages its administrator's
  password in a secret, without a request by the caller.
- `_get_secret_value`: wrapped, because ministack returns versions that have no value yet.
- `handle_request`: wrapped, to replace operations.
"""

from collections.abc import Callable, Mapping
from typing import Any

from ministack.services import secretsmanager

from emulator.ministack import operations
from emulator.ministack.interception import Function, wrap
from emulator.ministack.operations import Operation

Data = dict[str, Any]


def find_secret(identifier: str | None) -> Data | None:
    """By name or ARN."""
    _, secret = secretsmanager._resolve(identifier)
    found: Data | None = secret
    return found


def version_with_label(secret: Data, label: str) -> str | None:
    """Id of the version."""
    version_id: str | None
    version_id, _ = secretsmanager._find_stage_version(secret, label)
    return version_id


def remove_label(secret: Data, label: str) -> None:
    """From whichever version has it."""
    secretsmanager._remove_stage_everywhere(secret, label)


def store_secret(name: str, content: str, description: str, key: str | None) -> str:
    """A new secret's ARN."""
    arn, _version = secretsmanager._store_new_secret(
        name, secret_string=content, description=description, kms_key_id=key
    )
    return str(arn)


def delete_secret(identifier: str) -> None:
    """At once, without a time to recover it."""
    secretsmanager.delete_secret_in_process(identifier)


def read_secret(identifier: str | None) -> str | None:
    """The current version's text."""
    found: str | None = secretsmanager.resolve_secret_string(identifier)
    return found


def add_operations(ours: Mapping[str, Operation]) -> None:
    operations.add_operations(secretsmanager, ours)


def wrap_get_secret_value(make: Callable[[Function], Function]) -> None:
    wrap(secretsmanager, "_get_secret_value", make)
