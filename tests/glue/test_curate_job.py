"""The job as Glue starts it: arguments and documents in, a result and an exit code out."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from curate_support import FolderObjects, Workshop, model_document
from lakehouse.curate.job import Curation
from lakehouse.edge import curate_main
from support import LocalFiles


@pytest.fixture
def artifacts(shop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FolderObjects:
    def local(**parts: Any) -> Curation:
        return Curation(**(parts | {"warehouse": None, "storage": LocalFiles()}))  # the tests' tables are local files

    monkeypatch.setattr(curate_main, "Objects", FolderObjects)
    monkeypatch.setattr(curate_main, "Curation", local)
    monkeypatch.setattr(curate_main, "start_curate_session", lambda *_: shop.spark)
    monkeypatch.setattr(curate_main, "read_tables", shop.read_tables)
    return FolderObjects(str(tmp_path))


def run(artifacts: FolderObjects, *more: str) -> Any:
    """Runs the job and returns its result."""
    places = ["--artifacts_bucket", artifacts.bucket, "--curated_bucket", "curated"]
    curate_main.main([*places, "--result_key", "runs/night/curate.json", "--JOB_NAME", "x", *more])
    return artifacts.json("runs/night/curate.json")


def publish(artifacts: FolderObjects, environment: str, *models: dict[str, Any]) -> str:
    document = {"formatVersion": 1, "models": models, "views": []}
    key = f"sql/bundles/{hashlib.sha256(json.dumps(document).encode()).hexdigest()}.json"
    artifacts.put_json(key, document)
    own = [] if environment == "production" else [model["name"] for model in models]
    previous: list[str] = []
    holds = {
        **{"formatVersion": 1, "environment": environment, "revision": 1},
        **{"bundleKey": key, "previousBundleKeys": previous, "own": own},
    }
    artifacts.put_json(f"sql/environments/{environment}.json", holds)
    return key


def people(shop: Workshop, **changes: Any) -> dict[str, Any]:
    query = f"SELECT id, name FROM {shop.processed('customers')}"  # noqa: S608 - our own names
    return model_document(shop.curated("people"), "id int, name string", query, **changes)


def test_without_applied_sql_there_is_nothing_to_do(artifacts: FolderObjects) -> None:
    assert run(artifacts, "--run_id", "night") == {
        "formatVersion": 1,
        "runId": "night",
        "environment": "production",
        "bundleKey": "",
        "models": [],
    }


def test_the_environment_says_what_is_built(shop: Workshop, artifacts: FolderObjects) -> None:
    key = publish(artifacts, "production", people(shop))
    result = run(artifacts)
    assert (result["bundleKey"], "runId" in result) == (key, False)
    assert [(model["name"], model["state"], model["rows"]) for model in result["models"]] == [
        (shop.curated("people"), "PUBLISHED", 3)
    ]
    publish(artifacts, "preview_1", people(shop, description="Another one."))
    beside = run(artifacts, "--environment", "preview_1")
    assert [model["state"] for model in beside["models"]] == ["PUBLISHED"]
    assert shop.exists(f"{shop.source}_curated__preview_1.people")


def test_a_run_with_nothing_to_do_starts_no_spark(
    shop: Workshop, artifacts: FolderObjects, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(artifacts, "production", people(shop))
    first = run(artifacts)
    monkeypatch.delattr(curate_main, "start_curate_session")
    again = run(artifacts)
    (built,), (kept,) = first["models"], again["models"]
    nothing = {"state": "UNCHANGED", "built": None, "rowsWritten": 0, "tests": [], "seconds": 0.0}
    assert kept == built | nothing
    with pytest.raises(NameError, match="start_curate_session"):
        run(artifacts, "--rebuild", shop.curated("people"))


def test_a_bundle_is_built_before_an_environment_holds_it(shop: Workshop, artifacts: FolderObjects) -> None:
    artifacts.put_json("sql/bundles/x.json", {"formatVersion": 1, "models": [people(shop)], "views": []})
    name = shop.curated("people")
    result = run(artifacts, "--bundle_key", "sql/bundles/x.json", "--models", name, "--rebuild", name)
    assert [model["built"] for model in result["models"]] == ["full"]


def test_a_model_that_fails_is_in_the_result_and_fails_no_job(shop: Workshop, artifacts: FolderObjects) -> None:
    publish(artifacts, "production", people(shop, tests=[{"kind": "row_count", "min": 9}]))
    (model,) = run(artifacts)["models"]
    assert (model["state"], model["tests"][-1]) == ("FAILED", {"test": "row_count(min 9)", "passed": False, "found": 3})
