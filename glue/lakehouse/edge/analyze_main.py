"""The analyze job: takes a request, and writes Spark's analysis of its models."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from lakehouse.curate.analysis import analyze
from lakehouse.documents import checked
from lakehouse.edge.curate_session import start_curate_session
from lakehouse.edge.objects import Objects
from lakehouse.progress import Progress
from lakehouse.shared_names import analysis_result_key


def parse_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """The job's own arguments; Glue adds others, which are ignored."""
    parser = argparse.ArgumentParser(description="Analyzes models; nothing is built.", allow_abbrev=False)
    parser.add_argument("--artifacts_bucket", required=True, help="bucket of requests and results")
    parser.add_argument("--request_key", required=True, help="key of the request")
    return parser.parse_known_args(arguments)[0]


def main(arguments: Sequence[str]) -> None:
    """Raises only if no result could be written; a refused model is in the result."""
    options = parse_arguments(arguments)
    progress = Progress()
    artifacts = Objects(options.artifacts_bucket)
    with progress.phase("start"):
        spark = start_curate_session("lakehouse-analyze")
    with progress.phase("analyze"):
        result = analyze(spark, checked("analysis-request", artifacts.json(options.request_key), options.request_key))
    # Next to the request
    artifacts.put_json(analysis_result_key(options.request_key), result)
