"""All datasets of a run, in parallel. A failed dataset does not stop the others."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from lakehouse.contract import Dataset
from lakehouse.failure import DatasetFailure, reason
from lakehouse.process.dataset_job import DatasetJob
from lakehouse.process.job import Job
from lakehouse.process.outcome import Outcome, failed
from lakehouse.process.run import ManifestDataset


def _process(job: Job, datasets: Mapping[str, Dataset], entry: ManifestDataset) -> Outcome:
    try:
        dataset = datasets.get(entry.dataset_id)
        if dataset is None:
            raise DatasetFailure(
                "DATASET_UNKNOWN",
                entry.dataset_id,
                f"the bundle {job.run.bundle_key} has no such contract",
                "run the window again with the contracts that it was planned with",
            )
        return DatasetJob(job, dataset, entry).process()
    except Exception as error:  # noqa: BLE001 - other datasets continue, and the run gives the reason
        return failed(entry, reason(error))


def process_group(job: Job, datasets: Mapping[str, Dataset], threads: int) -> list[Outcome]:
    """Outcomes in the manifest's order. The largest datasets start first, so that the small ones fill the gaps."""
    entries = sorted(job.run.datasets, key=lambda entry: -entry.rows)

    def work(entry: ManifestDataset) -> Outcome:
        outcome = _process(job, datasets, entry)
        job.progress.event(
            dataset=entry.dataset_id,
            phase="done",
            state=outcome.state,
            rows=outcome.rows,
            seconds=round(outcome.seconds, 3),
            **({"error": outcome.error} if outcome.error else {}),
        )
        return outcome

    with ThreadPoolExecutor(max_workers=max(1, threads), thread_name_prefix="dataset") as pool:
        futures = {entry.dataset_id: pool.submit(work, entry) for entry in entries}
        return [futures[entry.dataset_id].result() for entry in job.run.datasets]
