"""The cells of CSV accepted for each column type: exactly what they say, or a reason why not."""

from __future__ import annotations

import gzip
import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lakehouse.contract import Dataset
from lakehouse.process.formats import csv_records
from lakehouse.process.formats.csv_cells import value_of
from lakehouse.process.formats.csv_records import Csv, CsvRecords
from lakehouse.process.reading import PageColumns
from lakehouse.process.values import canonical
from support import column, contract

KINDS = (
    "bigint",
    "int",
    "decimal(12,4)",
    "decimal(38,0)",
    "decimal(38,18)",
    "double",
    "boolean",
    "string",
    "date",
    "timestamp",
)
BIG = 2**53 + 1
MOMENT = datetime(2026, 11, 20, 23, 59, 59, 120000, tzinfo=UTC)
ACCEPTED: list[tuple[str, str, Any]] = [
    ("bigint", "0", 0),
    ("bigint", "-0", 0),
    ("bigint", "+5", 5),
    ("bigint", "007", 7),
    ("bigint", "-007", -7),
    ("bigint", "+0007", 7),
    ("bigint", "0" * 30 + "7", 7),
    ("bigint", '"12"', 12),
    ("bigint", str(BIG), BIG),
    ("bigint", str(2**63 - 1), 2**63 - 1),
    ("bigint", str(-(2**63)), -(2**63)),
    ("int", "2147483647", 2147483647),
    ("int", "-2147483648", -2147483648),
    ("int", "0000000002147483647", 2147483647),
    ("decimal(12,4)", "12345678.1234", Decimal("12345678.1234")),
    ("decimal(12,4)", "+1.50", Decimal("1.5")),
    ("decimal(12,4)", ".5", Decimal("0.5")),
    ("decimal(12,4)", "-.5", Decimal("-0.5")),
    ("decimal(12,4)", "0000000000000001.5", Decimal("1.5")),
    ("decimal(12,4)", "1.5" + "0" * 60, Decimal("1.5")),
    ("decimal(12,4)", "1.23450000", Decimal("1.2345")),
    ("decimal(12,4)", "-0.0", Decimal(0)),
    ("decimal(12,4)", "1e2", Decimal(100)),
    ("decimal(12,4)", "1.5E+2", Decimal(150)),
    ("decimal(12,4)", "12345e-4", Decimal("1.2345")),
    ("decimal(12,4)", "0e99999999999999999999", Decimal(0)),
    ("decimal(6,0)", "123456", Decimal(123456)),
    ("decimal(6,0)", "123456.000", Decimal(123456)),
    ("decimal(38,0)", "9" * 38, Decimal("9" * 38)),
    ("decimal(38,18)", "9" * 20 + "." + "9" * 18, Decimal("9" * 20 + "." + "9" * 18)),
    ("decimal(38,18)", "-" + "9" * 20 + "." + "9" * 18 + "000", Decimal("-" + "9" * 20 + "." + "9" * 18)),
    ("double", "0.1", 0.1),
    ("double", "+.5", 0.5),
    ("double", "007", 7.0),
    ("double", "-1.5e-7", -1.5e-7),
    ("double", "1e-400", 0.0),
    ("double", "0.1000000000000000055511151231257827021181583404541015625", 0.1),
    *(("boolean", text, True) for text in ("true", "TRUE", "True", "t", "1", '"true"')),
    *(("boolean", text, False) for text in ("false", "FALSE", "False", "f", "0")),
    ("string", "abc", "abc"),
    ("string", " a ", " a "),
    ("string", "007", "007"),
    ("string", '""', ""),
    ("string", '"a ""b"", c"', 'a "b", c'),
    ("string", '"a\r\nb"', "a\r\nb"),
    ("string", '"null"', "null"),
    ("string", "null", "null"),
    ("string", "NaN", "NaN"),
    ("string", "\\N", "\\N"),
    ("string", "Zürich 🚀", "Zürich 🚀"),
    ("string", '"\x00"', "\x00"),
    ("date", "2024-02-29", date(2024, 2, 29)),
    *(
        ("timestamp", text, MOMENT)
        for text in (
            "2026-11-20T23:59:59.12Z",
            "2026-11-20 15:59:59.12-0800",
            '"2026-11-20T23:59:59,12Z"',
            "20261120T235959.12Z",
            "2026-11-20t23:59:59.120000000z",
        )
    ),
    *((kind, "", None) for kind in KINDS),
    *((kind, '""', None) for kind in KINDS if kind != "string"),
]
REFUSED: list[tuple[str, str]] = [
    *(
        ("bigint", text)
        for text in ("1.0", "1e3", "1,000", "1 000", "1_000", " 1", "1 ", "0x1F", "++1", "+-1", "--1", "+", "-", "１")
    ),
    ("bigint", str(2**63)),
    ("bigint", str(-(2**63) - 1)),
    ("bigint", "9" * 20),
    ("bigint", "true"),
    ("bigint", "null"),
    ("int", "2147483648"),
    ("int", "-2147483649"),
    ("decimal(12,4)", "1.23456"),
    ("decimal(12,4)", "123456789"),
    ("decimal(12,4)", "100000000"),
    *(
        ("decimal(12,4)", text)
        for text in ("1,5", "1.5.0", "1.", ".", "-", "-.", "1.5 ", "$1.5", "1.5-", "(1.5)", "NaN", "Infinity")
    ),
    ("decimal(12,4)", "1.5e-4"),
    ("decimal(12,4)", "5e-45"),
    ("decimal(12,4)", "1e999999999999"),
    ("decimal(6,0)", "1.5"),
    ("decimal(38,0)", "1" + "0" * 38),
    ("decimal(38,18)", "9" * 21),
    ("decimal(38,18)", "9" * 20 + "." + "9" * 18 + "1"),
    *(("double", text) for text in ("NaN", "inf", "-Infinity", "1e999")),
    *(("double", text) for text in ("1,5", "0x1p3", "1.", " 1", "1d", "1f")),
    *(("boolean", text) for text in ("yes", "no", "T", "F", "tRUE", "01", "2", "on", " true")),
    *(
        ("date", text)
        for text in ("2024-02-30", "2024-2-3", "20240203", "03.02.2024", "2024-02-03T00:00:00Z", "0000-01-01")
    ),
    *(
        ("timestamp", text)
        for text in ("2026-11-20T23:59:59", "2026-11-20", "1763683200", "2026-11-20T25:61:00Z", "2026-02-30T00:00:00Z")
    ),
]


def dataset_of(kind: str, *, required: bool = False, delimiter: str = ",", **changes: Any) -> Dataset:
    extraction = {"path": "/x", "pageSize": 10, "format": {"type": "csv", "delimiter": delimiter}}
    columns = [column("k", "bigint", required=True), column("v", kind, required=required, **changes)]
    return contract("s", columns=columns, primaryKey=["k"], partitions=[], extraction=extraction)


def opened(dataset: Dataset, body: str | bytes) -> CsvRecords:
    content = body.encode() if isinstance(body, str) else body
    return Csv(dataset.format.delimiter).open(gzip.compress(content, 1), dataset)


def read(dataset: Dataset, body: str | bytes) -> PageColumns:
    return opened(dataset, body).columns(dataset)


def in_quotes(cell: str) -> str:
    """The cell in quotes if it has a character that needs them."""
    return cell if not re.search(r'[",\r\n]', cell) else '"' + cell.replace('"', '""') + '"'


@pytest.mark.parametrize(("kind", "cell", "value"), ACCEPTED)
@pytest.mark.parametrize("neighbour", ["", "bad,\n"])
def test_accepted_cells_say_exactly_what_is_stored(kind: str, cell: str, value: object, neighbour: str) -> None:
    page = read(dataset_of(kind), f"k,v\n{neighbour}1,{cell}\n")
    assert page.columns.column("v").to_pylist() == [value]
    assert len(page.rejected) == (neighbour != "")


@pytest.mark.parametrize(("kind", "cell"), REFUSED)
@pytest.mark.parametrize("quoted", [False, True])
def test_refused_cells_are_the_wrong_type(kind: str, cell: str, quoted: bool) -> None:
    written = f'"{cell}"' if quoted else in_quotes(cell)
    page = read(dataset_of(kind), f"k,v\n2,\n1,{written}\n")
    assert page.good == [0]
    assert (page.rejected[1].reason, page.rejected[1].column) == ("WRONG_TYPE", "v")
    assert "expected" in page.rejected[1].message


@pytest.mark.parametrize(("cell", "why"), [("", "v is null"), ('""', None)])
def test_a_required_text_may_be_empty_but_not_null(cell: str, why: str | None) -> None:
    page = read(dataset_of("string", required=True), f"k,v\n1,x\n2,{cell}\n")
    assert [found.message for found in page.rejected.values()] == ([] if why is None else [why])


def test_a_required_column_that_the_header_lacks_is_absent_in_every_record() -> None:
    page = read(dataset_of("string", required=True), "k,w\n1,x\n2,y\n")
    assert {found.message for found in page.rejected.values()} == {"v is absent"}
    assert {found.reason for found in page.rejected.values()} == {"MISSING_REQUIRED"}
    optional = read(dataset_of("decimal(12,4)"), "k,w\n1,x\n2,y\n")
    assert optional.columns.to_pylist() == [{"k": 1, "v": None}, {"k": 2, "v": None}]


def test_columns_are_found_by_name_whatever_their_order_and_names_with_dots_are_names() -> None:
    dataset = dataset_of("string", sourceName="address.city")
    assert read(dataset, "x,address.city,y,k\n,a,,1\n").columns.to_pylist() == [{"k": 1, "v": "a"}]


BAD_RECORDS = [
    (b"1", "the record has 1 fields, the header has 2"),
    (b"1,a,b", "the record has 3 fields, the header has 2"),
    (b'1,a"b', "not CSV at character 2: a field with a quote"),
    (b'1,"a"b', "not CSV at character 2: a field with a quote"),
    (b'"1"x,a', "not CSV at character 0: a field with a quote"),
    (b"1,a\rb", "not CSV at character 2: a field with a quote"),
    (b"1,\xff", "byte 2 is not UTF-8"),
    (b'1,"\xc3"', "byte 3 is not UTF-8"),
]


@pytest.mark.parametrize(("record", "message"), BAD_RECORDS)
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_bad_record_costs_itself_alone(record: bytes, message: str, end: bytes) -> None:
    dataset = dataset_of("string")
    body = end.join([b"k,v", b'7,"a\nb"', record, b'8,"say ""hi"""', b"9,\xc3\xa9", b""])
    found = opened(dataset, body)
    page = found.columns(dataset)
    assert page.columns.to_pylist() == [{"k": 7, "v": "a\nb"}, {"k": 8, "v": 'say "hi"'}, {"k": 9, "v": "é"}]
    assert page.good == [0, 2, 3]
    assert (page.rejected[1].reason, page.rejected[1].column) == ("NOT_CSV", None)
    assert page.rejected[1].message.startswith(message)
    assert found.records[1] == record
    assert found.redacted(1, dataset) is None
    assert found.only([1, 3]).columns(dataset).good == [1]


@pytest.mark.parametrize("delimiter", [";", "\t", "|", "^", "\\"])
def test_other_delimiters(delimiter: str) -> None:
    body = f'v{delimiter}k\n"a{delimiter}b"{delimiter}1\na,b{delimiter}2\n'
    page = read(dataset_of("string", delimiter=delimiter), body)
    assert page.columns.to_pylist() == [{"k": 1, "v": f"a{delimiter}b"}, {"k": 2, "v": "a,b"}]


@pytest.mark.parametrize("most_stops", [0, 8])
def test_every_way_to_read_a_page_finds_the_same(most_stops: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from lakehouse.process import reading

    monkeypatch.setattr(reading, "_MOST_STOPS", most_stops)
    rows = [f"{n},{n}.25" if n % 97 else f"{n},x" for n in range(1_000)]
    page = read(dataset_of("decimal(12,4)"), "\n".join(["k,v", *rows]))
    assert page.columns.to_pylist() == [{"k": n, "v": Decimal(f"{n}.25")} for n in range(1_000) if n % 97]
    assert list(page.rejected) == [n for n in range(1_000) if not n % 97]


def test_a_page_of_good_records_takes_no_look_at_single_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    def looked(*_: object) -> None:
        raise AssertionError("a record was looked at")

    monkeypatch.setattr(csv_records, "check_values", looked)
    cells = {
        "bigint": "+0012",
        "decimal(12,4)": '"0012.50000"',
        "double": "+1.5",
        "boolean": "t",
        "string": '""',
    }
    for kind, cell in cells.items():
        page = read(dataset_of(kind), "\r\n".join(["k,v", *(f"{n},{cell}" for n in range(500)), ""]))
        assert len(page.good) == 500


CELLS = st.one_of(
    st.from_regex(r"[+-]?[0-9]{0,22}(\.[0-9]{0,8})?([eE][+-]?[0-9]{1,2})?", fullmatch=True),
    st.sampled_from(
        ["", "true", "f", "1", "2026-11-20", "2026-11-20T01:02:03Z", "20261120T010203,5+00", "NaN", "null"]
    ),
    st.text(st.characters(codec="utf-8"), max_size=8),
    st.lists(st.sampled_from(['"', ",", "\n", "\r", "0", "+", "-", ".", " "]), max_size=5).map("".join),
)
WIDE = contract(
    "s",
    columns=[column("k", "bigint", required=True), *(column(f"c{n}", kind) for n, kind in enumerate(KINDS))],
    primaryKey=["k"],
    partitions=[],
    extraction={"path": "/x", "pageSize": 10, "format": {"type": "csv", "delimiter": ","}},
)
HEADER = ",".join(["k", *(f"c{n}" for n in range(len(KINDS)))])


@st.composite
def records(draw: st.DrawFn) -> str:
    """A record with one or two cells of any text, in quotes or, if they can be, without."""
    cells = dict.fromkeys(range(len(KINDS)), "") | draw(
        st.dictionaries(st.integers(0, len(KINDS) - 1), CELLS, min_size=1, max_size=2)
    )
    written = [
        '"' + cell.replace('"', '""') + '"' if draw(st.booleans()) else in_quotes(cell) for cell in cells.values()
    ]
    bad = draw(st.sampled_from(["", "", "", "", ",", '"', "\r"]))
    return ",".join([str(draw(st.integers(0, 9))), *written]) + bad


def rows_by_number(lines: list[str]) -> dict[int, object]:
    page = read(WIDE, "\n".join([HEADER, *lines, ""]))
    assert sorted([*page.good, *page.rejected]) == list(range(len(lines)))
    return dict(zip(page.good, page.columns.to_pylist(), strict=True))


def is_whole(line: str) -> bool:
    return line.count('"') % 2 == 0


@settings(max_examples=300)
@given(st.lists(records().filter(is_whole), min_size=1, max_size=6))
def test_neighbours_don_t_matter(lines: list[str]) -> None:
    together = rows_by_number(lines)
    alone = {number: rows_by_number([text])[0] for number, text in enumerate(lines) if 0 in rows_by_number([text])}
    assert together == alone


@settings(max_examples=500)
@given(CELLS, st.sampled_from(KINDS))
def test_the_fast_way_and_a_closer_look_agree(cell: str, kind: str) -> None:
    page = read(dataset_of(kind), f"k,v\n1,{in_quotes(cell)}\n")
    value = value_of(cell, kind) if cell else None
    spelled = None if value is None else canonical(value, kind)
    assert (page.good == [0]) == (value is None or spelled is not None)
    if page.good and spelled is not None and kind.startswith(("decimal", "int", "bigint")):
        assert Decimal(str(page.columns.column("v")[0])) == Decimal(spelled)
    if page.good and spelled is not None and kind == "double":
        assert page.columns.column("v")[0].as_py() == float(spelled)
    if kind == "string":
        assert page.columns.column("v").to_pylist() == [cell or None]


@settings(max_examples=200)
@given(st.text(st.characters(codec="utf-8"), max_size=12))
def test_texts_survive(value: str) -> None:
    quoted = '"' + value.replace('"', '""') + '"'
    assert read(dataset_of("string"), f"k,v\n1,{quoted}").columns.column("v").to_pylist() == [value]


def test_a_redacted_record_shows_texts_of_their_type_alone() -> None:
    extraction = {"path": "/x", "pageSize": 10, "format": {"type": "csv", "delimiter": ","}}
    columns = [
        column("id", "bigint", required=True),
        column("amount", "decimal(12,4)"),
        column("salary", "decimal(12,4)", classification="confidential"),
        column("email", "string", classification="personal"),
        column("note", "string"),
        column("gone", "string"),
    ]
    dataset = contract("s", columns=columns, primaryKey=["id"], partitions=[], extraction=extraction)
    found = opened(dataset, 'note,phone,email,salary,amount,id\n"",1,a@b,9,x,007\n"say ""hi""",,,,+01.50,\n')
    assert json.loads(found.redacted(0, dataset) or "") == {
        "note": "",
        "phone": "[unclassified]",
        "email": "[masked]",
        "salary": "[confidential]",
        "amount": "[wrong type]",
        "id": "007",
    }
    assert json.loads(found.redacted(1, dataset) or "") == {
        "note": 'say "hi"',
        "phone": "[unclassified]",
        "email": None,
        "salary": None,
        "amount": "+01.50",
        "id": None,
    }
