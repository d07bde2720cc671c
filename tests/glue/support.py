"""Fixtures for tests: contracts, landed pages, and runs of the job over them."""

from __future__ import annotations

import gzip
import hashlib
import hmac
import io
import json
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from pyspark.sql import DataFrame, SparkSession

from lakehouse.contract import Dataset, dataset_from_json
from lakehouse.edge.spark_workers import SparkWorkers
from lakehouse.iceberg.spark_tables import SparkCatalog
from lakehouse.process.group_job import process_group
from lakehouse.process.job import Job
from lakehouse.process.mask import MaskKey
from lakehouse.process.outcome import Outcome
from lakehouse.process.run import Manifest, ManifestDataset, Page, Window
from lakehouse.progress import Progress

CATALOG = "glue_catalog"
GATHERED, SPREAD = 20_000, -1
MASK_KEY = b"a key for tests, 32 bytes long.."
NIGHT = Window("2026-11-20T00:00:00.000Z", "2026-11-21T00:00:00.000Z")
NEXT_NIGHT = Window("2026-11-21T00:00:00.000Z", "2026-11-22T00:00:00.000Z")
# Publishes, whatever the night looks like.
TOLERANT = {"quarantineWarnPercent": 0, "quarantineStopPercent": 100, "empty": True, "removedRows": "keep"}


def spark_settings(warehouse: Path) -> dict[str, str]:
    """Settings of a local session with the catalog; environment variables name the jars."""
    missing = [name for name in ("LAKEHOUSE_SPARK_JARS", "LAKEHOUSE_SPARK_EXTRA_CLASSPATH") if name not in os.environ]
    if missing:
        raise RuntimeError(
            f"{', '.join(missing)} not set: LAKEHOUSE_SPARK_JARS is the path of iceberg-spark-runtime-3.5_2.12's jar, "
            "LAKEHOUSE_SPARK_EXTRA_CLASSPATH that of arrow-memory-core 13 (Java 21 needs it)"
        )
    return {
        "spark.jars": os.environ["LAKEHOUSE_SPARK_JARS"],
        "spark.driver.extraClassPath": os.environ["LAKEHOUSE_SPARK_EXTRA_CLASSPATH"],
        "spark.driver.memory": "1500m",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.warehouse.dir": str(warehouse / "spark"),
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
        # As in the jobs: with encryption, data sent to workers takes a different code path.
        "spark.io.encryption.enabled": "true",
        # The rows are few: compiling each plan would take longer than interpreting it.
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.driver.extraJavaOptions": f"-XX:TieredStopAtLevel=1 -Djava.io.tmpdir={warehouse.parent}",
        "spark.scheduler.mode": "FAIR",
        "spark.sql.extensions": "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
        f"spark.sql.catalog.{CATALOG}": "org.apache.iceberg.spark.SparkCatalog",
        f"spark.sql.catalog.{CATALOG}.type": "hadoop",
        f"spark.sql.catalog.{CATALOG}.warehouse": str(warehouse),
        f"spark.sql.catalog.{CATALOG}.cache-enabled": "false",
    }


def row_counts(outcome: Outcome) -> tuple[Any, ...]:
    """State, loaded, inserted, updated and deleted of a published night; checks that all its rows are accounted for."""
    assert outcome.error is None
    assert outcome.rows == outcome.loaded + outcome.quarantined + outcome.duplicates + outcome.outside
    return outcome.state, outcome.loaded, outcome.inserted, outcome.updated, outcome.deleted


class FolderCatalog(SparkCatalog):
    """The tests' catalog. A table's folder is its entry and goes with the files; Glue's entry outlives them."""

    def _remove_entry(self, name: str) -> None:
        database, _, table = name.partition(".")
        warehouse = self.spark.conf.get(f"spark.sql.catalog.{CATALOG}.warehouse")
        shutil.rmtree(Path(str(warehouse)) / database / table)


def column(name: str, column_type: str, **changes: Any) -> dict[str, Any]:
    """A column as in the bundle: optional and internal by default."""
    return {
        "name": name,
        "sourceName": name,
        "type": column_type,
        "required": False,
        "classification": "internal",
        "description": f"The {name}.",
    } | changes


EVENT_COLUMNS = [
    column("id", "bigint", required=True),
    column("at", "timestamp", required=True),
    column("amount", "decimal(12,4)", required=True, unit="USD"),
    column("email", "string", classification="personal"),
    column("note", "string"),
]


def contract(source: str, name: str = "events", **changes: Any) -> Dataset:
    """A dataset whose rows are events, appended every night; `changes` are in the bundle's JSON format."""
    return dataset_from_json(
        {
            "id": f"{source}.{name}",
            "source": source,
            "name": name,
            "version": "1.0.0",
            "description": f"The {name}.",
            "columns": EVENT_COLUMNS,
            "primaryKey": ["id"],
            "writeMode": "append",
            "partitions": [{"column": "at", "transform": "day"}],
            "tolerance": TOLERANT,
            "extraction": {"path": f"/{name}", "pageSize": 5000, "windowColumn": "at"},
        }
        | changes
    )


def mutable(source: str, **changes: Any) -> Dataset:
    """The same rows with an `updated_at`, merged by it."""
    own = {
        "columns": [*EVENT_COLUMNS, column("updated_at", "timestamp")],
        "writeMode": "merge",
        "updatedAtColumn": "updated_at",
        "partitions": [],
    }
    return contract(source, **(own | changes))


def reference(source: str, **changes: Any) -> Dataset:
    """The same rows, replaced as a whole every night."""
    extraction = {"path": "/events", "pageSize": 5000}
    return contract(source, writeMode="replace", partitions=[], extraction=extraction, **changes)


def event(number: int, **changes: Any) -> dict[str, Any]:
    """A valid event of the first night; `...` as a value in `changes` removes the member."""
    record = {
        "id": number,
        "at": f"2026-11-20T{number % 24:02d}:00:00.000Z",
        "amount": number + 0.25,
        "email": f"user{number}@example.org",
        "note": f"note {number}",
    } | changes
    return {name: value for name, value in record.items() if value is not ...}


def line(record: dict[str, Any] | str) -> str:
    """A record as a compact line; text is used unchanged."""
    return record if isinstance(record, str) else json.dumps(record, separators=(",", ":"))


def keyed(digest: str) -> str:
    """What a table with personal columns stores for a line's SHA-256; both are hexadecimal."""
    return hmac.digest(MASK_KEY, bytes.fromhex(digest), "sha256").hex()


def head(text: str) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest()[:15], 16)


@dataclass(frozen=True)
class Folder:
    """Raw objects in a folder instead of the bucket."""

    path: str

    def __call__(self, key: str) -> bytes:
        return Path(self.path, key).read_bytes()


class LocalFiles:
    """Tables' files in the test's warehouse instead of the zone's bucket."""

    @staticmethod
    def _path(uri: str) -> Path:
        return Path(uri.removeprefix("file:"))

    def open(self, uri: str) -> BinaryIO:
        return self._path(uri).open("rb")

    def write(self, uri: str, content: bytes) -> None:
        path = self._path(uri)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def delete(self, uri: str) -> None:
        self._path(uri).unlink(missing_ok=True)


@dataclass
class Lake:
    """A raw zone, and runs over what landed there."""

    spark: SparkSession
    folder: Path
    source: str
    gathered_rows: int = GATHERED
    printed: io.StringIO = field(default_factory=io.StringIO)
    landings: int = 0

    def land(
        self, dataset: Dataset, run_id: str, pages: list[list[dict[str, Any] | str]], asked: Window = NIGHT
    ) -> ManifestDataset:
        """Writes the pages as extraction does, each call a minute later, and returns the manifest entry.

        A page of CSV begins with its header.
        """
        landed = []
        minute, self.landings = self.landings, self.landings + 1
        for number, records in enumerate(pages):
            lines = [line(record) for record in records]
            body = gzip.compress("".join(f"{text}\n" for text in lines).encode(), mtime=0)
            if dataset.format.type == "csv":
                lines = lines[1:]
            key = f"{dataset.source}/{dataset.name}/run={run_id}/page-{number:06d}.jsonl.gz"
            path = self.folder / key
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)
            landed.append(
                Page(
                    page=number,
                    key=key,
                    rows=len(lines),
                    bytes=len(body),
                    sha256=hashlib.sha256(body).hexdigest(),
                    row_hash_sum=sum(head(text) for text in lines),
                    extracted_at=f"2026-11-21T{1 + minute // 60:02d}:{minute % 60:02d}:{number % 60:02d}.000Z",
                )
            )
        rows = sum(page.rows for page in landed)
        return ManifestDataset(dataset.id, asked, rows, sum(page.row_hash_sum for page in landed), tuple(landed))

    def job(self, run_id: str, entries: list[ManifestDataset], window: Window = NIGHT) -> Job:
        manifest = Manifest(run_id, "group", window, "raw", "contracts/x.json", tuple(entries))
        return Job(
            run=manifest,
            fetch=Folder(str(self.folder)),
            storage=LocalFiles(),
            mask_key=lambda: MaskKey(MASK_KEY),
            warehouse=None,
            progress=Progress(self.printed),
            catalog=FolderCatalog(self.spark, CATALOG),
            workers=SparkWorkers(lambda: self.spark.sparkContext),
            gathered_rows=self.gathered_rows,
        )

    def run(
        self,
        dataset: Dataset,
        pages: list[list[dict[str, Any] | str]],
        run_id: str = "g-1-a1",
        window: Window = NIGHT,
        asked: Window | None = None,
    ) -> Outcome:
        """Lands the pages and processes them; the source is queried for `window` unless `asked` is given."""
        entry = self.land(dataset, run_id, pages, asked or window)
        return process_group(self.job(run_id, [entry], window), {dataset.id: dataset}, threads=1)[0]

    def table(self, dataset: Dataset) -> DataFrame:
        return self.spark.table(f"{CATALOG}.{dataset.table}")

    def quarantine(self, dataset: Dataset) -> DataFrame:
        return self.spark.table(f"{CATALOG}.{dataset.quarantine_table}")

    def has_quarantine(self, dataset: Dataset) -> bool:
        return FolderCatalog(self.spark, CATALOG).find(dataset.quarantine_table) is not None

    def java(self, dataset: Dataset) -> Any:
        table = FolderCatalog(self.spark, CATALOG).find(dataset.table)
        assert table is not None
        table.java.refresh()
        return table.java

    def snapshots(self, dataset: Dataset) -> int:
        return len(list(self.java(dataset).snapshots()))
