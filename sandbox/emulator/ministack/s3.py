"""ministack's S3, which holds the bodies of all versions in memory besides its files.

Private names used, and why:
- `_buckets`, `_object_versions`, `DATA_DIR`, `_VERSIONS_DIR`, `_object_disk_path`, `_version_disk_path`,
  `_version_file_exists`, `_atomic_write`: where ministack keeps records and files; it must be able to read what we
  write.
- `_persist_object`, `_persist_delete_marker`, `_persist_displaced_version`, `_delete_version_file`, `_read_body`,
`_get_object`: wrapped or replaced, because that is where ministack decides how a body is stored.
- `_bucket_encryption`: which key encrypts a bucket, needed outside S3 requests.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from ministack.services import s3

from emulator.ministack.interception import Function, replace, wrap
from emulator.ministack.scope import ScopedStore, account_id

Record = dict[str, Any]

#: Name -> the bucket's record; `objects` has the newest versions by key.
buckets: ScopedStore = s3._buckets
#: `(bucket, key)` -> records of versions, oldest first.
object_versions: ScopedStore = s3._object_versions
#: Name of the bucket -> its default encryption, as XML.
bucket_encryption: ScopedStore = s3._bucket_encryption


def object_file(bucket: str, key: str) -> Path | None:
    """Path of the newest version's body; None if objects aren't stored on disk."""
    path: str | None = s3._object_disk_path(bucket, key)
    return None if path is None else Path(path)


def version_file(bucket: str, key: str, version_id: str) -> Path:
    return Path(s3._version_disk_path(bucket, key, version_id))


def has_version_file(bucket: str, key: str, version_id: str) -> bool:
    return bool(s3._version_file_exists(bucket, key, version_id))


def versions_folder(bucket: str) -> Path:
    return Path(s3.DATA_DIR, s3._VERSIONS_DIR, account_id(), bucket)


def write_file(path: Path, content: bytes) -> None:
    """In one step."""
    s3._atomic_write(str(path), content)


def delete_version_file(bucket: str, key: str, version_id: str) -> None:
    s3._delete_version_file(bucket, key, version_id)


Wrapped = Literal["delete_version_file", "get_object", "persist_delete_marker", "persist_object", "read_body"]


def wrap_function(name: Wrapped, make: Callable[[Function], Function]) -> None:
    wrap(s3, f"_{name}", make)


def replace_displacing(ours: Function) -> None:
    """Called with the body that a new version displaces."""
    replace(s3, "_persist_displaced_version", ours)
