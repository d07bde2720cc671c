"""A raw page: fetched, and verified against what was recorded when it landed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from lakehouse.contract import Dataset
from lakehouse.process.formats.format import Records, UnreadableObject
from lakehouse.process.formats.table import format_of
from lakehouse.process.run import Page

Fetch = Callable[[str], bytes]
"""Bytes of the raw object with that key. Raises `OSError` if it cannot be read. Pickled for executors."""


class PageRefused(Exception):
    """An object is not the one that landed; the message names its key."""


def page_records(page: Page, dataset: Dataset, fetch: Fetch) -> Records:
    """The page's records; the verified bytes are the ones that are read.

    Raises `PageRefused` if the object is missing or not of the dataset's format, or if its bytes or the number of its
    records differ from the manifest.
    """
    try:
        body = fetch(page.key)
    except OSError as error:
        raise PageRefused(f"{page.key} cannot be read: {error}") from error
    sha256 = hashlib.sha256(body).hexdigest()
    if sha256 != page.sha256:
        raise PageRefused(f"{page.key} has SHA-256 {sha256}, the manifest says {page.sha256}")
    try:
        found = format_of(dataset.format).open(body, dataset)
    except UnreadableObject as error:
        raise PageRefused(f"{page.key} {error}") from error
    if len(found.records) != page.rows:
        raise PageRefused(f"{page.key} has {len(found.records)} records, the manifest says {page.rows}")
    return found
