"""Readers see the last complete state of every model, whatever fails, dies or interferes."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from curate_support import Workshop
from lakehouse.curate import arrow_rows
from lakehouse.curate.model import Model
from lakehouse.curate.publication import OnBranch
from lakehouse.iceberg.branches import MainMoved

PEOPLE = "SELECT id, name FROM @customers"


def people(shop: Workshop, **changes: Any) -> list[Model]:
    """A dimension, and a table that reads it."""
    return [
        shop.model("people", "id int, name string", PEOPLE, **changes),
        shop.model("names", "name string, n bigint", "SELECT name, count(*) AS n FROM #people GROUP BY name"),
    ]


def test_a_failing_test_keeps_readers_where_they_are_and_blocks_those_after_it(shop: Workshop) -> None:
    models = [*people(shop), shop.model("other", "n bigint", "SELECT count(*) AS n FROM @customers")]
    shop.run(models)
    heads = {name: shop.head(name) for name in ("people", "names")}
    shop.sql("INSERT INTO @customers VALUES (3, 'again'), (4, 'd'), (NULL, 'e')")
    outcomes = shop.run(models)
    assert {name: o.state for name, o in outcomes.items()} == {
        "people": "FAILED",
        "names": "BLOCKED",
        "other": "PUBLISHED",
    }
    assert [(test.test, test.passed, test.found) for test in outcomes["people"].tests] == [
        ("unique(id)", False, 1),
        ("not_null(id)", False, 1),
    ]
    name = shop.curated("people")
    assert outcomes["people"].error == (
        f"MODEL_TEST_FAILED {name}: unique(id) found 1, not_null(id) found 1. "
        "Fix: correct the query or what it reads; readers keep the previous state."
    )
    assert outcomes["names"].error == (
        f"MODEL_BLOCKED {shop.curated('names')}: it reads {name}, which failed. Fix: correct {name} first."
    )
    assert heads == {name: shop.head(name) for name in heads}
    assert shop.refs("people") == ["main"] == shop.refs("names")
    shop.sql("DELETE FROM @customers WHERE name = 'again' OR id IS NULL")
    assert shop.states(models) == {"people": "PUBLISHED", "names": "PUBLISHED", "other": "PUBLISHED"}
    assert shop.rows("names")[-1] == ("d", 1)


def test_a_first_build_that_fails_leaves_no_table(shop: Workshop) -> None:
    models = people(shop, tests=[{"kind": "row_count", "max": 2}])
    outcomes = shop.run(models)
    assert [o.state for o in outcomes.values()] == ["FAILED", "BLOCKED"]
    assert [test.found for test in outcomes["people"].tests] == [0, 0, 3]
    assert not shop.exists(shop.curated("people"))
    assert not shop.exists(shop.curated("names"))


def test_an_error_of_the_engine_fails_its_model_only(shop: Workshop) -> None:
    models = [
        shop.model("broken", "id int", "SELECT nothing AS id FROM @customers"),
        shop.model("people", "id int, name string", PEOPLE),
    ]
    outcomes = shop.run(models)
    assert "UNRESOLVED_COLUMN" in (outcomes["broken"].error or "")
    assert (outcomes["broken"].state, outcomes["people"].state) == ("FAILED", "PUBLISHED")
    assert not shop.exists(shop.curated("broken"))


def test_models_wait_for_tables_that_are_not_there_yet(shop: Workshop) -> None:
    models = [
        shop.model("late", "id int", "SELECT id FROM @tomorrow"),
        shop.model("later", "id int", "SELECT id FROM #late"),
        *people(shop),
    ]
    outcomes = shop.run(models)
    assert [o.state for o in outcomes.values()] == ["WAITING", "WAITING", "PUBLISHED", "PUBLISHED"]
    assert outcomes["late"].error == (
        f"MODEL_WAITING {shop.curated('late')}: {shop.processed('tomorrow')} does not exist yet. "
        "Fix: run the groups of the datasets that it reads."
    )
    alone = shop.run(models, asked=(shop.curated("later"),))
    assert [(name, o.state) for name, o in alone.items()] == [("later", "WAITING")]
    shop.sql("CREATE TABLE @tomorrow (id int) USING iceberg")
    shop.sql("INSERT INTO @tomorrow VALUES (1)")
    assert shop.states(models)["later"] == "PUBLISHED"


def test_a_chain_is_published_only_when_all_of_it_is_built(shop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    models = people(shop)
    shop.run(models)
    shop.sql("INSERT INTO @customers VALUES (4, 'd')")
    seen: list[tuple[int, int]] = []
    original = OnBranch.publish

    def publish(self: OnBranch) -> Any:
        seen.append((len(shop.rows("people")), len(shop.rows("names"))))
        return original(self)

    monkeypatch.setattr(OnBranch, "publish", publish)
    shop.run(models)
    assert seen == [(3, 3), (4, 3)]
    assert (len(shop.rows("people")), len(shop.rows("names"))) == (4, 4)


def test_another_writer_is_not_overwritten_and_readers_of_it_wait_for_the_next_try(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = people(shop)
    shop.run(models)
    shop.sql("INSERT INTO @customers VALUES (4, 'd')")
    original, tries = OnBranch.publish, []

    def publish(self: OnBranch) -> Any:
        tries.append(self.table.name)
        if len(tries) == 1:
            shop.sql("INSERT INTO #people VALUES (9, 'foreign')")
        return original(self)

    monkeypatch.setattr(OnBranch, "publish", publish)
    outcomes = shop.run(models)
    assert tries == [shop.curated(name) for name in ("people", "people", "names")]
    assert [(o.state, o.error) for o in outcomes.values()] == [("PUBLISHED", None)] * 2
    assert [row[0] for row in shop.rows("people")] == [1, 2, 3, 4]
    assert shop.refs("people") == ["main"] == shop.refs("names")
    assert shop.states(models) == {"people": "UNCHANGED", "names": "UNCHANGED"}


def test_a_table_that_is_never_left_alone_fails_its_model(shop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    models = people(shop)

    def moved(_: OnBranch) -> None:
        raise MainMoved

    monkeypatch.setattr(OnBranch, "publish", moved)
    outcomes = shop.run(models)
    assert [o.state for o in outcomes.values()] == ["FAILED", "BLOCKED"]
    assert (outcomes["people"].error or "").startswith(
        f"TABLE_BUSY {shop.curated('people')}: other writers published to it during each of 3 tries"
    )


def test_a_publication_that_breaks_blocks_those_after_it(shop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    models = people(shop)

    def broken(_: OnBranch) -> None:
        raise OSError("no route to the catalog")

    monkeypatch.setattr(OnBranch, "publish", broken)
    outcomes = shop.run(models)
    assert [o.state for o in outcomes.values()] == ["FAILED", "BLOCKED"]
    assert outcomes["people"].error == "OSError: no route to the catalog"
    assert not shop.exists(shop.curated("people"))


@pytest.mark.parametrize("published", [0, 1])
def test_a_driver_killed_while_it_publishes_is_repaired_by_the_next_run(
    shop: Workshop, warehouse: Path, tmp_path: Path, published: int
) -> None:
    models = people(shop)
    shop.run(models)
    shop.sql("INSERT INTO @customers VALUES (4, 'd')")
    (tmp_path / "job.pickle").write_bytes(pickle.dumps((models, shop.source, published)))
    killed = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, str(Path(__file__).parent / "killed_curation.py"), str(tmp_path), str(warehouse)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env=os.environ | {"PYTHONPATH": os.environ["PYTHONPATH"]},
    )
    assert killed.returncode == -9, killed.stderr[-2000:]
    assert (len(shop.rows("people")), len(shop.rows("names"))) == (3 + published, 3)
    assert len(shop.refs("names")) == 2
    outcomes = shop.run(models)
    assert [o.state for o in outcomes.values()] == [["PUBLISHED", "UNCHANGED"][published], "PUBLISHED"]
    assert outcomes["people"].built == ["full", None][published]
    assert (len(shop.rows("people")), len(shop.rows("names"))) == (4, 4)
    assert shop.refs("people") == ["main"] == shop.refs("names")


def test_what_a_model_declares_anew_is_added_in_place(shop: Workshop) -> None:
    models = people(shop)
    shop.run(models)
    wider = [
        shop.model("people", "id bigint, land string, name string", "SELECT id, 'x' AS land, name FROM @customers"),
        models[1],
    ]
    outcomes = shop.run(wider)
    assert [(o.state, o.built) for o in outcomes.values()] == [("PUBLISHED", "full"), ("UNCHANGED", "full")]
    assert shop.rows("people") == [(1, "x", "a"), (2, "x", "b"), (3, "x", "c")]
    java = shop.table(shop.curated("people")).java
    assert {field.name(): str(field.type()) for field in java.schema().columns()}["id"] == "long"
    assert java.schema().findField("land").doc() == "The land."
    assert len(list(java.snapshots())) == 3


@pytest.mark.parametrize("few_rows", [2, 3], ids=["spark", "arrow"])
def test_a_column_that_is_added_makes_other_rows_unless_it_is_empty(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch, few_rows: int
) -> None:
    monkeypatch.setattr(arrow_rows, "FEW_ROWS", few_rows)
    shop.run([shop.model(name, "id int, name string", PEOPLE) for name in ("empty", "filled")])
    wider = "SELECT id, name, CAST({} AS string) AS land FROM @customers"
    states = shop.states(
        [
            shop.model(name, "id int, name string, land string", wider.format(land))
            for name, land in (("empty", "NULL"), ("filled", "'x'"))
        ]
    )
    assert states == {"empty": "UNCHANGED", "filled": "PUBLISHED"}
    assert shop.rows("empty") == [(1, "a", None), (2, "b", None), (3, "c", None)]
    assert shop.rows("filled") == [(1, "a", "x"), (2, "b", "x"), (3, "c", "x")]


@pytest.mark.parametrize(
    ("columns", "query", "changes"),
    [
        ("id string, name string", "SELECT CAST(id AS string) AS id, name FROM @customers", {}),
        ("id int", "SELECT id FROM @customers", {}),
        ("id int, name string", PEOPLE, {"partitions": [{"column": "name", "transform": "identity"}]}),
    ],
    ids=["retyped", "removed", "partitioned"],
)
def test_what_a_table_cannot_become_is_built_beside_it_and_swapped(
    shop: Workshop, columns: str, query: str, changes: dict[str, Any]
) -> None:
    models = [
        shop.model("people", "id int, name string", PEOPLE),
        shop.model("after", "n bigint", "SELECT count(people.id) AS n FROM #people"),
    ]
    shop.run(models)
    shop.sql("INSERT INTO @customers VALUES (4, 'd')")
    changed = [shop.model("people", columns, query, **changes), models[1]]
    outcomes = shop.run(changed)
    assert [(o.state, o.built, o.error) for o in outcomes.values()] == [("PUBLISHED", "full", None)] * 2
    assert not shop.exists(f"{shop.curated('people')}__next")
    assert outcomes["people"].snapshot_id == shop.head("people")
    assert [str(row[0]) for row in shop.rows("people")] == ["1", "2", "3", "4"]
    assert shop.rows("after") == [(4,)]
    java = shop.table(shop.curated("people")).java
    assert [field.name() for field in java.schema().columns()] == [part.split()[0] for part in columns.split(", ")]
    assert java.schema().findField("id").doc() == "The id."
    assert java.spec().isPartitioned() == bool(changes)
    assert java.properties().get("comment") == f"The {shop.curated('people')}."
    assert java.properties().get("write.parquet.compression-codec") == "zstd"
    assert shop.states(changed) == {"people": "UNCHANGED", "after": "UNCHANGED"}


def test_readers_see_the_old_or_the_new_state_while_columns_are_retyped(shop: Workshop) -> None:
    old = [shop.model("people", "id int, name string", PEOPLE)]
    shop.run(old)
    new = [shop.model("people", "id string, name string", "SELECT concat('p', id) AS id, name FROM @customers")]
    seen, ended = [], threading.Event()

    def read() -> None:
        while not ended.is_set():
            seen.append(tuple(row[0] for row in shop.rows("people")))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        outcome = shop.run(new)["people"]
    finally:
        ended.set()
        reader.join()
    assert (outcome.state, outcome.error) == ("PUBLISHED", None)
    assert set(seen) <= {(1, 2, 3), ("p1", "p2", "p3")}
    assert seen[0] == (1, 2, 3)


def test_a_retyped_column_whose_tests_fail_changes_nothing(shop: Workshop) -> None:
    shop.run([shop.model("people", "id int, name string", PEOPLE)])
    head = shop.head("people")
    broken = shop.model("people", "id string, name string", "SELECT 'x' AS id, name FROM @customers")
    outcome = shop.run([broken])["people"]
    assert [(test.test, test.found) for test in outcome.tests if not test.passed] == [("unique(id)", 2)]
    assert shop.head("people") == head
    assert not shop.exists(f"{shop.curated('people')}__next")


def test_columns_other_than_the_declared_are_refused(shop: Workshop) -> None:
    models = [
        shop.model("types", "id int, amount decimal(10,2)", "SELECT id, amount FROM @events"),
        shop.model("missing", "id int, name string", "SELECT id, name AS title FROM @customers"),
        shop.model("order", "id int, name string", "SELECT name, id FROM @customers"),
    ]
    errors = {name: outcome.error for name, outcome in shop.run(models).items()}
    order = "Fix: make SELECT return the declared columns in order."
    assert errors == {
        "types": f"MODEL_TYPE_MISMATCH {shop.curated('types')}: id is bigint, declared as int; "
        "amount is decimal(12,4), declared as decimal(10,2). Fix: write CAST(… AS int) AS id, "
        "CAST(… AS decimal(10,2)) AS amount, or declare what is found.",
        "missing": f"MODEL_COLUMNS_DIFFER {shop.curated('missing')}: "
        f"the query has no name and has undeclared title. {order}",
        "order": f"MODEL_COLUMNS_DIFFER {shop.curated('order')}: "
        f"the query returns name, id; declared are id, name. {order}",
    }


def test_an_environment_leaves_production_alone(shop: Workshop) -> None:
    models = [shop.model("base", "id int, name string", PEOPLE), *people(shop)]
    models[1] = shop.model("people", "id int, name string", "SELECT id, name FROM #base")
    shop.run(models)
    heads = {name: shop.head(name) for name in ("base", "people", "names")}
    changed = [
        models[0],
        shop.model("people", "id int, name string", "SELECT id, upper(name) AS name FROM #base"),
        models[2],
    ]
    asked = (shop.curated("people"), shop.curated("names"))
    outcomes = shop.run(changed, environment="preview_1", asked=asked)
    assert {o.name: o.state for o in outcomes.values()} == dict.fromkeys(asked, "PUBLISHED")
    assert heads == {name: shop.head(name) for name in heads}
    beside = shop.sql(f"SELECT name FROM glue_catalog.{shop.source}_curated__preview_1.names ORDER BY 1")  # noqa: S608 - ours
    assert [row[0] for row in beside] == ["A", "B", "C"]
    assert not shop.exists(f"{shop.source}_curated__preview_1.base")
    again = shop.run(changed, environment="preview_1", own=asked)
    assert [o.state for o in again.values()] == ["UNCHANGED", "UNCHANGED"]


def test_tables_are_what_models_declare(shop: Workshop) -> None:
    shop.run(
        [shop.by_day("fct", "id bigint, day date", "SELECT id, CAST(at AS date) AS day FROM @events", of="@events.at")]
    )
    java = shop.table(shop.curated("fct")).java
    assert [(f.name(), str(f.type()), f.isOptional(), f.doc()) for f in java.schema().columns()] == [
        ("id", "long", True, "The id."),
        ("day", "date", True, "The day."),
    ]
    assert [str(field) for field in java.spec().fields()] == ["1000: day_day: day(2)"]
    assert java.properties().get("comment") == f"The {shop.curated('fct')}."
    assert java.operations().current().formatVersion() == 2
    assert {row[1] for row in shop.rows("fct")} == {date(2026, 11, 19), date(2026, 11, 20)}


def test_places_of_tables_are_by_source_and_environment(shop: Workshop) -> None:
    from lakehouse.curate.target import beside, model_table

    model = shop.model("people", "id int, name string", PEOPLE)
    table = model_table(model, "mission_curated.people", "s3://lake")
    assert table.location == "s3://lake/mission/people"
    assert beside(table).location == "s3://lake/mission/people__next"
    preview = model_table(model, "mission_curated__preview_1.people", "s3://lake")
    assert preview.location == "s3://lake/mission_curated__preview_1/people"
