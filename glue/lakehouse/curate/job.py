"""What all models of a run share, and the result of building one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyspark.sql import SparkSession

from lakehouse.curate.model import Model
from lakehouse.curate.outcome import Outcome, TestOutcome
from lakehouse.curate.publication import Publication
from lakehouse.curate.selection import Selection
from lakehouse.curate.source import Source, Sources
from lakehouse.failure import ModelFailure
from lakehouse.iceberg.spark_tables import SparkCatalog
from lakehouse.iceberg.storage import Storage
from lakehouse.progress import Progress


@dataclass(frozen=True)
class Curation:
    """What all models of a run share. `attempt` tells this process from others, running or dead."""

    spark: SparkSession
    selection: Selection
    run_id: str
    attempt: str
    warehouse: str | None
    progress: Progress
    catalog: SparkCatalog
    sources: Sources
    storage: Storage


@dataclass(frozen=True)
class Built:
    """A model's outcome, the state that downstream models read, and what is to be published.

    A failed model has no state; anything that it wrote is discarded when nothing reads it any longer.
    """

    model: Model
    outcome: Outcome
    source: Source | None = None
    publication: Publication | None = None


class TestsFailed(ModelFailure):
    """The new state breaks some of the model's tests."""

    __test__ = False

    def __init__(self, model: Model, tests: Sequence[TestOutcome]) -> None:
        broken = [f"{test.test} found {test.found}" for test in tests if not test.passed]
        fix = "correct the query or what it reads; readers keep the previous state"
        super().__init__("MODEL_TEST_FAILED", model.name, ", ".join(broken), fix)
        self.tests = tuple(tests)
