"""Loads the mission's tables from the demo source into Iceberg with dlt, tuned as its documentation recommends.

Reads one JSON document from standard input: {"url", "token", "tables", "since", "until", "folder"}. `url` is the base
of the tables' paths, `tables` a list of {"name", "path", "windowed"}, where windowed tables are limited to the window,
and `folder` an empty working folder. Writes one JSON document to standard output: {"seconds": {phase: s, "total": s},
"rows": {table: n}, "version"}.

Settings and reasons (dlthub.com/docs/reference/performance):

* Every table is a parallelized resource, and pages of the big table are fetched in the thread pool (`dlt.defer`), as
  many at a time as EXTRACT__WORKERS says.
* Extracted files are rotated every 10,000 records: dlt distributes sorted files evenly over one process per core,
  so with few large files one process would get the whole big table.
* Writers' buffers hold 50,000 records instead of 5,000: fewer and larger row groups.
* Files between the phases aren't compressed: on a local disk that costs time and saves nothing.
* Parquet files are loaded, the only format that the Iceberg destination accepts, with all tables in parallel.
* Nothing is sent to dlt's makers, and progress isn't printed.

Pages stay Python objects: dlt loads Arrow tables without normalizing them, but the source has values of a wrong type.
Only dlt's normalizer creates a column for them (`revenue__v_text`); an Arrow table with a declared schema fails.
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import dlt
from dlt.common.libs.pyiceberg import get_iceberg_tables
from dlt.sources.helpers.rest_client import RESTClient
from dlt.sources.helpers.rest_client.auth import BearerTokenAuth
from dlt.sources.helpers.rest_client.paginators import OffsetPaginator

PAGE_SIZE = 5_000
FETCHERS = 8
CORES = os.cpu_count() or 2

SETTINGS = {
    "EXTRACT__WORKERS": FETCHERS,
    "EXTRACT__MAX_PARALLEL_ITEMS": 2 * FETCHERS,
    "SOURCES__DATA_WRITER__FILE_MAX_ITEMS": 10_000,
    "SOURCES__DATA_WRITER__BUFFER_MAX_ITEMS": 50_000,
    "NORMALIZE__WORKERS": CORES,
    "NORMALIZE__DATA_WRITER__BUFFER_MAX_ITEMS": 50_000,
    "NORMALIZE__DATA_WRITER__DISABLE_COMPRESSION": True,
    "SOURCES__DATA_WRITER__DISABLE_COMPRESSION": True,
    "LOAD__WORKERS": 2 * CORES,
    "RUNTIME__DLTHUB_TELEMETRY": False,
    "RUNTIME__LOG_LEVEL": "ERROR",
}


def configure(folder: Path) -> None:
    """Passes settings through the environment, so that processes started by dlt get them too."""
    os.environ.update({name: str(value) for name, value in SETTINGS.items()})
    os.environ["DLT_DATA_DIR"] = str(folder / "dlt")
    os.environ["DESTINATION__FILESYSTEM__BUCKET_URL"] = (folder / "lake").as_uri()


def mission_source(asked: dict[str, Any]) -> Any:
    client = RESTClient(base_url=asked["url"], auth=BearerTokenAuth(asked["token"]), data_selector="data")
    window = {"updated_since": asked["since"], "updated_until": asked["until"]}

    def table(name: str, path: str, is_windowed: bool) -> Any:
        def whole() -> Any:
            yield from client.paginate(path, paginator=OffsetPaginator(limit=PAGE_SIZE, total_path="total"))

        def windowed() -> Any:
            total = client.get(path, params={**window, "limit": 1}).json()["total"]

            @dlt.defer
            def page(offset: int) -> Any:
                one_page = OffsetPaginator(
                    limit=PAGE_SIZE, offset=offset, total_path="total", maximum_offset=offset + 1
                )
                return [row for rows in client.paginate(path, params=window, paginator=one_page) for row in rows]

            for offset in range(0, total, PAGE_SIZE):
                yield page(offset)

        return dlt.resource(
            windowed if is_windowed else whole,
            name=name,
            write_disposition="append" if is_windowed else "replace",
            table_format="iceberg",
            parallelized=True,
        )

    @dlt.source(name="mission", max_table_nesting=0)
    def mission() -> Any:
        return [table(asked_for["name"], asked_for["path"], asked_for["windowed"]) for asked_for in asked["tables"]]

    return mission()


def phases(trace: Any) -> dict[str, float]:
    """Seconds of extract, normalize and load."""
    return {
        step.step: (step.finished_at - step.started_at).total_seconds()
        for step in trace.steps
        if step.step in {"extract", "normalize", "load"}
    }


def loaded_rows(pipeline: Any) -> dict[str, int]:
    """What Iceberg's own metadata says about each table."""
    found = get_iceberg_tables(pipeline)
    return {name: int(table.current_snapshot().summary["total-records"]) for name, table in found.items()}


def main() -> None:
    asked = json.load(sys.stdin)
    folder = Path(asked["folder"])
    configure(folder)
    pipeline = dlt.pipeline(
        "bench", destination="filesystem", dataset_name="mission", pipelines_dir=str(folder / "pipelines")
    )
    started = time.monotonic()
    pipeline.run(mission_source(asked), loader_file_format="parquet").raise_on_failed_jobs()
    total = time.monotonic() - started
    seconds = {**phases(pipeline.last_trace), "total": total}
    rows = loaded_rows(pipeline)
    json.dump({"seconds": seconds, "rows": rows, "version": dlt.__version__}, sys.stdout)


if __name__ == "__main__":
    main()
