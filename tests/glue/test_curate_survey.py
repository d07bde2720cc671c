"""The survey of the metadata matches what a run finds; any work is left to the run."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from typing import Any

import pytest

from curate_support import Workshop
from lakehouse.curate.model import Model
from lakehouse.curate.outcome import Outcome
from lakehouse.curate.selection import select
from lakehouse.curate.survey import survey
from lakehouse.edge import table_metadata
from lakehouse.iceberg.branches import drop_branch, publish_branch
from lakehouse.shared_names import PRODUCTION

PEOPLE = "SELECT id, name FROM @customers"


def models(shop: Workshop) -> list[Model]:
    daily = (
        "SELECT CAST(at AS date) AS day, count(*) AS n, sum(amount) AS amount FROM @events "
        "WHERE at >= :since AND at < :until GROUP BY 1"
    )
    return [
        shop.model("people", "id int, name string", PEOPLE),
        shop.by_day("daily", "day date, n bigint, amount decimal(22,4)", daily, of="@events.at"),
        shop.model("late", "id int", "SELECT id FROM @tomorrow"),
        shop.model("later", "id int", "SELECT id FROM #late"),
    ]


def surveyed(
    shop: Workshop,
    declared: list[Model],
    *,
    environment: str = PRODUCTION,
    own: tuple[str, ...] = (),
    rebuild: tuple[str, ...] = (),
) -> list[Outcome] | None:
    return survey(select(declared, environment, own, (), rebuild), shop.read_tables)


def without_seconds(outcomes: dict[str, Outcome]) -> list[Outcome]:
    return [replace(outcome, seconds=0.0) for outcome in outcomes.values()]


def test_it_tells_what_the_run_would_find(shop: Workshop) -> None:
    declared = models(shop)
    assert surveyed(shop, declared) is None
    shop.run(declared)
    told = surveyed(shop, declared)
    assert told is not None
    assert [outcome.state for outcome in told] == ["UNCHANGED", "UNCHANGED", "WAITING", "WAITING"]
    assert told == without_seconds(shop.run(declared))


def test_compaction_and_the_same_rows_again_leave_nothing_to_do(shop: Workshop) -> None:
    declared = models(shop)
    shop.run(declared)
    shop.sql("UPDATE @customers SET name = upper(name) WHERE id = 9")
    shop.run(declared)
    for name in (shop.processed("events"), shop.curated("daily")):
        shop.sql(
            f"CALL glue_catalog.system.rewrite_data_files(table => '{name}', options => map('rewrite-all', 'true'))"
        )
        assert shop.table(name).current().operation == "replace"
    assert surveyed(shop, declared) == without_seconds(shop.run(declared))


def test_whatever_changed_is_left_to_the_run(shop: Workshop) -> None:
    declared = models(shop)
    shop.run(declared)
    assert surveyed(shop, declared, rebuild=(shop.curated("people"),)) is None
    assert surveyed(shop, declared, environment="preview_1", own=(shop.curated("people"),)) is None
    shop.sql("CREATE TABLE @tomorrow (id int) USING iceberg")
    assert surveyed(shop, declared) is None
    shop.sql("DROP TABLE @tomorrow")
    assert surveyed(shop, declared) is not None
    shop.sql("INSERT INTO @customers VALUES (4, 'd')")
    assert surveyed(shop, declared) is None
    shop.run(declared)
    assert surveyed(shop, declared) is not None
    shop.sql("DELETE FROM #daily WHERE n = 2")
    assert surveyed(shop, declared) is None


def test_what_an_environment_has_of_its_own_is_looked_at_there(shop: Workshop) -> None:
    declared = models(shop)[:1]
    own = (shop.curated("people"),)
    shop.run(declared, environment="preview_1", own=own)
    told = surveyed(shop, declared, environment="preview_1", own=own)
    assert told == without_seconds(shop.run(declared, environment="preview_1", own=own))
    assert [outcome.state for outcome in told] == ["UNCHANGED"]
    assert surveyed(shop, declared) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"description": "Another one."},
        {"columns": "id int, name string, land string"},
        {"columns": "name string, id int"},
        {"partitions": [{"column": "name", "transform": "identity"}]},
    ],
    ids=["description", "more columns", "other order", "partitions"],
)
def test_what_is_declared_anew_is_left_to_the_run(shop: Workshop, changes: dict[str, Any]) -> None:
    before = shop.model("people", "id int, name string", PEOPLE)
    shop.run([before])
    columns = changes.pop("columns", "id int, name string")
    # Same hash, as if only the table had been altered, by something else.
    after = replace(shop.model("people", columns, PEOPLE, **changes), hash=before.hash)
    assert surveyed(shop, [before]) is not None
    assert surveyed(shop, [after]) is None


def test_what_killed_runs_left_behind_is_left_to_the_run(shop: Workshop) -> None:
    declared = models(shop)[:1]
    shop.run(declared)
    table = shop.table(shop.curated("people"))
    table.java.manageSnapshots().createBranch("curate_0123", table.current().snapshot_id).commit()
    assert surveyed(shop, declared) is None
    drop_branch(table, "curate_0123")
    assert surveyed(shop, declared) is not None
    shop.sql("CREATE TABLE #people__next (id int) USING iceberg")
    assert surveyed(shop, declared) is None
    assert shop.states(declared) == {"people": "UNCHANGED"}
    assert not shop.exists(shop.curated("people__next"))
    assert surveyed(shop, declared) is not None


def test_a_branch_of_another_family_is_nobodys_leftover(shop: Workshop) -> None:
    declared = models(shop)[:1]
    shop.run(declared)
    table = shop.table(shop.curated("people"))
    table.java.manageSnapshots().createBranch("audit", table.current().snapshot_id).commit()
    assert surveyed(shop, declared) is not None
    publish_branch(table, "audit")


@pytest.mark.parametrize("pack", [lambda content: content, gzip.compress], ids=["plain", "gzip"])
def test_metadata_is_found_by_the_catalogs_record(shop: Workshop, monkeypatch: pytest.MonkeyPatch, pack: Any) -> None:
    (known,) = shop.read_tables([shop.processed("events")]).values()
    assert known is not None
    content = pack(json.dumps(known.document).encode())

    class Glue:
        def get_table(self, DatabaseName: str, Name: str) -> Any:  # noqa: N803 - AWS's names
            if Name != "events":
                missing = {"Error": {"Code": "EntityNotFoundException"}}
                raise table_metadata.ClientError(missing, "GetTable")
            return {"Table": {"Parameters": {"metadata_location": f"s3://lake/{DatabaseName}/metadata/7.json"}}}

    monkeypatch.setattr(table_metadata, "_glue", Glue)
    objects = {"lake": {f"{shop.source}_processed/metadata/7.json": content}}
    monkeypatch.setattr(table_metadata, "Objects", lambda bucket: objects[bucket].__getitem__)
    found = table_metadata.read_tables([shop.processed("events"), shop.processed("nothing")])
    assert found == {shop.processed("events"): known, shop.processed("nothing"): None}
