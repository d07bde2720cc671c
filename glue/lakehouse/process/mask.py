"""Masking of personal values, and of hashes of rows that contain some, with HMAC-SHA-256 (RFC 2104).

It happens in the process that parses the page: no plain value ever reaches the JVM, a cached block, a plan or a shuffle
file. Each distinct value of a page is masked once.
"""

from __future__ import annotations

import hashlib
import hmac

import pyarrow as pa

_BLOCK_BYTES, _DIGEST_BYTES = 64, 32


class MaskKey:
    """The masking key. Its bytes appear in no representation and in no message."""

    def __init__(self, key: bytes) -> None:
        if not key:
            raise ValueError("MASK_KEY_EMPTY the mask key has no bytes. Fix: set a secret of 32 or more random bytes")
        self._key = key
        # RFC 2104: a key longer than a block is hashed. The pads are computed once, since every row needs a digest.
        block = (hashlib.sha256(key).digest() if len(key) > _BLOCK_BYTES else key).ljust(_BLOCK_BYTES, b"\0")
        self._inner, self._outer = (bytes(byte ^ pad for byte in block) for pad in (0x36, 0x5C))

    def __repr__(self) -> str:
        return "MaskKey(…)"

    def mask(self, value: str) -> str:
        """HMAC-SHA-256 of the value in UTF-8, 64 hexadecimal digits."""
        return hmac.digest(self._key, value.encode(), "sha256").hex()

    def mask_array(self, values: pa.Array) -> pa.Array:
        """Masks of the values' text, in order; null stays null."""
        distinct = values.cast(pa.string()).dictionary_encode()
        masks = pa.array([self.mask(value) for value in distinct.dictionary.to_pylist()], pa.string())
        return masks.take(distinct.indices)

    def keyed(self, digests: bytes) -> bytes:
        """HMAC-SHA-256 of each of the concatenated SHA-256 digests.

        Trying candidates for the unknown part of a row would reveal it by the plain digest, but not by these.
        """
        sha256, inner, outer = hashlib.sha256, self._inner, self._outer
        starts = range(0, len(digests), _DIGEST_BYTES)
        parts = [digests[start : start + _DIGEST_BYTES] for start in starts]
        return b"".join([sha256(outer + sha256(inner + part).digest()).digest() for part in parts])
