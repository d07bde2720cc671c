"""Objects in S3."""

from __future__ import annotations

import functools
import io
import json
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

_CONFIG = Config(retries={"mode": "standard", "max_attempts": 5}, connect_timeout=5, read_timeout=60)


@functools.cache
def _client() -> Any:
    return boto3.client("s3", config=_CONFIG)


@dataclass(frozen=True)
class Objects:
    """A bucket's objects. Only the bucket's name is pickled; each process creates its own client, once."""

    bucket: str

    def __call__(self, key: str) -> bytes:
        """The object's bytes. Raises `OSError` if it cannot be read."""
        try:
            body: bytes = _client().get_object(Bucket=self.bucket, Key=key)["Body"].read()
        except (BotoCoreError, ClientError) as error:
            raise OSError(f"s3://{self.bucket}/{key}: {error}") from error
        return body

    def json(self, key: str) -> Any:
        """The object, parsed as JSON. Raises `OSError` or `ValueError`."""
        return json.loads(self(key))

    def find_json(self, key: str) -> Any | None:
        """The object, parsed as JSON, or None if the key does not exist. Raises boto3's errors or `ValueError`."""
        try:
            body = _client().get_object(Bucket=self.bucket, Key=key)["Body"].read()
        except ClientError as error:
            if error.response["Error"]["Code"] == "NoSuchKey":
                return None
            raise
        return json.loads(body)

    def put_json(self, key: str, document: object) -> None:
        """Writes the document, replacing any existing one. Raises boto3's errors."""
        body = json.dumps(document, indent=2).encode()
        _client().put_object(Bucket=self.bucket, Key=key, Body=body, ContentType="application/json")


class _ObjectReader(io.RawIOBase):
    """An object whose tail is already fetched; other parts are fetched when they are read."""

    def __init__(self, bucket: str, key: str, size: int, tail: bytes) -> None:
        self._place = {"Bucket": bucket, "Key": key}
        self._position = 0
        self._size = size
        self._tail = tail

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        self._position = start + offset
        return self._position

    def read(self, size: int = -1) -> bytes:
        end = self._size if size < 0 else min(self._size, self._position + size)
        if end <= self._position:
            return b""
        content = self._part(self._position, end)
        self._position = end
        return content

    def _part(self, start: int, end: int) -> bytes:
        known_from = self._size - len(self._tail)
        if start >= known_from:
            return self._tail[start - known_from : end - known_from]
        try:
            answer = _client().get_object(**self._place, Range=f"bytes={start}-{end - 1}")
            content: bytes = answer["Body"].read()
        except (BotoCoreError, ClientError) as error:
            raise OSError(f"s3://{self._place['Bucket']}/{self._place['Key']}: {error}") from error
        return content


def _place(uri: str) -> tuple[str, str]:
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    return bucket, key


# A Parquet file is read from its end. Below this size, a request costs more than the bytes.
_TAIL_BYTES = 1024 * 1024


class TableFiles:
    """Tables' files in S3, by `s3://` URI. Has no state, so that it can be pickled."""

    def open(self, uri: str) -> BinaryIO:
        """The file's bytes, with random access; raises `OSError` if they cannot be read."""
        bucket, key = _place(uri)
        try:
            answer = _client().get_object(Bucket=bucket, Key=key, Range=f"bytes=-{_TAIL_BYTES}")
            size = int(answer["ContentRange"].rpartition("/")[2])
            return cast(BinaryIO, _ObjectReader(bucket, key, size, answer["Body"].read()))
        except (BotoCoreError, ClientError) as error:
            raise OSError(f"{uri}: {error}") from error

    def write(self, uri: str, content: bytes) -> None:
        """Writes the file; raises `OSError` on failure."""
        bucket, key = _place(uri)
        try:
            _client().put_object(Bucket=bucket, Key=key, Body=content)
        except (BotoCoreError, ClientError) as error:
            raise OSError(f"{uri}: {error}") from error

    def delete(self, uri: str) -> None:
        """Removes the file if it exists; raises `OSError` on failure."""
        bucket, key = _place(uri)
        try:
            _client().delete_object(Bucket=bucket, Key=key)
        except (BotoCoreError, ClientError) as error:
            raise OSError(f"{uri}: {error}") from error
