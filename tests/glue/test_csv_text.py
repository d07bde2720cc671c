"""The records of a CSV body are the same bytes here and where the extraction counts them, whatever they hold."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lakehouse.process.formats import csv_text
from lakehouse.process.formats.csv_text import CsvText, fields_of, split_csv, unquoted
from lakehouse.process.formats.format import UnreadableObject
from lakehouse.process.proof import Tally, heads_of
from lakehouse.process.stage import line_digests

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "formats/csv-records.json").read_text("utf-8"))
GOOD = [case for case in CASES if "refused" not in case]
REFUSED = [case for case in CASES if "refused" in case]


@pytest.mark.parametrize("case", GOOD, ids=lambda case: case["name"])
def test_records_are_those_that_the_extraction_finds(case: dict[str, Any]) -> None:
    found = split_csv(case["body"].encode("latin-1"), case["delimiter"])
    assert list(found.names) == case["names"]
    assert [record.decode("latin-1") for record in found.records] == case["records"]
    tally = Tally.of(heads_of(line_digests(found.records)))
    assert (tally.rows, str(tally.hash_sum)) == (len(case["records"]), case["rowHashSum"])


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case["name"])
def test_bodies_without_certain_records_are_refused(case: dict[str, Any]) -> None:
    with pytest.raises(UnreadableObject) as refused:
        split_csv(case["body"].encode("latin-1"), case["delimiter"])
    assert f"it {refused.value}" == case["refused"]


def made_of(parts: list[str], most: int) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(parts), max_size=most).map("".join)


ANY = made_of(['"', ",", ";", "\n", "\r", "\r\n", "a", "é", " ", "\x00", "\ufeff"], 6)
CELLS = st.one_of(ANY, st.text(st.characters(codec="utf-8"), max_size=8))


def values_of(found: CsvText, delimiter: str) -> list[list[str]]:
    rows = []
    for record in found.records:
        fields = fields_of(record.decode("utf-8"), delimiter)
        assert not isinstance(fields, int)
        rows.append([unquoted(field) for field in fields])
    return rows


@settings(max_examples=400)
@given(
    st.integers(1, 4).flatmap(
        lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=6)
    ),
    st.sampled_from([",", ";", "\t", "|", "^", "-", "]", "\\"]),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    st.booleans(),
)
def test_whatever_pythons_writer_writes_is_read_back(
    rows: list[list[str]], delimiter: str, end: str, all_quoted: bool, last_end: bool
) -> None:
    quoting = csv.QUOTE_ALL if all_quoted or end == "\n" else csv.QUOTE_MINIMAL
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(
        [[f"h{n}" for n in range(len(rows[0]))], *rows]
    )
    body = written.getvalue() if last_end else written.getvalue().removesuffix(end)
    found = split_csv(body.encode(), delimiter)
    assert found.malformed == frozenset()
    assert values_of(found, delimiter) == rows
    assert end.join([found_header(body, end), *(record.decode() for record in found.records)]) == body.removesuffix(end)


def found_header(body: str, end: str) -> str:
    return body[: body.index(end)] if end in body else body


def rows_of(body: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body, newline="")))


@settings(max_examples=600)
@given(made_of(['"', '"', ",", "\n", "a", "\r\n"], 24))
def test_any_text_has_the_records_that_pythons_reader_finds(text: str) -> None:
    body = f"h1,h2\n{text}"
    expected = rows_of(body)[1:]
    if len(rows_of(f"{body}\nx,y")) == len(expected) + 1:
        # One more line is still in the last field.
        with pytest.raises(UnreadableObject, match="ends within a quoted field"):
            split_csv(body.encode(), ",")
        return
    found = split_csv(body.encode(), ",")
    for number, (record, row) in enumerate(zip(found.records, filter(None, expected), strict=True)):
        fields = fields_of(record.decode(), ",")
        assert isinstance(fields, int) == (number in found.malformed)
        if not isinstance(fields, int):
            assert [unquoted(field) for field in fields] == row


BODIES = made_of(['"', '"', ",", "\n", "a", "\r", "\r\n", '","', '"\n"', "é"], 24)


@settings(max_examples=600)
@given(BODIES, st.sampled_from(["h\n", "h1,h2\n"]))
def test_the_fast_way_is_the_slow_way(text: str, header: str) -> None:
    body = f"{header}{text}".encode()

    def split() -> CsvText | str:
        try:
            return split_csv(body, ",")
        except UnreadableObject as refused:
            return str(refused)

    fast = split()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_text, "_ends_by_parity", lambda *_: None)
        patch.setattr(csv_text, "_without_quotes", lambda own: list(csv_text._one_by_one(own, ",")))
        assert split() == fast
