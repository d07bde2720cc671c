"""Keeps the bodies of S3's objects on disk alone.

ministack writes them to its data folder, but holds those of all versions in memory too, copies a body that a new
version displaces, leaves files of versions that are gone, and reads a whole object for a range of it.
"""

import contextvars
import mmap
import os
from pathlib import Path
from typing import Any

from ministack.core.responses import get_account_id
from ministack.services import s3

from emulator.answers import Answer

Record = dict[str, Any]

#: Whether the request that is being answered wants a part of an object.
_wants_range: contextvars.ContextVar[bool] = contextvars.ContextVar("wants_range", default=False)

_persist_object = s3._persist_object
_persist_delete_marker = s3._persist_delete_marker
_delete_version_file = s3._delete_version_file
_read_body = s3._read_body
_get_object = s3._get_object


def _forget_bodies(bucket: str, key: str) -> None:
    """Drops those of versions that are on disk: an older one in its own file, the newest in the object's."""
    current = s3._buckets[bucket]["objects"].get(key)
    newest = (current.get("version_id") or "null") if current is not None and current.get("body") is None else None
    # Only the newest can have been written since, and what it displaced.
    for version in s3._object_versions.get((bucket, key), [])[-2:]:
        if version.get("data") is not None and (
            version["version_id"] == newest or s3._version_file_exists(bucket, key, version["version_id"])
        ):
            version["data"] = None


def _persist(bucket: str, key: str, record: Any) -> None:
    _persist_object(bucket, key, record)
    _forget_bodies(bucket, key)


def _persist_marker(bucket: str, key: str, marker: Record) -> None:
    _persist_delete_marker(bucket, key, marker)
    path = Path(s3._object_disk_path(bucket, key))
    # The marker's record is the file beside it; what it hides has a file of its own, or is gone. An empty file stays,
    # because ministack chooses the places of other keys by it.
    if path.exists():
        s3._atomic_write(str(path), b"")
    _forget_bodies(bucket, key)


def _keep_displaced(bucket: str, key: str, displaced: Record | None, versioning: str) -> None:
    """Gives the displaced body a second name; the object's own then goes to the new body, in one step."""
    version_id = (displaced or {}).get("version_id") or "null"
    if versioning == "Suspended":
        s3._delete_version_file(bucket, key, "null")
    if displaced is None or (versioning == "Suspended" and version_id == "null"):
        return
    path = Path(s3._version_disk_path(bucket, key, version_id))
    # It was displaced before, and became the newest again when later ones were deleted.
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.link(s3._object_disk_path(bucket, key), path)


def _delete_version(bucket: str, key: str, version_id: str) -> None:
    """With the folders that only it needed: each version has some of its own."""
    _delete_version_file(bucket, key, version_id)
    folder = Path(s3._version_disk_path(bucket, key, version_id)).parent
    versions = Path(s3.DATA_DIR, s3._VERSIONS_DIR, get_account_id(), bucket).resolve()
    while folder != versions and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _read(bucket: str, key: str, record: Record) -> bytes | mmap.mmap:
    path = s3._object_disk_path(bucket, key) if _wants_range.get() and record.get("body") is None else None
    # An empty file has nothing to map, and a range of it is refused by its size.
    if path is None or record["size"] == 0:
        body: bytes = _read_body(bucket, key, record)
        return body
    with Path(path).open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _get(bucket: str, key: str, headers: dict[str, str], query: dict[str, Any] | None = None) -> Answer:
    token = _wants_range.set(bool(headers.get("range")))
    try:
        answer: Answer = _get_object(bucket, key, headers, query)
    finally:
        _wants_range.reset(token)
    return answer


def install_object_bodies() -> None:
    """Puts our functions in the place of ministack's, which finds them by name on each call."""
    s3._persist_object, s3._persist_delete_marker = _persist, _persist_marker
    s3._persist_displaced_version, s3._delete_version_file = _keep_displaced, _delete_version
    s3._read_body, s3._get_object = _read, _get
