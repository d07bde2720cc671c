"""The rehearsal that `lakehouse doctor` runs in the job, on a table of its own."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from lakehouse.curate import rehearsal
from lakehouse.failure import Failure
from lakehouse.progress import Progress
from support import CATALOG, FolderCatalog


def test_a_rehearsal_does_what_a_build_does_and_leaves_nothing(spark: SparkSession, warehouse: Path) -> None:
    printed = io.StringIO()
    rehearsal.rehearse(FolderCatalog(spark, CATALOG), "rehearsed_curated.doctor", None, Progress(printed))
    phases = [json.loads(line)["phase"] for line in printed.getvalue().splitlines()]
    assert list(dict.fromkeys(phases)) == ["create", "branch", "publish", "replace", "drop"]
    assert not (warehouse / "rehearsed_curated" / "doctor").exists()


def test_a_rehearsal_that_finds_other_rows_fails_and_leaves_nothing_either(
    spark: SparkSession, warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Publishing does nothing, so readers see none of the three rows.
    monkeypatch.setattr(rehearsal, "publish_branch", lambda table, branch: None)
    with pytest.raises(Failure, match=r"REHEARSAL_FAILED rehearsed_curated\.doctor: expected 3 rows, got 0"):
        rehearsal.rehearse(FolderCatalog(spark, CATALOG), "rehearsed_curated.doctor", None, Progress(io.StringIO()))
    assert not (warehouse / "rehearsed_curated" / "doctor").exists()
