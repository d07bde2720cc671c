"""Where Arrow reads and writes the tables' files."""

from __future__ import annotations

import io
from typing import BinaryIO, Protocol


class Storage(Protocol):
    """Files by URI. Pickled for executors; raises `OSError` for a file that cannot be read or written."""

    def open(self, uri: str) -> BinaryIO:
        """The file's bytes, with random access."""

    def write(self, uri: str, content: bytes) -> None:
        """Writes the file."""

    def delete(self, uri: str) -> None:
        """Removes the file if it exists."""


class Held:
    """Keeps written files in memory until it is known whether they are needed; passes all others to the storage."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._held: dict[str, bytes] = {}

    def open(self, uri: str) -> BinaryIO:
        """The file's bytes, with random access."""
        held = self._held.get(uri)
        return self._storage.open(uri) if held is None else io.BytesIO(held)

    def write(self, uri: str, content: bytes) -> None:
        """Keeps the file."""
        self._held[uri] = content

    def delete(self, uri: str) -> None:
        """Discards the file, or removes it from the storage."""
        if self._held.pop(uri, None) is None:
            self._storage.delete(uri)

    def release(self, uri: str) -> bytes | None:
        """Writes the file to the storage unless it is there already. Returns its bytes if it was not."""
        content = self._held.pop(uri, None)
        if content is not None:
            self._storage.write(uri, content)
        return content


def release(storage: Storage, uri: str) -> bytes | None:
    """Makes sure that others can read a file that was written to the storage. Returns its bytes if they are at hand."""
    return storage.release(uri) if isinstance(storage, Held) else None
