"""The process job: takes arguments, and writes `runs/<run>/process.json`."""

from __future__ import annotations

import argparse
import functools
from collections.abc import Sequence

from lakehouse.contract import Dataset, datasets_from_bundle
from lakehouse.documents import checked
from lakehouse.edge.java import start_java
from lakehouse.edge.objects import Objects, TableFiles
from lakehouse.edge.secrets import secret_bytes
from lakehouse.edge.session import start_context
from lakehouse.edge.spark_workers import SparkWorkers
from lakehouse.iceberg.tables import catalog_from_settings
from lakehouse.process.group_job import process_group
from lakehouse.process.job import GATHERED_ROWS, Job
from lakehouse.process.mask import MaskKey
from lakehouse.process.outcome import result_to_json
from lakehouse.process.run import Manifest, manifest_from_json
from lakehouse.progress import Progress
from lakehouse.shared_names import process_result_key

CATALOG = "glue_catalog"
_SMALL_DATASETS_AT_ONCE = 3


def parse_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """The job's own arguments; Glue adds others, which are ignored."""
    parser = argparse.ArgumentParser(description="Processes what a run landed.", allow_abbrev=False)
    parser.add_argument("--run_id", required=True, help="run whose pages are processed")
    parser.add_argument("--manifest_key", required=True, help="key of the run's manifest in the artifacts bucket")
    parser.add_argument("--artifacts_bucket", required=True, help="bucket of manifests, contracts and results")
    parser.add_argument("--processed_bucket", required=True, help="bucket that stores the tables")
    parser.add_argument("--mask_key_secret", required=True, help="secret with the masking key")
    return parser.parse_known_args(arguments)[0]


def _read_inputs(artifacts: Objects, manifest_key: str, run_id: str) -> tuple[Manifest, dict[str, Dataset]]:
    manifest = manifest_from_json(checked("manifest", artifacts.json(manifest_key), manifest_key))
    if manifest.run_id != run_id:
        raise ValueError(f"{manifest_key} is the manifest of run {manifest.run_id}, not of {run_id}")
    bundle = checked("contract-bundle", artifacts.json(manifest.bundle_key), manifest.bundle_key)
    return manifest, datasets_from_bundle(bundle)


def main(arguments: Sequence[str]) -> None:
    """Raises only if no result could be written; a failed dataset is in the result."""
    options = parse_arguments(arguments)
    progress = Progress()
    artifacts = Objects(options.artifacts_bucket)
    with progress.phase("start"):
        jvm, settings = start_java()
        run, datasets = _read_inputs(artifacts, options.manifest_key, options.run_id)

    @functools.cache
    def mask_key() -> MaskKey:
        return MaskKey(secret_bytes(options.mask_key_secret))

    workers = SparkWorkers(lambda: start_context("lakehouse-process"))
    if any(entry.rows > GATHERED_ROWS for entry in run.datasets):
        workers.start()
    with progress.phase("catalog"):
        catalog = catalog_from_settings(jvm, settings, CATALOG)
    job = Job(
        run=run,
        fetch=Objects(run.bucket),
        storage=TableFiles(),
        mask_key=mask_key,
        warehouse=f"s3://{options.processed_bucket}",
        progress=progress,
        catalog=catalog,
        workers=workers,
    )
    outcomes = process_group(job, datasets, threads=1 + _SMALL_DATASETS_AT_ONCE)
    seconds = progress.seconds()
    artifacts.put_json(process_result_key(run.run_id), result_to_json(run.run_id, outcomes, seconds))
    rows = sum(outcome.rows for outcome in outcomes)
    rate = round(rows / seconds["total"])
    progress.event(phase="total", rows=rows, seconds=round(seconds["total"], 3), rowsPerSecond=rate)
