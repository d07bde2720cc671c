"""Clients that sign as a role, for what an AWS service does with a role it was given."""

import functools
import threading
from typing import Any

import boto3
from botocore.config import Config

from emulator.authorization.role_sessions import role_credentials

_lock = threading.Lock()


@functools.lru_cache(maxsize=32)
def _clients(endpoint: str, role_arn: str, session: str, services: tuple[str, ...]) -> tuple[Any, ...]:
    keys = role_credentials(role_arn, session)
    as_role = boto3.Session(keys.access_key_id, keys.secret_access_key, keys.session_token)
    config = Config(s3={"addressing_style": "path"}, retries={"mode": "standard", "max_attempts": 3})
    return tuple(as_role.client(service, endpoint_url=endpoint, config=config) for service in services)


def role_clients(endpoint: str, role_arn: str, session: str, *services: str) -> tuple[Any, ...]:
    """Clients of the services, in their order. Creating one is slow, and must not happen twice at once."""
    with _lock:
        return _clients(endpoint, role_arn, session, services)
