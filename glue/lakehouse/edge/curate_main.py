"""The curate job: takes arguments, and writes a result document."""

from __future__ import annotations

import argparse
import uuid
from collections.abc import Sequence
from typing import Any

from lakehouse.curate.curation import curate
from lakehouse.curate.job import Curation
from lakehouse.curate.model import models_from_bundle
from lakehouse.curate.outcome import Outcome, result_to_json, say_done
from lakehouse.curate.rehearsal import rehearse
from lakehouse.curate.selection import Selection, select
from lakehouse.curate.source import Sources
from lakehouse.curate.survey import survey
from lakehouse.documents import checked
from lakehouse.edge.curate_session import start_curate_session
from lakehouse.edge.objects import Objects, TableFiles
from lakehouse.edge.table_metadata import read_tables
from lakehouse.failure import HiddenTable
from lakehouse.iceberg.spark_tables import SparkCatalog
from lakehouse.progress import Progress
from lakehouse.shared_names import PRODUCTION, environment_key

CATALOG = "glue_catalog"
_MODELS_AT_ONCE = 4
_SESSION = "lakehouse-curate"


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip().lower() for name in text.split(",") if name.strip()))


def parse_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """The job's own arguments; Glue adds others, which are ignored."""
    parser = argparse.ArgumentParser(description="Builds, tests and publishes curated models.", allow_abbrev=False)
    parser.add_argument("--artifacts_bucket", required=True, help="bucket of compiled SQL and results")
    parser.add_argument("--curated_bucket", required=True, help="bucket that stores the tables")
    parser.add_argument("--result_key", default="", help="key of the result in the artifacts bucket")
    parser.add_argument("--environment", default=PRODUCTION, help="where the models are built")
    parser.add_argument("--bundle_key", default="", help="key of the compiled SQL; by default the environment's")
    parser.add_argument("--models", type=_names, default=(), help="models to build, by default all")
    parser.add_argument("--rebuild", type=_names, default=(), help="models to build in full, whatever changed")
    parser.add_argument("--run_id", default="", help="run whose rows are built")
    parser.add_argument("--drop", type=_names, default=(), help="tables to drop, by their own names; nothing is built")
    parser.add_argument("--rehearse", default="", help="name of a scratch table to create, publish, replace and drop")
    options = parser.parse_known_args(arguments)[0]
    if sum(map(bool, (options.drop, options.result_key, options.rehearse))) != 1:
        parser.error("exactly one of --result_key (builds models), --drop (drops tables) and --rehearse is required")
    return options


def _environment(artifacts: Objects, environment: str) -> dict[str, Any]:
    key = environment_key(environment)
    document = artifacts.find_json(key)
    return {} if document is None else checked("sql-environment", document, key)


def _survey(selection: Selection, progress: Progress) -> list[Outcome] | None:
    try:
        with progress.phase("survey"):
            outcomes = survey(selection, read_tables)
    except HiddenTable:
        # The build fails only the models that read it.
        return None
    for outcome in outcomes or ():
        say_done(progress, outcome)
    return outcomes


def _build(options: argparse.Namespace, selection: Selection, progress: Progress) -> list[Outcome]:
    with progress.phase("start"):
        spark = start_curate_session(_SESSION)
        catalog = SparkCatalog(spark, CATALOG)
    job = Curation(
        spark=spark,
        selection=selection,
        run_id=options.run_id or options.result_key,
        attempt=uuid.uuid4().hex[:12],
        warehouse=f"s3://{options.curated_bucket}",
        progress=progress,
        catalog=catalog,
        sources=Sources(catalog),
        storage=TableFiles(),
    )
    return curate(job, _MODELS_AT_ONCE)


def _catalog(progress: Progress) -> SparkCatalog:
    with progress.phase("start"):
        return SparkCatalog(start_curate_session(_SESSION), CATALOG)


def _drop(tables: Sequence[str], progress: Progress) -> None:
    """Drops tables one by one: a table that reads another one must be named before it."""
    catalog = _catalog(progress)
    for table in tables:
        progress.event(dropped=table, found=catalog.drop(table))


def main(arguments: Sequence[str]) -> None:
    """Raises only if no result could be written; a failed model is in the result."""
    options = parse_arguments(arguments)
    progress = Progress()
    if options.drop:
        _drop(options.drop, progress)
        return
    if options.rehearse:
        rehearse(_catalog(progress), options.rehearse, f"s3://{options.curated_bucket}", progress)
        return
    artifacts = Objects(options.artifacts_bucket)
    environment = _environment(artifacts, options.environment)
    bundle_key = options.bundle_key or environment.get("bundleKey", "")
    outcomes: list[Outcome] = []
    if bundle_key:
        models = models_from_bundle(checked("sql-bundle", artifacts.json(bundle_key), bundle_key))
        own = environment.get("own", [])
        selection = select(models, options.environment, own, options.models, options.rebuild)
        known = _survey(selection, progress)
        # Starting Spark takes longer than finding that there is nothing to do.
        outcomes = _build(options, selection, progress) if known is None else known
    result = result_to_json(options.run_id or None, options.environment, bundle_key, outcomes)
    artifacts.put_json(options.result_key, result)
    progress.event(phase="total", seconds=round(progress.seconds()["total"], 3))
