"""How a line is read depends on the line alone, and what is accepted is what JSON and Python accept."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given, reject, settings
from hypothesis import strategies as st

from lakehouse.process.check import NotARecord, parse_record
from lakehouse.process.redact import redacted_record
from lakehouse.process.values import canonical
from support import column, contract
from test_types import read

KINDS = ("bigint", "int", "decimal(12,4)", "decimal(38,0)", "double", "boolean", "string", "date", "timestamp")
DATASET = contract(
    "s",
    columns=[column("k", "bigint", required=True), *(column(f"c{n}", kind) for n, kind in enumerate(KINDS))],
    primaryKey=["k"],
    partitions=[],
)
AMOUNTS, MOMENTS = (
    contract(
        "s",
        columns=[column("k", "bigint", required=True), column("v", kind)],
        primaryKey=["k"],
        partitions=[],
    )
    for kind in ("decimal(5,2)", "timestamp")
)
NUMBERS = st.one_of(
    st.integers(-(2**64), 2**64).map(str),
    st.decimals(allow_nan=False, allow_infinity=False, places=5).map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(json.dumps),
    st.from_regex(r"-?(0|[1-9][0-9]{0,12})(\.[0-9]{1,8})?([eE][+-]?[0-9]{1,2})?", fullmatch=True),
)
MOMENTS_AS_WRITTEN = [
    *("2026-11-20T01:02:03+0000", "2026-11-20t01:02:03z", "20261120T010203,5+00", "2026-11-20 01:02Z", "0000-01-01"),
    *("2026-11-20T01:02:03.1234560Z", "2026-11-20T01:02:03.1234561Z", "0001-01-01T00:00:00+01", "9999-12-31T23:59-01"),
]
TEXTS = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=12),
    st.sampled_from(
        ["12.5", "true", "2026-11-20", "2026-11-20T01:02:03Z", "2026-13-01", "}\n{", *MOMENTS_AS_WRITTEN, 'a"b', "null"]
    ),
)
TOKENS = st.one_of(
    st.sampled_from(["null", "true", "false", "[]", "{}", "[null]", '{"k":1}']),
    st.sampled_from(["NaN", "[Infinity]", '"\\ud800"', '["\\udfff"]', "[" * 2_000 + "]" * 2_000]),
    st.sampled_from(["1e999", "5e37", "1e-45", "1e-400", "-0", "-0.0", "0e99", "1.2300000000000e2", "1e2", "9" * 38]),
    NUMBERS,
    TEXTS.map(lambda text: json.dumps(text, ensure_ascii=False)),
    TEXTS.map(json.dumps),
)
RECORDS = st.builds(
    lambda key, members: (
        "{" + ",".join([f'"k":{key}', *(f'"{name}":{token}' for name, token in members.items())]) + "}"
    ),
    st.integers(0, 2**63 - 1),
    st.dictionaries(st.sampled_from([f"c{n}" for n in range(len(KINDS))] + ["other"]), TOKENS, max_size=4),
)
LINES = st.one_of(RECORDS, RECORDS.map(lambda text: text[:-1]), RECORDS.map(lambda text: f"{text}null{text}"))


def rows_by_line(lines: list[str]) -> dict[int, object]:
    page = read(DATASET, *lines)
    assert sorted([*page.good, *page.rejected]) == list(range(len(lines)))
    return dict(zip(page.good, page.columns.to_pylist(), strict=True))


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=6))
def test_neighbours_don_t_matter(lines: list[str]) -> None:
    together = rows_by_line(lines)
    alone = {number: rows_by_line([text])[0] for number, text in enumerate(lines) if 0 in rows_by_line([text])}
    assert together == alone


@settings(max_examples=300, deadline=None)
@given(NUMBERS)
def test_decimals_are_exact_or_refused(token: str) -> None:
    rows = rows_by_line([f'{{"k":1,"c2":{token}}}'])
    exact = Decimal(token)
    if 0 in rows:
        assert rows[0]["c2"] == exact  # type: ignore[index]
    fits = abs(exact) < 10**8 and exact == exact.quantize(Decimal("0.0001"))
    assert fits or 0 not in rows
    assert 0 in rows or not fits


@settings(max_examples=300, deadline=None)
@given(st.integers(-(10**5) + 1, 10**5 - 1), st.integers(0, 60), st.integers(-50, 50), st.booleans())
def test_a_decimal_is_read_however_it_is_written(units: int, zeros: int, exponent: int, alone: bool) -> None:
    digits = str(units * 10**zeros)
    token = f"{digits}e{-2 - zeros}" if exponent == 0 else f"{digits}.{'0' * abs(exponent)}E{-2 - zeros}"
    lines = [f'{{"k":1,"v":{token}}}', *([] if alone else ['{"k":"bad"}'])]
    page = read(AMOUNTS, *lines)
    assert page.columns.column("v").to_pylist() == [Decimal(units).scaleb(-2)]


INSTANTS = st.datetimes(timezones=st.just(UTC))
OFFSETS = st.integers(-14 * 60, 14 * 60)


@st.composite
def spellings(draw: st.DrawFn) -> tuple[str, int]:
    """An instant in any accepted form, and its microseconds since 1970."""
    instant, offset = draw(INSTANTS), draw(OFFSETS)
    shifted = (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) + offset * 60_000_000
    try:
        local = datetime(1970, 1, 1) + timedelta(microseconds=shifted)
    except OverflowError:
        local, offset = instant.replace(tzinfo=None), 0
    date, hour = draw(st.sampled_from([("%Y-%m-%d", "%H:%M:%S"), ("%Y%m%d", "%H%M%S")]))
    fraction = f"{local.microsecond:06d}" + "0" * draw(st.integers(0, 5))
    fraction = "" if not int(fraction) and draw(st.booleans()) else draw(st.sampled_from(".,")) + fraction
    hours, minutes = divmod(abs(offset), 60)
    sign = "-" if offset < 0 else "+"
    zones = [f"{sign}{hours:02d}:{minutes:02d}", f"{sign}{hours:02d}{minutes:02d}"]
    zones += [f"{sign}{hours:02d}"] if not minutes else []
    zones += ["Z", "z"] if not offset else []
    day = local.strftime(date).rjust(len(local.replace(year=2000).strftime(date)), "0")
    text = f"{day}{draw(st.sampled_from('Tt '))}{local.strftime(hour)}{fraction}{draw(st.sampled_from(zones))}"
    return text, (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


@settings(max_examples=400, deadline=None)
@given(st.lists(spellings(), min_size=1, max_size=4), st.booleans())
def test_an_instant_is_the_same_in_every_form_and_beside_any_other(given: list[tuple[str, int]], alone: bool) -> None:
    lines = [json.dumps({"k": 1, "v": text}) for text, _ in given] + ([] if alone else ['{"k":"bad"}'])
    found = read(MOMENTS, *lines).columns.column("v").cast("int64").to_pylist()
    assert found == [instant for _, instant in given]


@settings(max_examples=200, deadline=None)
@given(st.integers(-(2**63), 2**63 - 1))
def test_64_bit_integers_survive(value: int) -> None:
    assert rows_by_line([f'{{"k":1,"c0":{value}}}'])[0]["c0"] == value  # type: ignore[index]


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_texts_survive(value: str) -> None:
    for ascii_only in (True, False):
        text = json.dumps({"k": 1, "c6": value}, ensure_ascii=ascii_only)
        assert rows_by_line([text])[0]["c6"] == value  # type: ignore[index]


@settings(max_examples=200, deadline=None)
@given(RECORDS)
def test_redacted_records_are_json_and_show_values_of_their_type_alone(text: str) -> None:
    try:
        record = parse_record(text.encode(), DATASET)
    except NotARecord:
        reject()
    shown = parse_record(redacted_record(record, DATASET).encode(), DATASET)
    types = {column.source_name: column.type for column in DATASET.columns}
    for (name, value), (shown_name, found) in zip(record, shown, strict=True):
        assert name == shown_name
        if name == "other":
            assert found == "[unclassified]"
        elif value is None or canonical(value, types[name]) is not None:
            assert found == value
        else:
            assert found == "[wrong type]"
