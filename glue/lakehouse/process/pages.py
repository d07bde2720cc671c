"""A raw page: fetched, and verified against what was recorded when it landed."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Callable

from lakehouse.process.run import Page

Fetch = Callable[[str], bytes]
"""Bytes of the raw object with that key. Raises `OSError` if it cannot be read. Pickled for executors."""


class PageRefused(Exception):
    """An object is not the one that landed; the message names its key."""


def page_lines(page: Page, fetch: Fetch) -> bytes:
    """The page's lines without the final line end; the verified bytes are the ones returned.

    Raises `PageRefused` if the object is missing, or if its bytes or line count differ from the manifest.
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
