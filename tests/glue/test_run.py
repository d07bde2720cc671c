"""The documents that the job reads and writes, and its arguments."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from lakehouse.contract import datasets_from_bundle
from lakehouse.edge.process_main import parse_arguments
from lakehouse.process.outcome import Hop, Outcome, outcome_from_json, result_to_json
from lakehouse.process.run import manifest_from_json
from lakehouse.progress import Progress
from support import CATALOG, EVENT_COLUMNS, TOLERANT

PAGE = {
    "page": 0,
    "key": "s/events/run=r/page-000000.jsonl.gz",
    "rows": 2,
    "bytes": 10,
    "sha256": "ab",
    "rowHashSum": str(2**70),
    "extractedAt": "2026-11-21T00:00:00.000Z",
}
MANIFEST: dict[str, Any] = {
    "formatVersion": 1,
    "runId": "g-20261120T000000Z-20261121T000000Z-a1",
    "group": "g",
    "window": {"since": "2026-11-20T00:00:00.000Z", "until": "2026-11-21T00:00:00.000Z"},
    "bucket": "raw",
    "bundleKey": "contracts/x.json",
    "datasets": [
        {"datasetId": "s.events", "sourceRows": 2, "rows": 2, "rowHashSum": str(2**70), "objects": [PAGE]},
    ],
}


def test_a_manifest_keeps_sums_of_any_size() -> None:
    manifest = manifest_from_json(MANIFEST)
    assert manifest.window.label == "20261120T000000Z_20261121T000000Z"
    assert manifest.datasets[0].row_hash_sum == 2**70
    assert manifest.datasets[0].pages[0].row_hash_sum == 2**70


def test_a_bundle_becomes_datasets_by_id() -> None:
    document = {
        "id": "s.events",
        "source": "s",
        "name": "events",
        "version": "1.0.0",
        "description": "Events.",
        "columns": EVENT_COLUMNS,
        "primaryKey": ["id", "note"],
        "writeMode": "append",
        "partitions": [{"column": "at", "transform": "day"}],
        "tolerance": TOLERANT,
        "extraction": {"path": "/events", "pageSize": 5, "windowColumn": "at"},
    }
    dataset = datasets_from_bundle({"formatVersion": 1, "datasets": [document]})["s.events"]
    assert (dataset.table, dataset.quarantine_table) == ("s_processed.events", "s_processed.events_quarantine")
    assert (dataset.window_column, dataset.updated_at_column) == ("at", None)
    assert dataset.column("note").required
    assert dataset.column("email").stored_type == "string"
    assert dataset.column("amount").comment == "The amount. [USD]"
    with pytest.raises(KeyError):
        dataset.column("nothing")


def test_a_result_is_written_as_the_model_has_it() -> None:
    outcomes = [
        Outcome(
            "s.events",
            "PUBLISHED",
            *(7, 3, 1, 1, 2**70, 3, 0, 0),
            seconds=1.23456,
            snapshot_id=2**62,
            outside=2,
            loaded_outside=3,
            changed=4,
            removed=5,
            quarantined_by={"NOT_JSON": 1},
            warnings=("w",),
            hops=(Hop("raw", 7, 2**70),),
        ),
        Outcome("s.other", "FAILED", 5, 0, 0, 0, 7, 0, 0, 0, 0.5, error="X y: z. Fix: w."),
    ]
    document = json.loads(json.dumps(result_to_json("r", outcomes, {"read": 1.23456})))
    counts = {"inserted": 3, "updated": 0, "deleted": 0}
    assert document["datasets"][0] == counts | {
        "datasetId": "s.events",
        "state": "PUBLISHED",
        "rows": 7,
        "loaded": 3,
        "quarantined": 1,
        "quarantinedBy": {"NOT_JSON": 1},
        "duplicates": 1,
        "outside": 2,
        "loadedOutside": 3,
        "changed": 4,
        "removed": 5,
        "warnings": ["w"],
        "hops": [{"hop": "raw", "rows": 7, "rowHashSum": str(2**70)}],
        "rowHashSum": str(2**70),
        "seconds": 1.235,
        "snapshotId": str(2**62),
    }
    assert document["datasets"][1]["error"] == "X y: z. Fix: w."
    assert outcome_from_json(document["datasets"][0]).at(2**62) == outcomes[0].took(1.235)
    assert (document["formatVersion"], document["runId"], document["seconds"]) == (1, "r", {"read": 1.235})


def test_arguments_of_glue_are_none_of_ours() -> None:
    ours = {
        "run_id": "r",
        "manifest_key": "m",
        "artifacts_bucket": "a",
        "processed_bucket": "p",
        "mask_key_secret": "s",
    }
    given = [part for name, value in ours.items() for part in (f"--{name}", value)]
    options = parse_arguments(["process.py", "--JOB_NAME", "x", *given, "--enable-metrics", "--conf", "a=b --conf c=d"])
    assert vars(options) == ours
    with pytest.raises(SystemExit):
        parse_arguments(given[2:])


def test_phases_are_lines_of_json_and_overlaps_count_once() -> None:
    stream = io.StringIO()
    progress = Progress(stream)
    with progress.phase("read", "s.events") as phase:
        phase.rows = 5
        with progress.phase("read", "s.other"):
            pass
    lines = [json.loads(text) for text in stream.getvalue().splitlines()]
    assert [(entry["event"], entry["dataset"], entry.get("rows")) for entry in lines] == [
        ("progress", "s.other", None),
        ("progress", "s.events", 5),
    ]
    seconds = progress.seconds()
    assert seconds["read"] == pytest.approx(lines[1]["seconds"], abs=0.01)
    assert seconds["total"] >= seconds["read"]


def test_the_catalog_is_the_one_that_the_job_is_configured_with() -> None:
    from lakehouse.edge import process_main

    assert process_main.CATALOG == CATALOG
