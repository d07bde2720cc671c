"""An object that differs in any way from the one that landed is refused."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from lakehouse.process.pages import Fetch, PageRefused, page_records
from lakehouse.process.run import Page
from support import Lake, contract, event, line

LINES = b'{"id":1}\n{"id":2}\n'
BODY = gzip.compress(LINES, mtime=0)
PAGE = Page(3, "s/d/run=r/page-000003.jsonl.gz", 2, len(BODY), hashlib.sha256(BODY).hexdigest(), 0, "2026-11-21T00:00Z")


DATASET = contract("s")


def serving(body: bytes) -> Fetch:
    return lambda key: body


def test_the_lines_of_a_page_that_is_as_it_landed() -> None:
    assert page_records(PAGE, DATASET, serving(BODY)).records == [b'{"id":1}', b'{"id":2}']


def test_an_empty_page_has_no_lines() -> None:
    body = gzip.compress(b"")
    empty = replace(PAGE, rows=0, sha256=hashlib.sha256(body).hexdigest())
    assert page_records(empty, DATASET, serving(body)).records == []


@pytest.mark.parametrize("position", [0, 12, len(BODY) - 1])
def test_a_flipped_bit_is_noticed(position: int) -> None:
    flipped = bytearray(BODY)
    flipped[position] ^= 1
    with pytest.raises(PageRefused, match=r"page-000003\.jsonl\.gz has SHA-256 [0-9a-f]{64}, the manifest says"):
        page_records(PAGE, DATASET, serving(bytes(flipped)))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (LINES, "is not gzip"),
        (BODY[:-9], "is not gzip"),
        (gzip.compress(LINES * 2), "has 4 records, the manifest says 2"),
    ],
)
def test_bytes_with_the_right_hash_are_still_looked_at(body: bytes, message: str) -> None:
    page = replace(PAGE, sha256=hashlib.sha256(body).hexdigest())
    with pytest.raises(PageRefused, match=message):
        page_records(page, DATASET, serving(body))


@pytest.mark.both_sizes
def test_a_mismatch_fails_the_dataset_with_every_key_and_writes_nothing(lake: Lake) -> None:
    from lakehouse.process.group_job import process_group

    dataset = contract(lake.source)
    entry = lake.land(dataset, "g-1-a1", [[event(n)] for n in range(9)])
    keys = [page.key for page in entry.pages]
    Path(lake.folder, keys[1]).unlink()
    Path(lake.folder, keys[4]).write_bytes(gzip.compress(line(event(4, note="forged")).encode()))
    (outcome,) = process_group(lake.job("g-1-a1", [entry]), {dataset.id: dataset}, 1)
    assert outcome.state == "FAILED"
    error = outcome.error or ""
    assert error.startswith(f"RAW_OBJECT_MISMATCH {dataset.id}: {keys[1]} cannot be read: ")
    assert f"{keys[4]} has SHA-256 " in error
    assert [key for key in keys if key in error] == [keys[1], keys[4]]
    assert lake.java(dataset).currentSnapshot() is None
    assert not lake.has_quarantine(dataset)
