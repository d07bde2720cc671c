"""CSV objects from the raw zone to the tables: counted, typed, masked and quarantined as JSON is."""

from __future__ import annotations

import gzip
import hashlib
import json
from decimal import Decimal

import pytest

from lakehouse.process.mask import MaskKey
from lakehouse.process.run import Page
from lakehouse.process.stage import stage_page
from support import MASK_KEY, NIGHT, Lake, column, contract, head, keyed

EXTRACTION = {"path": "/events", "pageSize": 5000, "windowColumn": "at", "format": {"type": "csv", "delimiter": ";"}}
HEADER = "email;at;id;amount;note"
GOOD = [
    "a@example.org;2026-11-20T01:00:00Z;1;1.25;plain",
    '"b@example.org";2026-11-20T02:00:00Z;"2";+02.50;"a ""note""; of two\r\nlines"',
    ';2026-11-20T03:00:00Z;9007199254740993;.5;""',
]


def page_of(text: str, rows: int) -> tuple[Page, bytes]:
    body = gzip.compress(text.encode(), mtime=0)
    page = Page(
        4, "s/e/page-000004.csv.gz", rows, len(body), hashlib.sha256(body).hexdigest(), 0, "2026-11-21T01:00:00Z"
    )
    return page, body


def test_a_page_is_staged_with_the_hashes_of_its_records() -> None:
    dataset = contract("s", extraction=EXTRACTION)
    page, body = page_of("\r\n".join([HEADER, *GOOD, ""]), 3)
    staged = stage_page(page, dataset, NIGHT, lambda _: body, MaskKey(MASK_KEY))
    assert staged.tally.problem is None
    assert (staged.tally.read.rows, staged.tally.read.hash_sum) == (3, sum(head(record) for record in GOOD))
    rows = staged.rows.to_pylist()
    assert [(row["id"], row["amount"], row["note"]) for row in rows] == [
        (1, Decimal("1.25"), "plain"),
        (2, Decimal("2.5"), 'a "note"; of two\r\nlines'),
        (2**53 + 1, Decimal("0.5"), ""),
    ]
    assert [row["email"] for row in rows] == [MaskKey(MASK_KEY).mask(f"{who}@example.org") for who in "ab"] + [None]
    assert [row["_row_hash"] for row in rows] == [keyed(hashlib.sha256(record.encode()).hexdigest()) for record in GOOD]


@pytest.mark.parametrize(
    ("text", "rows", "problem"),
    [
        ("", 0, "has no header"),
        (f"{HEADER}\n", 1, "has 0 records, the manifest says 1"),
        (f'{HEADER}\n;;1;1;"a\n', 1, "ends within a quoted field"),
        (f"{HEADER};id\n;;1;1;;\n", 1, "has a header with id more than once"),
        (f"{HEADER};x;x\n", 0, None),
        (GOOD[0], 0, "has a header with none of the contract's fields"),
        ("id,at,amount\n1,2,3\n", 1, "has a header with none of the contract's fields"),
    ],
)
def test_an_object_without_certain_records_is_refused(text: str, rows: int, problem: str | None) -> None:
    dataset = contract("s", extraction=EXTRACTION)
    page, body = page_of(text, rows)
    staged = stage_page(page, dataset, NIGHT, lambda _: body, MaskKey(MASK_KEY))
    assert staged.tally.problem == (None if problem is None else f"{page.key} {problem}")
    assert (staged.rows.num_rows, staged.rejected) == (0, ())


def test_an_object_that_is_not_gzip_is_refused() -> None:
    dataset = contract("s", extraction=EXTRACTION)
    page = Page(0, "key", 0, 1, hashlib.sha256(b"id\n").hexdigest(), 0, "2026-11-21T01:00:00Z")
    staged = stage_page(page, dataset, NIGHT, lambda _: b"id\n", MaskKey(MASK_KEY))
    assert (staged.tally.problem or "").startswith("key is not gzip: ")


@pytest.mark.both_sizes
def test_a_night_of_csv(lake: Lake) -> None:
    dataset = contract(lake.source, extraction=EXTRACTION)
    bad = [
        "c@example.org;2026-11-20T01:00:00Z;4;1,5;x",
        "d@example.org;2026-11-20T01:00:00Z;5;1.5",
        'e@example.org;2026-11-20T01:00:00Z;6;1.5;say "hi"',
        "f@example.org;;7;1.5;x",
        "a@example.org;2026-11-20T01:00:00Z;1;1.26;other",
    ]
    other_order = ["id;note;at;amount", "8;x;2026-11-20T05:00:00Z;8", "9;;2026-11-20T05:00:00Z;9.0000"]
    outcome = lake.run(dataset, [[HEADER, *GOOD, *bad], other_order])
    assert outcome.error is None
    assert (outcome.state, outcome.loaded, outcome.quarantined) == ("PUBLISHED", 5, 5)
    assert sorted(row["id"] for row in lake.table(dataset).collect()) == [1, 2, 8, 9, 2**53 + 1]
    kept = {(row["_page"], row["_line"]): row for row in lake.quarantine(dataset).collect()}
    assert {place: (row["reason"], row["column_name"]) for place, row in kept.items()} == {
        (0, 0): ("DUPLICATE_KEY", "id"),
        (0, 3): ("WRONG_TYPE", "amount"),
        (0, 4): ("NOT_CSV", None),
        (0, 5): ("NOT_CSV", None),
        (0, 6): ("MISSING_REQUIRED", "at"),
    }
    stored = json.dumps([row.asDict() for row in kept.values()], default=str)
    assert "example.org" not in stored
    assert kept[0, 3]["message"].startswith('amount is a string like "9,9", a number that decimal(12,4) holds exactly')
    assert json.loads(kept[0, 0]["record"]) == {
        "email": "[masked]",
        "at": "2026-11-20T01:00:00Z",
        "id": "1",
        "amount": "1.25",
        "note": "plain",
    }
    assert [kept[0, 4]["record"], kept[0, 5]["record"]] == [None, None]


def test_the_same_night_again_changes_nothing(lake: Lake) -> None:
    dataset = contract(lake.source, extraction=EXTRACTION)
    lake.run(dataset, [[HEADER, *GOOD]])
    again = lake.run(dataset, [[HEADER, GOOD[2]], [HEADER, *GOOD[:2]]], "g-1-a2")
    assert (again.state, again.inserted) == ("UNCHANGED", 0)


def test_a_header_names_a_field_with_a_dot_as_it_is() -> None:
    columns = [column("id", "bigint", required=True), column("city", "string", sourceName="address.city")]
    extraction = {"path": "/x", "pageSize": 10, "format": {"type": "csv", "delimiter": ","}}
    dataset = contract("s", columns=columns, partitions=[], extraction=extraction)
    page, body = page_of("id,address.city\n1,Bonn", 1)
    staged = stage_page(page, dataset, NIGHT, lambda _: body, None)
    assert [(row["id"], row["city"]) for row in staged.rows.to_pylist()] == [(1, "Bonn")]
