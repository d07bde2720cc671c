"""The JSON values accepted for each column type and how they are stored: no digit is rounded, no type is converted."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from lakehouse.contract import Dataset
from lakehouse.process import records
from lakehouse.process.records import PageColumns, read_records
from support import column, contract

BIG = 2**53 + 1
ACCEPTED: list[tuple[str, str, Any]] = [
    ("bigint", "0", 0),
    ("bigint", "-0", 0),
    ("bigint", str(BIG), BIG),
    ("bigint", str(2**63 - 1), 2**63 - 1),
    ("bigint", str(-(2**63)), -(2**63)),
    ("int", "2147483647", 2147483647),
    ("int", "-2147483648", -2147483648),
    ("decimal(12,4)", "12345678.1234", Decimal("12345678.1234")),
    ("decimal(12,4)", "-0.0001", Decimal("-0.0001")),
    ("decimal(12,4)", "1.50000000", Decimal("1.5")),
    ("decimal(12,4)", "1e2", Decimal(100)),
    ("decimal(5,1)", "1E3", Decimal(1000)),
    ("decimal(38,18)", "12345678901234567890.123456789012345678", Decimal("12345678901234567890.123456789012345678")),
    ("decimal(6,0)", "123456", Decimal(123456)),
    ("decimal(5,2)", "999.9900", Decimal("999.99")),
    ("decimal(5,2)", "100.00e-2", Decimal("1.00")),
    ("decimal(5,2)", "99999E-2", Decimal("999.99")),
    ("decimal(5,2)", "-0.000e5", Decimal(0)),
    ("decimal(5,2)", "0e99999999999999999999", Decimal(0)),
    ("decimal(5,2)", "1" + "0" * 60 + "e-60", Decimal(1)),
    ("decimal(5,2)", "999.99" + "0" * 5000, Decimal("999.99")),
    ("decimal(38,0)", "9" * 38, Decimal("9" * 38)),
    ("decimal(38,18)", "9" * 20 + "." + "9" * 18 + "000", Decimal("9" * 20 + "." + "9" * 18)),
    ("double", "0.1", 0.1),
    ("double", "-1.5e-7", -1.5e-7),
    ("double", "7", 7.0),
    ("boolean", "true", True),
    ("boolean", "false", False),
    ("string", '"abc"', "abc"),
    ("string", '""', ""),
    ("string", '"12"', "12"),
    ("string", '"a\\"b\\\\c\\n\\u00e9"', 'a"b\\c\né'),
    ("string", '"Zürich 🚀"', "Zürich 🚀"),
    ("string", '"\\ud83d\\ude80"', "🚀"),
    ("string", '"}\\n{null"', "}\n{null"),
    ("date", '"2024-02-29"', date(2024, 2, 29)),
    ("timestamp", '"2026-11-20T23:59:59Z"', datetime(2026, 11, 20, 23, 59, 59, tzinfo=UTC)),
    ("timestamp", '"2026-11-20T23:59:59.123456Z"', datetime(2026, 11, 20, 23, 59, 59, 123456, tzinfo=UTC)),
    ("timestamp", '"2026-11-20T01:00:00+05:30"', datetime(2026, 11, 19, 19, 30, tzinfo=UTC)),
    *(
        ("timestamp", f'"{text}"', datetime(2026, 11, 20, 23, 59, 59, 120000, tzinfo=UTC))
        for text in (
            "2026-11-20T23:59:59.12+0000",
            "2026-11-20T23:59:59.12+00",
            "2026-11-20T23:59:59.12-00:00",
            "2026-11-20t23:59:59.12z",
            "2026-11-20 23:59:59.12Z",
            "2026-11-20T23:59:59,12Z",
            "2026-11-20T23:59:59.120000000Z",
            "20261120T235959.12Z",
            "20261120T235959,120000000+0000",
            "20261121T052959.12+0530",
            "2026-11-20 15:59:59.12-0800",
        )
    ),
    ("timestamp", '"2026-11-20T23:59Z"', datetime(2026, 11, 20, 23, 59, tzinfo=UTC)),
    ("timestamp", '"20261120T2359+00"', datetime(2026, 11, 20, 23, 59, tzinfo=UTC)),
    ("timestamp", '"0001-01-01T00:00:00Z"', datetime(1, 1, 1, tzinfo=UTC)),
    ("timestamp", '"9999-12-31T23:59:59.999999Z"', datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)),
    ("double", "1e16", 1e16),
    ("double", "1e-400", 0.0),
    *((kind, "null", None) for kind in ("bigint", "decimal(12,4)", "double", "boolean", "string", "date", "timestamp")),
]
REFUSED: list[tuple[str, str]] = [
    ("bigint", '"123"'),
    ("bigint", "1.0"),
    ("bigint", "1.5"),
    ("bigint", "1e3"),
    ("bigint", "true"),
    ("bigint", str(2**63)),
    ("bigint", "[1]"),
    ("int", "2147483648"),
    ("int", "-2147483649"),
    ("decimal(12,4)", "1.23456"),
    ("decimal(12,4)", "123456789"),
    ("decimal(12,4)", '"1.5"'),
    ("decimal(12,4)", "1E-5"),
    ("decimal(12,4)", "false"),
    ("decimal(6,0)", "1.5"),
    ("double", '"0.1"'),
    ("double", '"NaN"'),
    ("double", "1e999"),
    ("boolean", "1"),
    ("boolean", '"true"'),
    ("string", "12"),
    ("string", "true"),
    ("string", '{"a":1}'),
    ("string", '"\\ud800"'),
    ("date", '"2024-02-30"'),
    ("date", '"2024-2-3"'),
    ("date", '"2024-02-03T00:00:00Z"'),
    ("date", "19757"),
    ("timestamp", '"2026-11-20T23:59:59"'),
    ("timestamp", '"2026-11-20"'),
    ("timestamp", '"2026-11-20T25:61:00Z"'),
    ("timestamp", '"2026-11-20T23:59:59.1234567Z"'),
    ("timestamp", '"2026-02-30T00:00:00Z"'),
    ("timestamp", "1763683200"),
    ("timestamp", '"0001-01-01T00:00:00+00:01"'),
    ("timestamp", '"0000-12-31T23:59:59Z"'),
    ("timestamp", '"9999-12-31T23:59:59-00:01"'),
    ("timestamp", '"2026-11-20T23:59:59.1234560000001Z"'),
    ("timestamp", '"2026-11-20T23Z"'),
    ("timestamp", '"20261120235959Z"'),
    ("timestamp", '"2026-11-20T23:59:59+99:99"'),
    ("timestamp", '"2026-11-20T23:59:59Z\\n"'),
    ("date", '"0000-01-01"'),
    ("date", '"20260131"'),
    ("decimal(38,4)", "5e37"),
    ("decimal(38,18)", "5e23"),
    *(("decimal(12,4)", f"5{dot}e-{tiny}") for tiny in range(38, 70) for dot in ("", ".519531901803932")),
    *(("decimal(38,0)", f"1.{'1' * length}e-9") for length in range(25, 38)),
    ("decimal(5,2)", "1000.00"),
    ("decimal(5,2)", "0.001"),
    ("decimal(5,2)", "1e99999999999999999999"),
    ("decimal(38,0)", "1" + "0" * 38),
    ("decimal(38,18)", "9" * 20 + "." + "9" * 18 + "1"),
]
NOT_RECORDS = [
    "",
    " ",
    "null",
    "[]",
    '"text"',
    "{'v':1}",
    '{"v":1,}',
    '{"v":1',
    '{"v":1}{"v":2}',
    '{"v":1} x',
    '{"v":1}null',
    '{"v":01}',
    '{"v":NaN}',
    '{"v":Infinity}',
    '{"v":+1}',
    '{"v":1,"v":2}',
    '{"v":1}//',
]


def dataset_of(kind: str, *, required: bool = False) -> Dataset:
    columns = [column("k", "bigint", required=True), column("v", kind, required=required)]
    return contract("s", columns=columns, primaryKey=["k"], partitions=[])


def read(dataset: Dataset, *lines: str) -> PageColumns:
    encoded = [text.encode() for text in lines]
    return read_records(encoded, b"\n".join(encoded), dataset)


def record(token: str, number: int = 1) -> str:
    return f'{{"k":{number},"v":{token}}}'


@pytest.mark.parametrize(("kind", "token", "value"), ACCEPTED)
@pytest.mark.parametrize("neighbour", [None, '{"k":"bad","v":null}'])
def test_accepted_values_keep_every_digit(kind: str, token: str, value: object, neighbour: str | None) -> None:
    page = read(dataset_of(kind), *[text for text in (neighbour, record(token)) if text is not None])
    assert page.columns.column("v").to_pylist() == [value]
    assert len(page.rejected) == (neighbour is not None)


@pytest.mark.parametrize(("kind", "token"), REFUSED)
@pytest.mark.parametrize("spaced", [False, True])
def test_refused_values_are_the_wrong_type(kind: str, token: str, spaced: bool) -> None:
    text = record(token) if not spaced else f'{{ "k" : 1 ,\t"v" :  {token} }}'
    page = read(dataset_of(kind), record("null", 2), text)
    assert page.good == [0]
    assert (page.rejected[1].reason, page.rejected[1].column) == ("WRONG_TYPE", "v")
    assert "expected" in page.rejected[1].message


@pytest.mark.parametrize("text", NOT_RECORDS)
def test_lines_that_are_no_record(text: str) -> None:
    page = read(dataset_of("double"), record("1", 7), text, record("2", 8))
    assert page.good == [0, 2]
    assert page.columns.column("k").to_pylist() == [7, 8]
    assert page.rejected[1].reason == "NOT_JSON"


def test_a_line_that_is_not_utf_8() -> None:
    lines = [record('"a"').encode(), b'{"k":2,"v":"\xff"}']
    page = read_records(lines, b"\n".join(lines), dataset_of("string"))
    assert page.good == [0]
    assert page.rejected[1].message == "byte 12 is not UTF-8"


@pytest.mark.parametrize("text", ['{"k":1}', record("null")])
def test_a_required_value_that_is_not_there(text: str) -> None:
    page = read(dataset_of("string", required=True), record('"x"', 2), text)
    assert page.good == [0]
    assert (page.rejected[1].reason, page.rejected[1].column) == ("MISSING_REQUIRED", "v")


def test_key_columns_are_required_whatever_the_contract_says() -> None:
    dataset = contract("s", columns=[column("k", "bigint"), column("v", "string")], primaryKey=["k"], partitions=[])
    assert read(dataset, '{"v":"x"}').rejected[0].reason == "MISSING_REQUIRED"


HARMLESS = [
    '"w":"\\ud800"',
    '"\\udfff":1',
    '"w":1e999',
    '"w":-1e999999999999999999999',
    '"w":NaN',
    '"w":[-Infinity]',
    '"w":1,"w":"2"',
    '"w":' + "[" * 50_000 + "]" * 50_000,
    '"w":' + '{"v":' * 5_000 + '"]"' + "}" * 5_000,
]


@pytest.mark.parametrize("extra", HARMLESS)
@pytest.mark.parametrize("kind", ["decimal(12,4)", "double"])
@pytest.mark.parametrize("neighbour", [None, '{"k":"bad","v":null}'])
def test_fields_that_the_contract_does_not_know_hurt_no_row(kind: str, extra: str, neighbour: str | None) -> None:
    lines = [f'{{"k":1,{extra},"v":1.25}}', f'{{"v":2.5,"k":2,{extra}}}']
    page = read(dataset_of(kind), *lines, *([neighbour] if neighbour else []))
    assert page.good == [0, 1]
    assert [float(value) for value in page.columns.column("v").to_pylist()] == [1.25, 2.5]


@pytest.mark.parametrize("value", ['"\\ud800"', "1e999", "NaN", "[" * 50_000 + "]" * 50_000])
def test_the_same_in_a_declared_field_costs_that_row_alone(value: str) -> None:
    page = read(dataset_of("double"), record("1.5", 1), record(value, 2), record("2.5", 3))
    assert page.good == [0, 2]
    assert page.columns.column("v").to_pylist() == [1.5, 2.5]


@pytest.mark.parametrize("classification", ["internal", "personal"])
def test_half_a_surrogate_pair_is_called_what_it_is(classification: str) -> None:
    dataset = contract(
        "s",
        columns=[column("k", "bigint", required=True), column("v", "string", classification=classification)],
        primaryKey=["k"],
        partitions=[],
    )
    page = read(
        dataset, record('"ab\\ud83d"', 1), record('"\\ude80c"', 2), record('"\\ud83d\\ude80"', 3), record("7", 4)
    )
    expected = "v is a string with an unpaired UTF-16 surrogate at character {}, whole characters are expected"
    assert {line: found.message for line, found in page.rejected.items()} == {
        0: expected.format(3),
        1: expected.format(1),
        3: "v is a number" + ("" if classification == "personal" else " like 9") + ", a string is expected",
    }
    assert page.good == [2]


@pytest.mark.parametrize(
    "spelling", ["2026-11-20T01:02:03.5+0000", "20261120T010203,5Z", "2026-11-20t01:02:03.500000000z"]
)
def test_a_page_of_one_form_takes_no_look_at_single_lines(spelling: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def looked(*_: object) -> None:
        raise AssertionError("a line was looked at")

    monkeypatch.setattr(records, "check_line", looked)
    page = read(dataset_of("timestamp"), *[record(f'"{spelling}"', number) for number in range(2_000)])
    assert page.columns.column("v").unique().to_pylist() == [datetime(2026, 11, 20, 1, 2, 3, 500000, tzinfo=UTC)]


@pytest.mark.parametrize(
    "extra", ['"w":1.5', '"w":"12.5"', '"w":{"v":["x",null,{"v":"1"}]}', '"w":[1,{"v":2}]', '"\\u0077":null', '"w":"}"']
)
def test_fields_that_the_contract_does_not_know_change_nothing(extra: str) -> None:
    page = read(dataset_of("decimal(12,4)"), f'{{"k":1,{extra},"v":1.25}}', f'{{"v":2.5,"k":2,{extra}}}')
    assert page.rejected == {}
    assert page.columns.column("v").to_pylist() == [Decimal("1.25"), Decimal("2.5")]


def test_a_name_written_with_escapes_is_the_same_name() -> None:
    dataset = dataset_of("decimal(12,4)")
    assert read(dataset, '{"k":1,"\\u0076":1.25}').columns.column("v").to_pylist() == [Decimal("1.25")]
    assert read(dataset, '{"k":1,"\\u0076":"1.25"}').rejected[0].reason == "WRONG_TYPE"


def test_source_names_become_column_names() -> None:
    columns = [column("k", "bigint", required=True), column("latitude", "double", sourceName="lat")]
    dataset = contract("s", columns=columns, primaryKey=["k"], partitions=[])
    assert read(dataset, '{"k":1,"lat":40.5,"latitude":"x"}').columns.to_pylist() == [{"k": 1, "latitude": 40.5}]


def test_space_around_a_record_is_json() -> None:
    page = read(dataset_of("string"), ' {"k":1,"v":"a"}\r', '{"k":2,"v":"b"}\t')
    assert page.columns.column("v").to_pylist() == ["a", "b"]
