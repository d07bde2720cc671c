"""A raw page: fetched, and verified against what was recorded of it when it landed."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Callable

from lakehouse.process.run import Page

Fetch = Callable[[str], bytes]
"""Bytes of the raw object with that key. Raises `OSError` when it cannot be had. It is pickled to executors."""


class PageRefused(Exception):
    """An object that is not the one which landed; the message names its key."""


def page_lines(page: Page, fetch: Fetch) -> bytes:
    """The page's lines without the last line's end; the bytes that were verified are the ones returned.

    Raises `PageRefused` when the object is missing, has other bytes or another number of lines than the manifest says.
    """
    try:
        body = fetch(page.key)
    except OSError as error:
        raise PageRefused(f"{page.key} cannot be read: {error}") from error
    sha256 = hashlib.sha256(body).hexdigest()
    if sha256 != page.sha256:
        raise PageRefused(f"{page.key} has SHA-256 {sha256}, the manifest says {page.sha256}")
    try:
        text = gzip.decompress(body).removesuffix(b"\n")
    except (OSError, EOFError, zlib.error) as error:
        raise PageRefused(f"{page.key} is not gzip: {error}") from error
    rows = text.count(b"\n") + 1 if text else 0
    if rows != page.rows:
        raise PageRefused(f"{page.key} has {rows} lines, the manifest says {page.rows}")
    return text
