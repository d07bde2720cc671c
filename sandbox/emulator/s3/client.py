"""The emulator's own S3 client, for threads beside the event loop."""

import functools
import threading
from typing import Any

import boto3
from botocore.config import Config

_lock = threading.Lock()


@functools.cache
def _client(endpoint: str) -> Any:
    return boto3.client("s3", endpoint_url=endpoint, config=Config(max_pool_connections=32))


def s3_client(endpoint: str) -> Any:
    """One for all threads: clients are thread-safe, but creating one is slow and must not happen twice at once."""
    with _lock:
        return _client(endpoint)
