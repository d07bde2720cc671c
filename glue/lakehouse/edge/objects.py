"""Objects in S3."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

_CONFIG = Config(retries={"mode": "standard", "max_attempts": 5}, connect_timeout=5, read_timeout=60)


@functools.cache
def _client() -> Any:
    return boto3.client("s3", config=_CONFIG)


@dataclass(frozen=True)
class Objects:
    """A bucket's objects. Only the bucket's name is pickled; each process makes its own client, once."""

    bucket: str

    def __call__(self, key: str) -> bytes:
        """The object's bytes. Raises `OSError` when it cannot be had."""
        try:
            body: bytes = _client().get_object(Bucket=self.bucket, Key=key)["Body"].read()
        except (BotoCoreError, ClientError) as error:
            raise OSError(f"s3://{self.bucket}/{key}: {error}") from error
        return body

    def json(self, key: str) -> Any:
        """The object, parsed as JSON. Raises `OSError` or `ValueError`."""
        return json.loads(self(key))

    def find_json(self, key: str) -> Any | None:
        """The object, parsed as JSON, or None when there is no such key. Raises boto3's errors or `ValueError`."""
        try:
            body = _client().get_object(Bucket=self.bucket, Key=key)["Body"].read()
        except ClientError as error:
            if error.response["Error"]["Code"] == "NoSuchKey":
                return None
            raise
        return json.loads(body)

    def put_json(self, key: str, document: object) -> None:
        """Writes the document, replacing what is there. Raises boto3's errors."""
        body = json.dumps(document, indent=2).encode()
        _client().put_object(Bucket=self.bucket, Key=key, Body=body, ContentType="application/json")
