"""Secrets in Secrets Manager."""

from __future__ import annotations

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from lakehouse.failure import DatasetFailure


def secret_bytes(name: str) -> bytes:
    """The secret's current value; text is encoded as UTF-8. Raises `DatasetFailure`: nothing proceeds unmasked."""
    try:
        answer = boto3.client("secretsmanager").get_secret_value(SecretId=name)
    except (BotoCoreError, ClientError) as error:
        raise DatasetFailure(
            "MASK_KEY_UNAVAILABLE",
            f"secret {name}",
            str(error),
            "set a value for the secret and let the job's role read it",
        ) from error
    value: bytes = answer["SecretString"].encode() if "SecretString" in answer else answer["SecretBinary"]
    return value
