"""Columns that read fields of objects within a JSON record."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lakehouse.contract import Dataset
from lakehouse.process import records
from lakehouse.process.check import parse_record
from lakehouse.process.redact import redacted_line, redacted_record
from support import Lake, column, contract
from test_records_properties import KINDS, TOKENS
from test_types import ACCEPTED, NOT_RECORDS, REFUSED, read


def nested(name: str, kind: str, *path: str, **changes: Any) -> dict[str, Any]:
    return column(name, kind, sourceName=".".join(path), sourcePath=list(path), **changes)


def dataset_of(kind: str, *, required: bool = False) -> Dataset:
    columns = [
        column("k", "bigint", required=True),
        nested("v", kind, "a", "b", "v", required=required),
        nested("n", "bigint", "a", "n"),
    ]
    return contract("s", columns=columns, primaryKey=["k"], partitions=[])


def record(token: str, number: int = 1) -> str:
    return f'{{"k":{number},"a":{{"x":{{"v":"1"}},"b":{{"w":[],"v":{token}}},"n":5}},"v":"other"}}'


@pytest.mark.parametrize(("kind", "token", "value"), ACCEPTED)
@pytest.mark.parametrize("neighbour", [None, '{"k":"bad"}'])
def test_accepted_values_keep_every_digit(kind: str, token: str, value: object, neighbour: str | None) -> None:
    page = read(dataset_of(kind), *[text for text in (neighbour, record(token)) if text is not None])
    assert page.columns.to_pylist() == [{"k": 1, "v": value, "n": 5}]
    assert len(page.rejected) == (neighbour is not None)


@pytest.mark.parametrize(("kind", "token"), REFUSED)
def test_refused_values_are_the_wrong_type(kind: str, token: str) -> None:
    page = read(dataset_of(kind), record("null", 2), record(token))
    assert page.good == [0]
    assert (page.rejected[1].reason, page.rejected[1].column) == ("WRONG_TYPE", "v")
    assert page.rejected[1].message.startswith("a.b.v is ")


@pytest.mark.parametrize("text", NOT_RECORDS)
def test_lines_that_are_no_record_inside(text: str) -> None:
    if not text.strip().startswith("{"):
        return
    page = read(dataset_of("double"), record("1", 7), f'{{"k":1,"a":{{"b":{text}}}}}', record("2", 8))
    assert page.good == [0, 2]
    assert page.rejected[1].reason == "NOT_JSON"


@pytest.mark.parametrize(
    "a", [None, "null", "{}", '{"b":null}', '{"b":{}}', '{"b":{"v":null}}', '{"n":null,"b":{"w":1}}', '{"z":{"b":1}}']
)
@pytest.mark.parametrize("neighbour", [[], ["{}"]])
def test_what_is_absent_or_null_on_the_way_is_null(a: str | None, neighbour: list[str]) -> None:
    text = '{"k":1}' if a is None else f'{{"k":1,"a":{a}}}'
    assert read(dataset_of("string"), text, *neighbour).columns.to_pylist() == [{"k": 1, "v": None, "n": None}]
    refused = read(dataset_of("string", required=True), text, *neighbour).rejected[0]
    assert (refused.reason, refused.column) == ("MISSING_REQUIRED", "v")
    assert refused.message in {"a.b.v is null", "a.b.v is absent"}


@pytest.mark.parametrize(
    ("a", "messages"),
    [
        ('"x"', "a is a string, an object is expected"),
        ("[]", "a is an array, an object is expected"),
        ("1", "a is a number, an object is expected"),
        ("true", "a is a boolean, an object is expected"),
        ('{"b":[{"v":"x"}]}', "a.b is an array, an object is expected"),
        ('{"b":"secret"}', "a.b is a string, an object is expected"),
        ('{"b":{"v":{"w":1}}}', "a.b.v is an object, a string is expected"),
        ('{"b":{"v":"x"},"n":{}}', "a.n is an object, a whole number of 64 bits is expected"),
    ],
)
def test_something_else_on_the_way_is_the_wrong_type(a: str, messages: str) -> None:
    page = read(dataset_of("string"), record('"y"', 2), f'{{"k":1,"a":{a}}}', record('"z"', 3))
    assert page.good == [0, 2]
    assert (page.rejected[1].reason, page.rejected[1].message) == ("WRONG_TYPE", messages)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('{"k":1,"a":{"b":{"v":"x","v":"y"}}}', "a.b.v"),
        ('{"k":1,"a":{"b":{"v":null,"\\u0076":"y"}}}', "a.b.v"),
        ('{"k":1,"a":{"b":{"v":"x"},"b":{"w":1}}}', "a.b"),
        ('{"k":1,"a":null,"a":{"b":{"v":"x"}}}', "a"),
        ('{"k":1,"a":{"n":1,"n":2},"a":1}', "a.n, a"),
    ],
)
def test_a_name_on_the_way_is_given_once(text: str, names: str) -> None:
    page = read(dataset_of("string"), record('"x"', 2), text)
    assert (page.rejected[1].reason, page.rejected[1].message) == ("NOT_JSON", f"{names} given more than once")


HARMLESS = [
    '"w":{"a":1,"a":2}',
    '"b":{"v":1},"b":2',
    '"w":[NaN]',
    '"w":"\\ud800"',
    '"w":' + "[" * 50_000 + "]" * 50_000,
    '"w":' + '{"v":' * 5_000 + '"]"' + "}" * 5_000,
]


@pytest.mark.parametrize("extra", HARMLESS)
@pytest.mark.parametrize("inside", [False, True])
def test_fields_that_no_column_reads_hurt_no_row(extra: str, inside: bool) -> None:
    within = f'{extra.replace("b", "c")},"b":{{{extra},"v":1.25}}' if inside else '"b":{"v":1.25}'
    texts = [f'{{"k":{k},{extra},"a":{{{within}}}}}' for k in (1, 2)]
    page = read(dataset_of("decimal(12,4)"), *texts)
    assert page.columns.to_pylist() == [{"k": k, "v": Decimal("1.25"), "n": None} for k in (1, 2)]


def test_a_page_of_good_lines_takes_no_look_at_single_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    def looked(*_: object) -> None:
        raise AssertionError("a line was looked at")

    monkeypatch.setattr(records, "check_line", looked)
    for kind, token in [("decimal(12,4)", "1.50"), ("timestamp", '"20261120T010203,5Z"'), ("string", '"x"')]:
        texts = [record(token, number) for number in range(1_000)] + ['{"k":1}', '{"k":1,"a":null}']
        assert len(read(dataset_of(kind), *texts).good) == 1_002


DATASET = contract(
    "s",
    columns=[
        column("k", "bigint", required=True),
        *(nested(f"c{n}", kind, "o", f"c{n}") for n, kind in enumerate(KINDS[:5])),
        *(nested(f"c{n}", kind, "o", "p", f"c{n}") for n, kind in enumerate(KINDS) if n >= 5),
    ],
    primaryKey=["k"],
    partitions=[],
)
FLAT = contract(
    "s",
    columns=[column("k", "bigint", required=True), *(column(f"c{n}", kind) for n, kind in enumerate(KINDS))],
    primaryKey=["k"],
    partitions=[],
)
MEMBERS = st.dictionaries(st.sampled_from([f"c{n}" for n in range(len(KINDS))]), TOKENS, max_size=4)


def members_of(tokens: dict[str, str]) -> str:
    return "{" + ",".join(f'"{name}":{token}' for name, token in tokens.items()) + "}"


@settings(max_examples=300)
@given(st.lists(MEMBERS, min_size=1, max_size=5))
def test_nested_fields_are_read_as_those_at_the_top_level(rows: list[dict[str, str]]) -> None:
    flat = read(FLAT, *(members_of({"k": str(n)} | tokens) for n, tokens in enumerate(rows)))
    deep = []
    for number, tokens in enumerate(rows):
        low = {name: token for name, token in tokens.items() if int(name[1:]) >= 5}
        high = {name: token for name, token in tokens.items() if int(name[1:]) < 5}
        deep.append(members_of({"k": str(number), "o": members_of(high | {"p": members_of(low)})}))
    found = read(DATASET, *deep)
    assert found.columns.to_pylist() == flat.columns.to_pylist()
    assert found.good == flat.good
    assert {n: (r.reason, r.column) for n, r in found.rejected.items()} == {
        n: (r.reason, r.column) for n, r in flat.rejected.items()
    }


TOWN = contract(
    "s",
    columns=[
        column("id", "bigint", required=True),
        nested("city", "string", "address", "city"),
        nested("street", "string", "address", "street", classification="personal"),
        nested("zip", "int", "address", "code", "zip", classification="confidential"),
    ],
    primaryKey=["id"],
    partitions=[],
)


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        (
            {"id": "x", "address": {"city": "Bonn", "street": "Am Hof 1", "floor": 3, "code": {"zip": 53111, "x": 1}}},
            {
                "id": "[wrong type]",
                "address": {
                    "city": "Bonn",
                    "street": "[masked]",
                    "floor": "[unclassified]",
                    "code": {"zip": "[confidential]", "x": "[unclassified]"},
                },
            },
        ),
        ({"id": None, "address": "Am Hof 1, Bonn"}, {"id": None, "address": "[wrong type]"}),
        ({"id": 1, "address": ["Am Hof 1"]}, {"id": 1, "address": "[wrong type]"}),
        ({"id": 1, "address": None}, {"id": 1, "address": None}),
        ({"id": 1, "address": {"city": {"street": "Am Hof 1"}}}, {"id": 1, "address": {"city": "[wrong type]"}}),
        ({"id": 1, "street": "Am Hof 1"}, {"id": 1, "street": "[unclassified]"}),
    ],
)
def test_a_redacted_record_keeps_no_nested_value_that_is_hidden(line: dict[str, Any], kept: dict[str, Any]) -> None:
    assert json.loads(redacted_line(json.dumps(line).encode(), TOWN) or "") == kept


def test_a_redacted_record_keeps_numbers_own_digits() -> None:
    columns = [column("id", "bigint", required=True), nested("v", "decimal(12,4)", "a", "v")]
    dataset = contract("s", columns=columns, primaryKey=["id"], partitions=[])
    text = b'{"id":1,"a":{"v":1.50}}'
    assert redacted_record(parse_record(text, dataset), dataset) == '{"id":1,"a":{"v":1.50}}'


@pytest.mark.both_sizes
def test_nested_values_reach_the_table_and_the_quarantine(lake: Lake) -> None:
    columns = [
        nested("id", "bigint", "meta", "id", required=True),
        nested("at", "timestamp", "meta", "at", required=True),
        nested("city", "string", "address", "city"),
        nested("email", "string", "contact", "email", classification="personal"),
        nested("born", "date", "contact", "born"),
    ]
    dataset = contract(lake.source, columns=columns)
    good = {
        "meta": {"id": 2**53 + 1, "at": "2026-11-20T01:00:00Z"},
        "address": {"city": "Bonn"},
        "contact": {"email": "a@example.org", "born": "1990-01-31"},
    }
    bad = good | {"meta": {"id": 7, "at": "2026-11-20T01:00:00Z"}, "contact": "b@example.org"}
    outcome = lake.run(dataset, [[good, bad]])
    assert (outcome.state, outcome.loaded, outcome.quarantined) == ("PUBLISHED", 1, 1)
    (row,) = lake.table(dataset).collect()
    assert (row["id"], row["city"], row["born"]) == (2**53 + 1, "Bonn", date(1990, 1, 31))
    assert row["at"].astimezone(UTC) == datetime(2026, 11, 20, 1, tzinfo=UTC)
    assert len(row["email"]) == 64
    (kept,) = lake.quarantine(dataset).collect()
    assert (kept["reason"], kept["column_name"]) == ("WRONG_TYPE", "email")
    assert "example.org" not in kept["message"] + kept["record"]
    assert json.loads(kept["record"])["contact"] == "[wrong type]"
