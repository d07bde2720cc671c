"""Keeps the bodies of S3's objects on disk alone.

ministack writes them to its data folder, but holds those of all versions in memory too, copies a body that a new
version displaces, leaves files of versions that are gone, and reads a whole object for a range of it.
"""

import contextvars
import mmap
import os
from typing import Any

from emulator.ministack import s3
from emulator.ministack.answers import Answer
from emulator.ministack.interception import Function
from emulator.ministack.s3 import Record

#: Whether the current request has a `Range` header.
_wants_range: contextvars.ContextVar[bool] = contextvars.ContextVar("wants_range", default=False)


def _forget_bodies(bucket: str, key: str) -> None:
    """Drops those of versions that are on disk: an older one in its own file, the newest in the object's."""
    current = s3.buckets[bucket]["objects"].get(key)
    newest = (current.get("version_id") or "null") if current is not None and current.get("body") is None else None
    # Only the newest can have been written since, and what it displaced.
    for version in s3.object_versions.get((bucket, key), [])[-2:]:
        if version.get("data") is not None and (
            version["version_id"] == newest or s3.has_version_file(bucket, key, version["version_id"])
        ):
            version["data"] = None


def _persisting_object(persist: Function) -> Function:
    def persist_object(bucket: str, key: str, record: Any) -> None:
        persist(bucket, key, record)
        _forget_bodies(bucket, key)

    return persist_object


def _persisting_marker(persist: Function) -> Function:
    def persist_delete_marker(bucket: str, key: str, marker: Record) -> None:
        persist(bucket, key, marker)
        path = s3.object_file(bucket, key)
        # The marker's record is the file beside it; what it hides has a file of its own, or is gone. An empty file
        # stays, because ministack chooses the places of other keys by it.
        if path is not None and path.exists():
            s3.write_file(path, b"")
        _forget_bodies(bucket, key)

    return persist_delete_marker


def _keep_displaced(bucket: str, key: str, displaced: Record | None, versioning: str) -> None:
    """Gives the displaced body a second name; the object's own then goes to the new body, in one step."""
    version_id = (displaced or {}).get("version_id") or "null"
    if versioning == "Suspended":
        s3.delete_version_file(bucket, key, "null")
    if displaced is None or (versioning == "Suspended" and version_id == "null"):
        return
    current, path = s3.object_file(bucket, key), s3.version_file(bucket, key, version_id)
    # It exists if this version was displaced before, and became the newest again after deletions.
    if current is None or path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.link(current, path)


def _deleting_version(delete: Function) -> Function:
    def delete_version_file(bucket: str, key: str, version_id: str) -> None:
        """With the folders that only it needed: each version has some of its own."""
        delete(bucket, key, version_id)
        folder = s3.version_file(bucket, key, version_id).parent
        versions = s3.versions_folder(bucket).resolve()
        while folder != versions and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent

    return delete_version_file


def _reading_body(read: Function) -> Function:
    def read_body(bucket: str, key: str, record: Record) -> bytes | mmap.mmap:
        path = s3.object_file(bucket, key) if _wants_range.get() and record.get("body") is None else None
        # An empty file has nothing to map, and a range of it is refused by its size.
        if path is None or record["size"] == 0:
            body: bytes = read(bucket, key, record)
            return body
        with path.open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    return read_body


def _getting_object(get: Function) -> Function:
    def get_object(bucket: str, key: str, headers: dict[str, str], query: dict[str, Any] | None = None) -> Answer:
        token = _wants_range.set(bool(headers.get("range")))
        try:
            answer: Answer = get(bucket, key, headers, query)
        finally:
            _wants_range.reset(token)
        return answer

    return get_object


def install_object_bodies() -> None:
    s3.wrap_function("persist_object", _persisting_object)
    s3.wrap_function("persist_delete_marker", _persisting_marker)
    s3.replace_displacing(_keep_displaced)
    s3.wrap_function("delete_version_file", _deleting_version)
    s3.wrap_function("read_body", _reading_body)
    s3.wrap_function("get_object", _getting_object)
