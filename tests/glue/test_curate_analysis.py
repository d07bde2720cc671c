"""What Spark reports about models before anything is built."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession

from curate_support import FolderObjects, model_document
from lakehouse.curate.analysis import analyze
from lakehouse.curate.refusal import Place, place_in
from lakehouse.edge import analyze_main

_FLIGHTS = {"carrier": "string", "flight": "int", "time_hour": "timestamp", "fee": "decimal(12,2)"}
_RELATIONS = {
    "air_processed.flights": _FLIGHTS,
    "sea_processed.flights": {"ship": "string"},
    "air_curated.daily": {"day": "date", "flights": "bigint"},
}


def _analyses(spark: SparkSession, *models: dict[str, Any]) -> list[dict[str, Any]]:
    found = analyze(spark, {"formatVersion": 1, "relations": _RELATIONS, "models": list(models)})["models"]
    assert isinstance(found, list)
    return found


def _refusal(spark: SparkSession, select: str, columns: str = "x string") -> dict[str, Any]:
    (found,) = _analyses(spark, model_document("air_curated.m", columns, select))
    assert found["refusal"] is not None
    return dict(found["refusal"])


def test_a_model_that_can_be_built_has_its_columns(spark: SparkSession) -> None:
    fine = model_document(
        "air_curated.m",
        "carrier string, n bigint",
        "WITH flights AS (SELECT carrier FROM air_processed.flights WHERE time_hour >= :since AND time_hour < :until) "
        "SELECT flights.carrier, count(*) AS n FROM flights JOIN air_processed.flights AS f USING (carrier) GROUP BY 1",
    )
    both = model_document(
        "air_curated.both", "ship string", "SELECT s.ship FROM air_processed.flights JOIN sea_processed.flights AS s"
    )
    found = _analyses(spark, fine, both)
    assert [(each["name"], each["refusal"]) for each in found] == [("air_curated.m", None), ("air_curated.both", None)]
    assert found[0]["columns"] == [{"name": "carrier", "type": "string"}, {"name": "n", "type": "bigint"}]


@pytest.mark.parametrize(
    ("select", "condition", "place"),
    [
        ("SELECT f.carier AS x FROM air_processed.flights AS f", "UNRESOLVED_COLUMN", {"piece": 0, "offset": 7}),
        (
            "SELECT\n  nofun(f.carrier) AS x\nFROM air_processed.flights AS f",
            "UNRESOLVED_ROUTINE",
            {"piece": 0, "offset": 9},
        ),
        (
            "SELECT upper(f.carrier, 1) AS x FROM air_processed.flights AS f",
            "WRONG_NUM_ARGS",
            {"piece": 0, "offset": 7},
        ),
        ("SELECT f.carrier AS x FROM air_processed.flights AS f WHERE f.flight", "DATATYPE_MISMATCH", None),
        (
            "SELECT f.carrier AS x FROM air_processed.flights AS f WHERE nofun(f.flight)",
            "UNRESOLVED_ROUTINE",
            {"piece": 2, "offset": len(" AS f WHERE ")},
        ),
        ("SELECT f.carrier AS x, count(*) FROM air_processed.flights AS f", "MISSING_GROUP_BY", None),
        ("SELECT 'a' AS x UNION ALL SELECT 'b', 'c'", "NUM_COLUMNS_MISMATCH", None),
        ("SELECT f.carrier AS x FROM air_processed.flights AS f WHERE (", "PARSE_SYNTAX_ERROR", None),
    ],
)
def test_what_spark_refuses_is_told_with_its_place_and_without_a_trace(
    spark: SparkSession, select: str, condition: str, place: dict[str, int] | None
) -> None:
    refusal = _refusal(spark, select)
    assert refusal["code"] == "MODEL_REFUSED"
    assert condition in refusal["message"]
    for surplus in ("\n", "line ", "global_temp"):
        assert surplus not in refusal["message"]
    if place is not None:
        assert refusal["place"] == place


def test_another_type_than_the_declared_one_is_refused(spark: SparkSession) -> None:
    refusal = _refusal(spark, "SELECT sum(f.fee) AS x FROM air_processed.flights AS f", "x decimal(12,2)")
    assert refusal["code"] == "MODEL_TYPE_MISMATCH"
    assert refusal["message"] == "x is decimal(22,2), declared as decimal(12,2)"


def test_places_are_those_of_pieces() -> None:
    pieces = ["SELECT x\nFROM ", "`a`.`b`", " AS c\nWHERE y"]
    assert place_in(pieces, 1, 7) == Place(0, 7)
    assert place_in(pieces, 2, 5) == Place(1, 0)
    assert place_in(pieces, 3, 6) == Place(2, 12)
    assert place_in(pieces, 4, 0) is None


def test_the_job_leaves_its_answer_beside_what_was_asked(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analyze_main, "Objects", FolderObjects)
    monkeypatch.setattr(analyze_main, "start_curate_session", lambda _: spark)
    artifacts = FolderObjects(str(tmp_path))
    model = model_document("air_curated.m", "one int", "SELECT 1 AS one")
    artifacts.put_json("sql/analyses/a.json", {"formatVersion": 1, "relations": {}, "models": [model]})
    analyze_main.main(
        ["--artifacts_bucket", artifacts.bucket, "--request_key", "sql/analyses/a.json", "--JOB_NAME", "x"]
    )
    columns = [{"name": "one", "type": "int"}]
    assert artifacts.json("sql/analyses/a.result.json") == {
        "formatVersion": 1,
        "models": [{"name": "air_curated.m", "columns": columns, "refusal": None}],
    }
