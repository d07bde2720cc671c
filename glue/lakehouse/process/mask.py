"""Masking of personal values with HMAC-SHA-256 (RFC 2104).

It happens in the process that parses the page: no plain value ever reaches the JVM, a cached block, a plan or a shuffle
file. Each distinct value of a page is computed once.
"""

from __future__ import annotations

import hmac

import pyarrow as pa


class MaskKey:
    """The key of the masks. Its bytes are in no representation and in no message."""

    def __init__(self, key: bytes) -> None:
        if not key:
            raise ValueError("MASK_KEY_EMPTY the mask key has no bytes. Fix: put a secret of 32 or more random bytes")
        self._key = key

    def __repr__(self) -> str:
        return "MaskKey(…)"

    def mask(self, value: str) -> str:
        """HMAC-SHA-256 of the value in UTF-8, 64 hexadecimal digits."""
        return hmac.digest(self._key, value.encode(), "sha256").hex()

    def mask_array(self, values: pa.Array) -> pa.Array:
        """Masks of the values' text, in the same order; null stays null."""
        distinct = values.cast(pa.string()).dictionary_encode()
        masks = pa.array([self.mask(value) for value in distinct.dictionary.to_pylist()], pa.string())
        return masks.take(distinct.indices)
