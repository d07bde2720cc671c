"""Models are rebuilt only where something changed, and only as far as needed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from curate_support import Workshop
from lakehouse.curate.model import Model
from lakehouse.failure import reason

FACT = "id bigint, day date, customer int, amount decimal(12,4)"
FACT_QUERY = (
    "SELECT e.id, CAST(e.at AS date) AS day, e.customer, e.amount FROM @events AS e "
    "WHERE e.at >= :since AND e.at < :until"
)
DAILY = "day date, n bigint, amount decimal(22,4)"
DAILY_QUERY = (
    "SELECT f.day, count(*) AS n, sum(f.amount) AS amount FROM #fct AS f "
    "WHERE f.day >= CAST(:since AS date) AND f.day < CAST(:until AS date) GROUP BY f.day"
)


def chain(shop: Workshop, partition: str = "day") -> list[Model]:
    """A fact by day, its daily totals, and a table over all of them."""
    by = {"partitions": [{"column": "day", "transform": partition}]}
    return [
        shop.by_day("fct", FACT, FACT_QUERY, of="@events.at", **by),
        shop.by_day("daily", DAILY, DAILY_QUERY, of="#fct.day", **by),
        shop.model("total", "what string, n bigint", "SELECT 'all' AS what, sum(d.n) AS n FROM #daily AS d"),
    ]


def test_a_chain_is_built_and_published_together(shop: Workshop) -> None:
    outcomes = shop.run(chain(shop))
    assert [(o.state, o.built, o.error) for o in outcomes.values()] == [("PUBLISHED", "full", None)] * 3
    assert [o.rows for o in outcomes.values()] == [5, 2, 1]
    assert shop.rows("daily") == [
        (date(2026, 11, 19), 2, Decimal("30.0000")),
        (date(2026, 11, 20), 3, Decimal("120.0000")),
    ]
    assert shop.rows("total") == [("all", 5)]
    for name, outcome in outcomes.items():
        assert outcome.snapshot_id == shop.head(name)
        assert shop.refs(name) == ["main"]
    fct = shop.table(shop.curated("fct"))
    summary = dict(fct.current().summary)
    assert summary["lakehouse.run_id"] == "night"
    assert summary["lakehouse.as_of"] == "2026-11-21T00:00:00.000Z"
    events = shop.table(shop.processed("events")).current().snapshot_id
    assert summary[f"lakehouse.read.{shop.processed('events')}"] == str(events)


def test_a_second_run_changes_nothing_and_reads_nothing(shop: Workshop) -> None:
    first = shop.run(chain(shop))
    shop.printed.truncate(0)
    shop.printed.seek(0)
    second = shop.run(chain(shop))
    assert [(o.state, o.built, o.rows) for o in second.values()] == [("UNCHANGED", None, n) for n in (5, 2, 1)]
    assert [o.snapshot_id for o in second.values()] == [o.snapshot_id for o in first.values()]
    assert {phase for name in second for phase in shop.phases(name)} == {"table", "done"}


@pytest.mark.parametrize("partition", ["day", "month"])
def test_a_late_row_builds_its_day_only(shop: Workshop, partition: str) -> None:
    models = chain(shop, partition)
    shop.run(models)
    fct = shop.table(shop.curated("fct"))
    shop.sql("INSERT INTO @events VALUES (6, timestamp'2026-11-19 05:00:00', 2, 5)")
    outcomes = shop.run(models)
    assert [(o.state, o.built, o.error) for o in outcomes.values()] == [
        ("PUBLISHED", "incremental", None),
        ("PUBLISHED", "incremental", None),
        ("PUBLISHED", "full", None),
    ]
    for name in ("fct", "daily"):
        days = outcomes[name].days
        assert days is not None
        assert (days.since, days.until) == (date(2026, 11, 19), date(2026, 11, 20))
    assert [(o.days_written, o.rows_written) for o in outcomes.values()] == [(1, 3), (1, 1), (None, 1)]
    assert shop.rows("daily") == [
        (date(2026, 11, 19), 3, Decimal("35.0000")),
        (date(2026, 11, 20), 3, Decimal("120.0000")),
    ]
    new = list(shop.table(shop.curated("fct")).java.currentSnapshot().addedDataFiles(fct.java.io()))
    assert sum(file.recordCount() for file in new) == 3
    assert shop.rows("total") == [("all", 6)]


@pytest.mark.parametrize("partition", ["day", "year"])
def test_a_row_that_moves_builds_both_days_and_a_deleted_one_leaves(shop: Workshop, partition: str) -> None:
    models = chain(shop, partition)
    shop.sql("INSERT INTO @events VALUES (7, timestamp'2026-11-25 05:00:00', 2, 5)")
    shop.run(models)
    shop.sql("UPDATE @events SET at = timestamp'2026-11-22 00:00:00' WHERE id = 1")
    moved = shop.run(models)["fct"]
    assert moved.built == "incremental"
    assert moved.days is not None
    assert (moved.days.since, moved.days.until) == (date(2026, 11, 19), date(2026, 11, 23))
    assert [(day.day, n) for day, n, _ in shop.rows("daily")] == [(19, 1), (20, 3), (22, 1), (25, 1)]
    shop.sql("DELETE FROM @events WHERE id = 7")
    gone = shop.run(models)
    assert (gone["fct"].built, gone["fct"].rows) == ("incremental", 5)
    assert [(day.day, n) for day, n, _ in shop.rows("daily")] == [(19, 1), (20, 3), (22, 1)]


def test_a_day_that_loses_all_rows_is_emptied(shop: Workshop) -> None:
    shop.spark.conf.set("spark.sql.adaptive.enabled", "true")  # as in the job, which also counts when it writes no rows
    models = chain(shop)
    try:
        shop.run(models)
        shop.sql("DELETE FROM @events WHERE at < timestamp'2026-11-20 00:00:00'")
        outcomes = shop.run(models)
    finally:
        shop.spark.conf.set("spark.sql.adaptive.enabled", "false")
    assert [(o.state, o.error) for o in outcomes.values()] == [("PUBLISHED", None)] * 3
    assert [(day.day, n) for day, n, _ in shop.rows("daily")] == [(20, 3)]
    shop.sql("DELETE FROM @events")
    emptied = shop.run(models)
    assert [(o.state, o.rows) for o in emptied.values()] == [("PUBLISHED", 0), ("PUBLISHED", 0), ("PUBLISHED", 1)]


def test_a_change_elsewhere_builds_all_days(shop: Workshop) -> None:
    query = FACT_QUERY.replace("e.amount FROM", "c.name FROM").replace(
        " WHERE", " LEFT JOIN @customers AS c ON c.id = e.customer WHERE"
    )
    models = [shop.by_day("named", "id bigint, day date, customer int, name string", query, of="@events.at")]
    shop.run(models)
    shop.sql("UPDATE @customers SET name = 'z' WHERE id = 3")
    outcome = shop.run(models)["named"]
    assert (outcome.state, outcome.built, outcome.days) == ("PUBLISHED", "full", None)
    assert [row[3] for row in shop.rows("named")] == ["a", "b", "a", "z", "z"]


def test_the_same_rows_from_other_snapshots_are_recorded_and_disturb_nobody(shop: Workshop) -> None:
    totals = [
        shop.model("n", "what string, n bigint", "SELECT 'all' AS what, count(*) AS n FROM @customers"),
        shop.model("m", "what string, n bigint", "SELECT what, n FROM #n"),
    ]
    shop.run(totals)
    shop.sql("UPDATE @customers SET name = 'z' WHERE id = 3")
    outcomes = shop.run(totals)
    assert [(o.state, o.built) for o in outcomes.values()] == [("UNCHANGED", "full"), ("UNCHANGED", None)]
    assert shop.refs("n") == ["main"]
    again = shop.run(totals)
    assert [(o.state, o.built) for o in again.values()] == [("UNCHANGED", None)] * 2
    assert again["n"].rows == 1


def test_a_correction_that_the_model_does_not_show_replaces_no_day(shop: Workshop) -> None:
    query = (
        "SELECT CAST(e.at AS date) AS day, count(*) AS n FROM @events AS e "
        "WHERE e.at >= :since AND e.at < :until GROUP BY 1"
    )
    models = [
        shop.by_day("counts", "day date, n bigint", query, of="@events.at"),
        shop.model("after", "day date, n bigint", "SELECT day, n FROM #counts"),
    ]
    shop.run(models)
    shop.sql("UPDATE @events SET amount = 11 WHERE id = 1")
    outcomes = shop.run(models)
    assert [(o.state, o.built) for o in outcomes.values()] == [("UNCHANGED", "incremental"), ("UNCHANGED", None)]
    assert [(o.days_written, o.rows_written) for o in outcomes.values()] == [(0, 0), (None, 0)]
    assert [o.built for o in shop.run(models).values()] == [None, None]


def test_compaction_is_no_change(shop: Workshop) -> None:
    models = chain(shop)
    shop.sql("INSERT INTO @events VALUES (6, timestamp'2026-11-19 05:00:00', 2, 5)")
    shop.run(models)
    for name in (shop.processed("events"), shop.curated("fct")):
        options = "map('min-input-files', '1', 'rewrite-all', 'true')"
        shop.sql(f"CALL glue_catalog.system.rewrite_data_files(table => '{name}', options => {options})")
        assert shop.table(name).current().operation == "replace"
    assert [o.built for o in shop.run(models).values()] == [None] * 3
    shop.sql("INSERT INTO @events VALUES (7, timestamp'2026-11-19 06:00:00', 2, 5)")
    assert [o.built for o in shop.run(models).values()] == ["incremental", "incremental", "full"]


def test_what_expired_builds_all_days(shop: Workshop) -> None:
    models = chain(shop)[:1]
    shop.run(models)
    shop.sql("INSERT INTO @events VALUES (6, timestamp'2026-11-19 05:00:00', 2, 5)")
    shop.sql(
        f"CALL glue_catalog.system.expire_snapshots(table => '{shop.processed('events')}', "
        "older_than => TIMESTAMP '2099-01-01 00:00:00', retain_last => 1)"
    )
    outcome = shop.run(models)["fct"]
    assert (outcome.state, outcome.built, outcome.rows) == ("PUBLISHED", "full", 6)


def test_rows_written_by_another_hand_are_replaced(shop: Workshop) -> None:
    models = chain(shop)
    shop.run(models)
    shop.sql("DELETE FROM #daily WHERE day = date'2026-11-19'")
    outcomes = shop.run(models)
    assert [o.built for o in outcomes.values()] == [None, "full", "full"]
    assert [row[1] for row in shop.rows("daily")] == [2, 3]


def test_a_model_that_is_asked_for_again_is_built_in_full(shop: Workshop) -> None:
    models = chain(shop)
    shop.run(models)
    outcomes = shop.run(models, rebuild=(shop.curated("fct"),))
    assert [(o.state, o.built) for o in outcomes.values()] == [("UNCHANGED", "full")] + [("UNCHANGED", None)] * 2


def test_rows_outside_of_the_days_that_were_asked_for_fail(shop: Workshop) -> None:
    query = FACT_QUERY.replace(" WHERE e.at >= :since AND e.at < :until", "")
    models = [shop.by_day("fct", FACT, query, of="@events.at")]
    assert shop.states(models) == {"fct": "PUBLISHED"}
    shop.sql("INSERT INTO @events VALUES (6, timestamp'2026-11-19 05:00:00', 2, 5)")
    outcome = shop.run(models)["fct"]
    assert outcome.error == (
        f"MODEL_OUTSIDE_INTERVAL {shop.curated('fct')}.day: 3 rows are outside the requested days "
        "(2026-11-19 to 2026-11-20, end excluded). Fix: make the query return only rows with :since <= day < :until, "
        "and none without a day."
    )
    assert len(shop.rows("fct")) == 5
    assert shop.refs("fct") == ["main"]


def test_a_merge_inserts_and_updates_and_deletes_nothing(shop: Workshop) -> None:
    models = [
        shop.model("people", "id int, name string", "SELECT id, name FROM @customers", mode={"kind": "merge"}),
        shop.model("after", "id int, name string", "SELECT id, name FROM #people"),
    ]
    assert [o.built for o in shop.run(models).values()] == ["full", "full"]
    shop.sql("DELETE FROM @customers WHERE id = 1")
    kept = shop.run(models)
    assert [(o.state, o.built) for o in kept.values()] == [("UNCHANGED", "merge"), ("UNCHANGED", None)]
    shop.sql("INSERT INTO @customers VALUES (4, 'd')")
    assert shop.states(models) == {"people": "PUBLISHED", "after": "PUBLISHED"}
    shop.sql("UPDATE @customers SET name = 'x' WHERE id = 3")
    outcomes = shop.run(models)
    assert [(o.state, o.built) for o in outcomes.values()] == [("PUBLISHED", "merge"), ("PUBLISHED", "full")]
    assert [o.rows_written for o in outcomes.values()] == [1, 4]
    assert shop.rows("people") == [(1, "a"), (2, "b"), (3, "x"), (4, "d")] == shop.rows("after")
    assert shop.states(models) == {"people": "UNCHANGED", "after": "UNCHANGED"}
    louder = "SELECT id, upper(name) AS name FROM @customers"
    models[0] = shop.model("people", "id int, name string", louder, mode={"kind": "merge"})
    assert [(o.state, o.built) for o in shop.run(models).values()] == [("PUBLISHED", "merge"), ("PUBLISHED", "full")]
    assert [o.rows_written for o in outcomes.values()] == [1, 4]
    assert shop.rows("people") == [(1, "a"), (2, "B"), (3, "X"), (4, "D")]
    assert shop.states(models) == {"people": "UNCHANGED", "after": "UNCHANGED"}
    shop.sql("INSERT INTO @customers VALUES (5, 'e'), (5, 'f')")
    error = shop.run(models)["people"].error
    assert error is not None
    assert error.startswith(
        f"MODEL_GRAIN_REPEATED {shop.curated('people')}: 1 rows of the query have the id of another"
    )


@pytest.mark.parametrize(
    ("computed", "told"),
    [
        (
            "CAST(to_date(concat('1985-1-', id), 'yyyy-MM-dd') AS string)",
            "SparkUpgradeException [INCONSISTENT_BEHAVIOR_CROSS_VERSION.PARSE_DATETIME_BY_NEW_PARSER]",
        ),
        ("CAST(map_from_arrays(array(name, name), array(1, 2))[name] AS string)", "SparkRuntimeException"),
        ("CAST(raise_error(concat('java.lang.Exception: ', name)) AS string)", "RuntimeException"),
    ],
    ids=["date", "map", "raised"],
)
def test_an_error_quotes_no_value_of_a_row(shop: Workshop, computed: str, told: str) -> None:
    query = f"SELECT id, {computed} AS name FROM @customers"  # noqa: S608 - our own text
    error = shop.run([shop.model("people", "id int, name string", query)])["people"].error or ""
    assert error.startswith(f"TASK_FAILED {told}")
    assert error.endswith(" while rows were computed. Fix: see the job's log for its text, which may quote values.")


def test_a_query_that_spark_refuses_is_told_with_its_place_in_the_select(shop: Workshop) -> None:
    # Snapshot references are inserted before it; the position refers to the text as written
    query = "SELECT c.id, n.name\nFROM @customers AS c JOIN @customers AS n ON c.id = n.id AND nofun(n.id)"
    error = shop.run([shop.model("people", "id int, name string", query)])["people"].error or ""
    written = query.replace("@customers", shop.processed("customers")).split("\n")[1]
    assert error.startswith(
        f"MODEL_REFUSED {shop.curated('people')}: line 2:{written.index('nofun') + 1}: "
        "[UNRESOLVED_ROUTINE] Cannot resolve function `nofun`"
    )
    assert "\n" not in error
    assert error.endswith(". Fix: correct the query, then build the model again.")


@pytest.mark.parametrize(
    "stack",
    [
        "\tat org.apache.spark.sql.Dataset.foo(Dataset.scala:1)",
        "\nDriver stacktrace:\n\tat org.x.Y",
        "\nJVM stacktrace:\njava.lang.X",
        "Caused by: java.lang.IllegalStateException: x",
        "Traceback (most recent call last):",
    ],
)
def test_reasons_have_no_stack_of_the_engine(stack: str) -> None:
    assert reason(ValueError(f"line 3:8: no column at (x)\nand more\n{stack}")) == (
        "ValueError: line 3:8: no column at (x)\nand more"
    )


def test_an_executor_that_was_lost_is_told_as_spark_tells_it() -> None:
    lost = "Job aborted due to stage failure: ExecutorLostFailure (executor 1 exited) Reason: out of memory"
    assert reason(RuntimeError(f"{lost}\nDriver stacktrace: …")) == f"RuntimeError: {lost}"


def test_a_null_that_moves_to_another_column_is_a_change(shop: Workshop) -> None:
    shop.sql("CREATE TABLE @pairs (id int, a string, b string) USING iceberg")
    shop.sql("INSERT INTO @pairs VALUES (1, 'x', NULL)")
    models = [shop.model("pairs", "id int, a string, b string", "SELECT id, a, b FROM @pairs")]
    shop.run(models)
    shop.sql("UPDATE @pairs SET a = NULL, b = 'x'")
    assert shop.states(models) == {"pairs": "PUBLISHED"}
    assert shop.rows("pairs") == [(1, None, "x")]
