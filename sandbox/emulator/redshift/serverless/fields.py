"""What namespaces, workgroups and limits have in common: names, ARNs, times and the fields of a request."""

import re
from datetime import UTC, datetime
from typing import Any

from emulator.ministack.scope import ScopedStore, account_id, region
from emulator.redshift.errors import RequestError, invalid

Data = dict[str, Any]

_NAMES = re.compile(r"[a-z0-9-]{3,64}")


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def arn(resource: str) -> str:
    return f"arn:aws:redshift-serverless:{region()}:{account_id()}:{resource}"


def conflict(message: str) -> RequestError:
    return RequestError("ConflictException", message)


def new_name(data: Data, field: str, existing: ScopedStore) -> str:
    name: str = data[field]
    if not _NAMES.fullmatch(name):
        raise invalid(f"{field} {name} must have 3 to 64 lower-case letters, digits and hyphens.")
    if name in existing:
        raise conflict(f"{field} {name} already exists.")
    return name


def given(data: Data, names: tuple[str, ...]) -> Data:
    return {name: data[name] for name in names if data.get(name) is not None}
