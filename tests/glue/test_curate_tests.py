"""What a model's tests count, each in a state that violates it and in one that doesn't."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyspark.sql import DataFrame, SparkSession

from curate_support import Workshop
from lakehouse.curate import arrow_rows, model_job, model_writer, spark_rows
from lakehouse.curate.arrow_finder import ArrowFinder, can_find
from lakehouse.curate.checks import Finder, Tested, WrittenDays, run_tests
from lakehouse.curate.days import Days
from lakehouse.curate.model import AcceptedValues, Freshness, NotNull, Relationship, Unique
from lakehouse.curate.spark_finder import SparkFinder

NOTES = "id int, kind string, customer int, at timestamp"
ALL = "SELECT id, kind, customer, at FROM @notes"


@pytest.fixture
def notes(shop: Workshop) -> Workshop:
    shop.sql("CREATE TABLE @notes (id int, kind string, customer int, at timestamp) USING iceberg")
    shop.sql(
        "INSERT INTO @notes VALUES (1, 'a', 1, timestamp'2026-11-19 12:00:00'), (2, 'a', 7, NULL), "
        "(3, 'b', NULL, NULL), (4, NULL, 7, timestamp'2026-11-18 00:00:00')"
    )
    return shop


CASES = [
    ({"kind": "unique", "columns": ["kind"]}, "unique(kind)", 1),
    ({"kind": "unique", "columns": ["kind", "customer"]}, "unique(kind, customer)", 0),
    ({"kind": "not_null", "columns": ["kind", "customer"]}, "not_null(kind, customer)", 2),
    ({"kind": "accepted_values", "column": "kind", "values": ["a"]}, "accepted_values(kind)", 1),
    ({"kind": "accepted_values", "column": "customer", "values": [1, 7]}, "accepted_values(customer)", 0),
    ({"kind": "row_count", "min": 5}, "row_count(min 5)", 4),
]


@pytest.mark.parametrize(("test", "label", "found"), CASES, ids=[label for _, label, _ in CASES])
def test_rows_that_break_a_test_are_counted(notes: Workshop, test: dict[str, Any], label: str, found: int) -> None:
    outcome = notes.run([notes.model("notes", NOTES, ALL, tests=[test])])["notes"]
    passed = found == 0
    assert outcome.state == ("PUBLISHED" if passed else "FAILED")
    assert [(o.test, o.passed, o.found) for o in outcome.tests] == [
        ("unique(id)", True, 0),
        ("not_null(id)", True, 0),
        (label, passed, found),
    ]


def test_values_without_a_counterpart_are_counted_in_what_this_run_publishes(notes: Workshop) -> None:
    customers = notes.model("people", "id int, name string", "SELECT id, name FROM @customers")
    to = {"column": "customer", "to": notes.curated("people"), "field": "id"}
    related = notes.model("notes", NOTES, ALL, tests=[{"kind": "relationships", **to}])
    outcome = notes.run([customers, related])["notes"]
    assert [(o.test, o.found) for o in outcome.tests if not o.passed] == [
        (f"relationships(customer, {notes.curated('people')}.id)", 2)
    ]
    assert len(notes.rows("people")) == 3
    notes.sql("INSERT INTO @customers VALUES (7, 'g')")
    assert notes.states([customers, related]) == {"people": "PUBLISHED", "notes": "PUBLISHED"}


def test_what_a_model_is_only_compared_with_may_be_written_after_it(
    notes: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    customers = notes.model("people", "id int, name string", "SELECT id, name FROM @customers")
    to = {"column": "customer", "to": notes.curated("people"), "field": "id"}
    related = notes.model("notes", NOTES, ALL, tests=[{"kind": "relationships", **to}])
    original, is_written, waited = model_writer.write_all, threading.Event(), []

    def write_all(model: Any, *parts: Any) -> None:
        if model.name == notes.curated("people"):
            waited.append(is_written.wait(60))
        original(model, *parts)
        if model.name == notes.curated("notes"):
            is_written.set()

    monkeypatch.setattr(model_writer, "write_all", write_all)
    outcome = notes.run([customers, related])["notes"]
    assert waited == [True]
    assert [(o.test, o.found) for o in outcome.tests if not o.passed] == [
        (f"relationships(customer, {notes.curated('people')}.id)", 2)
    ]


@pytest.mark.parametrize(
    ("state", "change"), [("BLOCKED", {"tests": [{"kind": "row_count", "min": 9}]}), ("WAITING", {})]
)
def test_a_model_that_is_written_before_what_it_is_compared_with_fails_or_waits_leaves_nothing(
    notes: Workshop, state: str, change: dict[str, Any]
) -> None:
    source = "@customers" if change else "@tomorrow"
    people = notes.model("people", "id int, name string", f"SELECT id, name FROM {source}", **change)  # noqa: S608 - ours
    to = {"column": "customer", "to": notes.curated("people"), "field": "id"}
    related = notes.model("notes", NOTES, ALL, tests=[{"kind": "relationships", **to}])
    after = notes.model("after", "id int", "SELECT id FROM #notes")
    outcomes = notes.run([people, related, after])
    assert [o.state for o in outcomes.values()] == ["FAILED" if change else "WAITING", state, state]
    assert not any(notes.exists(notes.curated(name)) for name in outcomes)


@pytest.mark.parametrize(("hours", "passed"), [(25, True), (24, True), (23, False)])
def test_freshness_is_measured_at_the_end_of_the_newest_window(shop: Workshop, hours: int, passed: bool) -> None:
    query = "SELECT CAST(e.at AS date) AS day, count(*) AS n FROM @events AS e GROUP BY 1"
    tests = [{"kind": "freshness", "column": "day", "hours": hours}]
    first = shop.model("daily", "day date, n bigint", query)
    after = shop.model("after", "day date, n bigint", "SELECT day, n FROM #daily", tests=tests)
    outcome = shop.run([first, after])["after"]
    assert outcome.state == ("PUBLISHED" if passed else "FAILED")
    assert (outcome.tests[-1].passed, outcome.tests[-1].found) == (passed, 24)


def test_freshness_of_what_no_window_is_known_of_is_not_taken_for_granted(notes: Workshop) -> None:
    tests = [{"kind": "freshness", "column": "at", "hours": 1}]
    outcome = notes.run([notes.model("notes", NOTES, ALL, tests=tests)])["notes"]
    assert not outcome.tests[-1].passed


def test_a_new_test_is_run_over_rows_that_did_not_change(notes: Workshop) -> None:
    assert notes.states([notes.model("notes", NOTES, ALL)]) == {"notes": "PUBLISHED"}
    held = notes.model("notes", NOTES, ALL, tests=[{"kind": "row_count", "min": 4}])
    outcome = notes.run([held])["notes"]
    assert (outcome.state, outcome.built, outcome.tests[-1].found) == ("UNCHANGED", "full", 4)
    assert notes.run([held])["notes"].tests == ()
    broken = notes.run([notes.model("notes", NOTES, ALL, tests=[{"kind": "row_count", "max": 3}])])["notes"]
    assert (broken.state, len(notes.rows("notes"))) == ("FAILED", 4)
    assert notes.refs("notes") == ["main"]


def test_rows_that_were_not_written_are_looked_at_where_the_new_ones_can_break_a_test_with_them(shop: Workshop) -> None:
    query = "SELECT id, CAST(at AS date) AS day, customer FROM @events WHERE at >= :since AND at < :until"
    tests = [{"kind": "relationships", "column": "customer", "to": shop.processed("customers"), "field": "id"}]
    fact = shop.by_day("fct", "id bigint, day date, customer int", query, of="@events.at", tests=tests)
    assert shop.states([fact]) == {"fct": "PUBLISHED"}
    shop.sql("INSERT INTO @events VALUES (1, timestamp'2026-11-20 20:00:00', 1, 5)")
    shop.sql("DELETE FROM @customers WHERE id = 2")
    outcome = shop.run([fact])["fct"]
    assert outcome.state == "FAILED"
    assert [test.found for test in outcome.tests] == [1, 0, 1]  # both because of the previous day's rows


COLUMNS = {
    "id": ("bigint", pa.int64()),
    "day": ("date", pa.date32()),
    "kind": ("string", pa.string()),
    "share": ("double", pa.float64()),
    "price": ("decimal(9,2)", pa.decimal128(9, 2)),
    "at": ("timestamp", pa.timestamp("us", tz="UTC")),
}
FINDERS = ("arrow", "spark")
THE_20TH = WrittenDays("day", (Days(date(2026, 11, 20), date(2026, 11, 21)),))


def arrow_table(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, pa.schema([(name, kind) for name, (_, kind) in COLUMNS.items()]))


def spark_table(spark: SparkSession, rows: list[dict[str, Any]]) -> DataFrame:
    schema = ", ".join(f"`{name}` {kind}" for name, (kind, _) in COLUMNS.items())
    return spark.createDataFrame([tuple(row.get(name) for name in COLUMNS) for row in rows], schema)


def finder(kind: str, spark: SparkSession, rows: list[dict[str, Any]], known: list[str]) -> Finder:
    """A finder over those rows and a table `s.kinds` with a column `kind`."""
    if kind == "arrow":
        kinds = pa.table({"kind": pa.array(known, pa.string())})
        return ArrowFinder(arrow_table(rows).select, {"s.kinds": kinds.select})
    kinds_of_spark = spark.createDataFrame([(value,) for value in known], "kind string")
    return SparkFinder(spark_table(spark, rows), {"s.kinds": kinds_of_spark})


@pytest.mark.parametrize("kind", FINDERS)
def test_single_rows_and_keys_with_the_day_are_looked_at_in_the_days_that_were_written(
    spark: SparkSession, kind: str
) -> None:
    first, second = date(2026, 11, 19), date(2026, 11, 20)
    values = [(1, first, "x"), (1, first, None), (2, second, "a"), (2, second, None)]
    rows = [dict(zip(("id", "day", "kind"), row, strict=True)) for row in values]
    tests = [Unique(("id",)), Unique(("id", "day")), NotNull(("kind",)), AcceptedValues("kind", ("a",))]
    counts = finder(kind, spark, rows, [])
    everywhere, there = (run_tests(tests, Tested(days, 4, None), counts) for days in (None, THE_20TH))
    assert [test.found for test in everywhere] == [2, 2, 2, 1]
    assert [test.found for test in there] == [2, 1, 1, 0]


ROWS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "id": st.integers(-2, 2),
            "day": st.dates(date(2026, 11, 18), date(2026, 11, 21)),
            "kind": st.sampled_from(["a", "b", "", "A"]),
            "share": st.sampled_from([0.0, -0.0, 1.5, float("nan")]),
            "price": st.sampled_from([Decimal("0.00"), Decimal("1.10"), Decimal("-1.10")]),
            "at": st.datetimes(datetime(1969, 12, 31, 23), datetime(1970, 1, 1, 1), timezones=st.just(UTC)),
        },
    ),
    max_size=12,
)
ASKED = [
    *(Unique((name,)) for name in COLUMNS),
    Unique(("id", "kind")),
    Unique(("share", "price", "day")),
    NotNull(("id", "at")),
    AcceptedValues("kind", ("a", "c")),
    AcceptedValues("id", (1, 2**40)),
    Relationship("kind", "s.kinds", "kind"),
    Freshness("at", 1),
    Freshness("day", 1),
]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=ROWS, known=st.lists(st.sampled_from(["a", "", "z"]), max_size=3), written=st.sampled_from([None, THE_20TH])
)
def test_arrow_finds_what_spark_finds(
    spark: SparkSession, rows: list[dict[str, Any]], known: list[str], written: WrittenDays | None
) -> None:
    found = [finder(kind, spark, rows, known).find(ASKED, written) for kind in FINDERS]
    assert found[0] == found[1]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), before=ROWS)
def test_arrow_and_spark_agree_on_which_rows_are_the_same(
    spark: SparkSession, data: st.DataObject, before: list[dict[str, Any]]
) -> None:
    after = data.draw(st.one_of(st.permutations(before), ROWS))
    by_arrow = arrow_rows.same_rows(arrow_table(before), arrow_table(after))
    by_spark = spark_rows.same_rows(spark_table(spark, before), spark_table(spark, after))
    assert by_arrow == by_spark


def test_arrow_is_not_asked_where_spark_would_convert_values() -> None:
    types = {name: kind for name, (_, kind) in COLUMNS.items()}
    others = {"s.kinds": {"kind": pa.string()}}
    assert all(can_find(test, types, others) for test in ASKED)
    converted = [
        AcceptedValues("price", (1,)),
        AcceptedValues("id", (1.5,)),
        AcceptedValues("day", ("2026-11-20",)),
        Relationship("id", "s.kinds", "kind"),
        Freshness("kind", 1),
    ]
    assert not any(can_find(test, types, others) for test in converted)


def test_many_rows_are_left_to_spark(notes: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    tests = [{"kind": "unique", "columns": ["kind"]}]
    asked: list[type] = []
    original = model_job.run_tests

    def run(tests: Any, state: Any, counts: Finder) -> Any:
        asked.append(type(counts))
        return original(tests, state, counts)

    monkeypatch.setattr(model_job, "run_tests", run)
    first = notes.run([notes.model("notes", NOTES, ALL, tests=tests)])["notes"]
    monkeypatch.setattr(arrow_rows, "FEW_ROWS", 3)
    second = notes.run([notes.model("notes", NOTES, ALL, tests=tests)])["notes"]
    assert asked == [ArrowFinder, SparkFinder]
    assert first.tests == second.tests
