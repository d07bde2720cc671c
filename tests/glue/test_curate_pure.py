"""Which models are built, what their queries read and which days they need, all without an engine."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyspark.sql.types import DataType, DecimalType, IntegerType, LongType, StringType, TimestampType

from curate_support import model_document
from lakehouse.columns import spark_type
from lakehouse.curate.conform import holds
from lakehouse.curate.days import EVER, Days, hull, merged
from lakehouse.curate.decide import decide
from lakehouse.curate.model import Model, Unique, model_from_json
from lakehouse.curate.outcome import Outcome, TestOutcome, result_to_json
from lakehouse.curate.query import TableState, query_pieces
from lakehouse.curate.record import Record
from lakehouse.curate.selection import environment_relation, select
from lakehouse.edge.curate_main import parse_arguments
from lakehouse.failure import Failure

DAYS = st.sets(st.dates(), max_size=40)
NAMES = ["s_curated.a", "s_curated.b", "s_curated.c"]


def model(name: str = "s_curated.a", **changes: Any) -> Model:
    query = "SELECT t.id FROM s_processed.x AS t JOIN s_processed.y ON t.id = y.id"
    return model_from_json(model_document(name, "id bigint, name string", query, **changes))


@given(DAYS, st.integers(1, 10))
def test_ranges_hold_all_days_and_are_few_apart_and_in_order(days: set[date], most: int) -> None:
    ranges = merged(days, most)
    assert len(ranges) <= most
    assert all(any(day in found for found in ranges) for day in days if day in EVER)
    assert all(before.until < after.since for before, after in pairwise(ranges))
    for found in ranges:
        assert found.since in days
        assert found.until - timedelta(days=1) in days
    if ranges:
        assert hull(ranges) == Days(min(days), ranges[-1].until)


@given(DAYS)
def test_without_a_bound_few_other_days_are_in_a_range(days: set[date]) -> None:
    ranges, wanted = merged(days, 100), {day for day in days if day in EVER}
    assert len(wanted) <= sum(map(len, ranges)) <= 1.1 * len(wanted)


def test_nearly_all_days_are_one_range() -> None:
    year = {date(2025, 1, 1) + timedelta(days=number) for number in range(365)}
    missing = {date(2025, 1, 9) + timedelta(days=45 * number) for number in range(8)}
    assert merged(year - missing, 8) == (Days(date(2025, 1, 1), date(2026, 1, 1)),)
    assert len(merged({date(2025, 1, 1), date(2025, 1, 3)}, 8)) == 2


@given(st.integers(1, 9), st.sets(st.integers(0, 400), min_size=1, max_size=30))
def test_ranges_are_joined_where_the_fewest_days_lie_between(most: int, offsets: set[int]) -> None:
    days = {date(2026, 1, 1) + timedelta(days=offset) for offset in offsets}
    joined = merged(days, most)
    gaps = sorted(gap for before, after in pairwise(sorted(offsets)) if (gap := after - before - 1))
    assert sum(map(len, joined)) == len(days) + sum(gaps[: len(gaps) + 1 - len(joined)])


@given(st.sets(st.sampled_from(NAMES)), st.sets(st.sampled_from(NAMES)), st.sampled_from(["production", "preview_1"]))
def test_a_selection_keeps_the_order_and_builds_nothing_that_is_not_its_own(
    own: set[str], asked: set[str], environment: str
) -> None:
    models = [model(name) for name in NAMES]
    selection = select(models, environment, sorted(own), sorted(asked), ())
    built = [chosen.name for chosen in selection.models]
    assert built == [name for name in NAMES if name in built]
    if environment == "production":
        assert set(built) == (asked or set(NAMES))
        assert all(selection.relation(name) == name for name in NAMES)
        return
    assert set(built) == (asked or own)
    for name in NAMES:
        beside = name in own or name in asked
        assert selection.relation(name) == (name.replace("s_curated", "s_curated__preview_1") if beside else name)
    assert selection.relation("s_processed.x") == "s_processed.x"


@pytest.mark.parametrize(("asked", "rebuild"), [(("s_curated.q",), ()), (("s_curated.a",), ("s_curated.b",))])
def test_a_name_that_is_not_built_is_refused(asked: tuple[str, ...], rebuild: tuple[str, ...]) -> None:
    with pytest.raises(Failure, match=r"MODEL_UNKNOWN --(models|rebuild): s_curated\.(q|b) not in"):
        select([model(name) for name in NAMES], "production", (), asked, rebuild)


def test_environments_have_databases_of_their_own() -> None:
    assert environment_relation("mission_curated.a", "production") == "mission_curated.a"
    assert environment_relation("mission_curated.a", "preview_1") == "mission_curated__preview_1.a"


@given(st.lists(st.sampled_from(["s_processed.x", "s_curated.b", "SELECT ", " AS t ", ", "]), max_size=12))
def test_everything_but_the_tables_stands_as_it_is(parts: list[str]) -> None:
    pieces = [{"table": part} if "." in part else {"text": part} for part in parts]
    changed = model(query=pieces)
    states = {name: TableState(f"c.{name}", 7) for name in ("s_processed.x", "s_curated.b")}
    written = {name: f"`c`.`{name.replace('.', '`.`')}` VERSION AS OF 7" for name in states}
    assert "".join(query_pieces(changed, states)) == "".join(written.get(part, part) for part in parts)


def test_a_table_beside_keeps_the_name_that_columns_are_written_with() -> None:
    states = {"s_processed.x": TableState("c.s_processed.x", None), "s_processed.y": TableState("c.s.y__next", 7)}
    expected = (
        "SELECT t.id FROM `c`.`s_processed`.`x` AS t JOIN `c`.`s`.`y__next` VERSION AS OF 7 AS `y` ON t.id = y.id"
    )
    assert "".join(query_pieces(model(), states)) == expected


def record(**changes: Any) -> Record:
    reads = {"s_processed.x": "1", "s_processed.y": "2"}
    return Record(**({"model_hash": model().hash, "reads": reads, "as_of": None} | changes))


INCREMENTAL = {"kind": "incremental by time", "column": "id", "source": {"table": "s_processed.x", "column": "at"}}


@pytest.mark.parametrize(
    ("mode", "versions", "need"),
    [
        ({"kind": "full"}, ("1", "2"), "nothing"),
        ({"kind": "full"}, ("1", "3"), "full"),
        ({"kind": "merge"}, ("1", "3"), "merge"),
        (INCREMENTAL, ("1", "2"), "nothing"),
        (INCREMENTAL, ("9", "2"), "incremental"),
        (INCREMENTAL, ("1", "9"), "full"),
        (INCREMENTAL, ("9", "9"), "full"),
    ],
)
def test_what_changed_decides_what_is_built(mode: dict[str, Any], versions: tuple[str, str], need: str) -> None:
    declared = model(mode=mode)
    now = dict(zip(declared.reads, versions, strict=True))
    before = record(model_hash=declared.hash)
    assert decide(declared, before, now, rebuild=False) == need
    anew = "merge" if mode["kind"] == "merge" else "full"
    assert decide(declared, before, now, rebuild=True) == anew
    assert decide(declared, record(model_hash="other"), now, rebuild=False) == anew
    assert decide(declared, None, now, rebuild=False) == "full"


@pytest.mark.parametrize(
    ("declared", "found", "fits"),
    [
        ("bigint", IntegerType(), True),
        ("int", LongType(), False),
        ("decimal(22,4)", DecimalType(12, 4), True),
        ("decimal(22,6)", DecimalType(12, 4), True),
        ("decimal(22,2)", DecimalType(12, 4), False),
        ("decimal(12,4)", DecimalType(22, 4), False),
        ("decimal(12,8)", DecimalType(12, 4), False),
        ("timestamp", spark_type("date"), False),
        ("date", TimestampType(), False),
        ("string", StringType(), True),
        ("double", DecimalType(12, 4), False),
    ],
)
def test_a_type_may_be_wider_than_what_the_query_gives(declared: str, found: DataType, fits: bool) -> None:
    assert holds(spark_type(declared), found) is fits


def test_tests_are_read_as_they_were_compiled() -> None:
    declared = model(tests=[{"kind": "unique", "columns": ["id"]}, {"kind": "row_count", "min": 1, "max": 9}])
    assert [str(test) for test in declared.tests] == ["unique(id)", "not_null(id)", "row_count(min 1, max 9)"]
    assert declared.tests[0] == Unique(("id",))


@pytest.mark.parametrize("kinds", [["not_null"], ["unique"], []])
def test_a_model_whose_grain_nothing_tests_is_refused(kinds: list[str]) -> None:
    tests = [{"kind": kind, "columns": ["id"]} for kind in kinds]
    lacking = " and ".join(f"{kind}(id)" for kind in ("unique", "not_null") if kind not in kinds)
    document = model_document("s_curated.a", "id bigint, name string", "SELECT 1") | {"tests": tests}
    with pytest.raises(ValueError, match=re.escape(f"s_curated.a: its tests lack {lacking}, which its grain implies")):
        model_from_json(document)


def test_a_model_waits_for_what_its_tests_compare_it_with() -> None:
    test = {"kind": "relationships", "column": "id", "to": "s_curated.b", "field": "id"}
    assert model(tests=[test]).depends_on == ("s_processed.x", "s_processed.y", "s_curated.b")


@pytest.mark.parametrize("changes", [{"mode": {"kind": "quick"}}, {"tests": [{"kind": "lucky"}]}])
def test_what_this_job_does_not_know_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"quick|lucky"):
        model(**changes)


def test_a_result_is_written_as_the_model_has_it() -> None:
    days = Days(date(2026, 11, 19), date(2026, 11, 21))
    tests = (TestOutcome("unique(id)", passed=True, found=0),)
    outcome = Outcome("s_curated.a", "PUBLISHED", "incremental", days, 2, 3, 5, 1.23456, 2**62, tests)
    document = result_to_json("night", "production", "sql/bundles/x.json", [outcome, Outcome("s_curated.b", "WAITING")])
    assert document == {
        "formatVersion": 1,
        "runId": "night",
        "environment": "production",
        "bundleKey": "sql/bundles/x.json",
        "models": [
            {
                "name": "s_curated.a",
                "state": "PUBLISHED",
                "built": "incremental",
                "since": "2026-11-19",
                "until": "2026-11-21",
                "daysWritten": 2,
                "rowsWritten": 3,
                "rows": 5,
                "seconds": 1.235,
                "snapshotId": str(2**62),
                "tests": [{"test": "unique(id)", "passed": True, "found": 0}],
                "error": None,
            },
            {
                "name": "s_curated.b",
                "state": "WAITING",
                "built": None,
                "since": None,
                "until": None,
                "daysWritten": None,
                "rowsWritten": 0,
                "rows": 0,
                "seconds": 0.0,
                "snapshotId": None,
                "tests": [],
                "error": None,
            },
        ],
    }
    assert "runId" not in result_to_json(None, "production", "", [])


def test_arguments_have_defaults_and_lists() -> None:
    given_ones = [
        "curate.py",
        "--artifacts_bucket",
        "a",
        "--curated_bucket",
        "c",
        "--result_key",
        "r",
        "--JOB_NAME",
        "x",
    ]
    options = parse_arguments(given_ones)
    assert (options.environment, options.bundle_key, options.models, options.rebuild) == ("production", "", (), ())
    listed = parse_arguments([*given_ones, "--models", "s.a, S.b,,s.a", "--rebuild", ""])
    assert (listed.models, listed.rebuild) == (("s.a", "s.b"), ())
