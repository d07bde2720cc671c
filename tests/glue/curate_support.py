"""Fixtures for tests of the curate job: tables to read, models over them, and runs."""

from __future__ import annotations

import hashlib
import io
import json
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pyspark.sql import Row, SparkSession

from lakehouse.curate.curation import curate
from lakehouse.curate.job import Curation
from lakehouse.curate.model import Model, model_from_json
from lakehouse.curate.outcome import Outcome
from lakehouse.curate.publication import snapshot_options
from lakehouse.curate.selection import select
from lakehouse.curate.source import Sources
from lakehouse.iceberg.branches import WINDOW_PROPERTY
from lakehouse.iceberg.history import TableMetadata
from lakehouse.iceberg.spark_tables import SparkTable
from lakehouse.progress import Progress
from lakehouse.shared_names import PRODUCTION
from support import CATALOG, FolderCatalog, LocalFiles

_READ = re.compile(r"(\w+_(?:processed|curated)\.\w+)")


@dataclass(frozen=True)
class FolderObjects:
    """Objects in a folder instead of the bucket."""

    bucket: str

    def find_json(self, key: str) -> Any | None:
        path = Path(self.bucket, key)
        return json.loads(path.read_text()) if path.exists() else None

    def json(self, key: str) -> Any:
        return json.loads(Path(self.bucket, key).read_text())

    def put_json(self, key: str, document: object) -> None:
        path = Path(self.bucket, key)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document))


def model_document(name: str, columns: str, select: str, **changes: Any) -> dict[str, Any]:
    """A model as in the bundle, with the tests of its grain before those in `changes`.

    `columns` are e.g. `id bigint, day date`; the first one is the grain.
    """
    pieces = [{"table": part} if _READ.fullmatch(part) else {"text": part} for part in _READ.split(select) if part]
    declared = [part.strip().split(" ", 1) for part in re.split(r",(?![^(]*\))", columns)]
    document = {
        "name": name,
        "description": f"The {name}.",
        "owner": "tests",
        "columns": [
            {"name": column, "type": kind, "description": f"The {column}.", "classification": "internal"}
            for column, kind in declared
        ],
        "grain": [declared[0][0]],
        "mode": {"kind": "full"},
        "partitions": [],
        "tests": [],
        "query": pieces,
        "reads": sorted(set(_READ.findall(select))),
    } | changes
    implied = [{"kind": kind, "columns": document["grain"]} for kind in ("unique", "not_null")]
    document["tests"] = implied + [test for test in document["tests"] if test not in implied]
    decisive = [document[part] for part in ("columns", "grain", "mode", "partitions", "tests", "query")]
    return document | {"hash": hashlib.sha256(json.dumps(decisive).encode()).hexdigest()}


def metadata_of(table: SparkTable) -> TableMetadata:
    place = table.java.operations().current().metadataFileLocation()
    return TableMetadata(json.loads(Path(place.removeprefix("file:")).read_text()))


@dataclass
class Workshop:
    """Tables of the test's own source, models over them, and runs."""

    spark: SparkSession
    source: str
    printed: io.StringIO = field(default_factory=io.StringIO)

    def processed(self, name: str) -> str:
        return f"{self.source}_processed.{name}"

    def curated(self, name: str) -> str:
        return f"{self.source}_curated.{name}"

    def sql(self, text: str) -> list[Row]:
        """Runs a statement; `@x` is the processed table x, `#x` the curated table x."""
        text = re.sub(r"@(\w+)", lambda found: f"{CATALOG}.{self.processed(found[1])}", text)
        text = re.sub(r"#(\w+)", lambda found: f"{CATALOG}.{self.curated(found[1])}", text)
        return self.spark.sql(text).collect()

    def model(self, name: str, columns: str, query: str, **changes: Any) -> Model:
        """A model; `@x` and `#x` as in `sql`."""
        text = re.sub(r"@(\w+)", lambda found: self.processed(found[1]), query)
        text = re.sub(r"#(\w+)", lambda found: self.curated(found[1]), text)
        return model_from_json(model_document(self.curated(name), columns, text, **changes))

    def by_day(self, name: str, columns: str, query: str, *, of: str, **changes: Any) -> Model:
        """A model that is built by days of its column `day`; `of` is e.g. `@events.at`."""
        table, _, column = of[1:].partition(".")
        named = self.processed(table) if of[0] == "@" else self.curated(table)
        mode = {"kind": "incremental by time", "column": "day", "source": {"table": named, "column": column}}
        partitions = [{"column": "day", "transform": "day"}]
        return self.model(name, columns, query, **({"mode": mode, "partitions": partitions} | changes))

    def job(
        self,
        models: list[Model],
        *,
        environment: str = PRODUCTION,
        own: tuple[str, ...] = (),
        asked: tuple[str, ...] = (),
        rebuild: tuple[str, ...] = (),
    ) -> Curation:
        catalog = FolderCatalog(self.spark, CATALOG)
        selection = select(models, environment, own, asked, rebuild)
        attempt = uuid.uuid4().hex[:12]
        return Curation(
            spark=self.spark,
            selection=selection,
            run_id="night",
            attempt=attempt,
            warehouse=None,
            progress=Progress(self.printed),
            catalog=catalog,
            sources=Sources(catalog),
            storage=LocalFiles(),
        )

    def run(self, models: list[Model], **options: Any) -> dict[str, Outcome]:
        """Outcomes by the models' unqualified names."""
        outcomes = curate(self.job(models, **options), threads=2)
        return {outcome.name.partition(".")[2]: outcome for outcome in outcomes}

    def states(self, models: list[Model], **options: Any) -> dict[str, str]:
        return {name: outcome.state for name, outcome in self.run(models, **options).items()}

    def rows(self, name: str, order: str = "1") -> list[tuple[Any, ...]]:
        """Rows of a curated table as readers see them."""
        return [tuple(row) for row in self.sql(f"SELECT * FROM #{name} ORDER BY {order}")]  # noqa: S608 - our own names

    def table(self, name: str) -> SparkTable:
        table = FolderCatalog(self.spark, CATALOG).find(name)
        assert table is not None, name
        return table

    def read_tables(self, names: Iterable[str]) -> dict[str, TableMetadata | None]:
        """Tables from their metadata files, as the job reads them from S3."""
        catalog = FolderCatalog(self.spark, CATALOG)
        found = {name: catalog.find(name) for name in names}
        return {name: None if table is None else metadata_of(table) for name, table in found.items()}

    def exists(self, name: str) -> bool:
        return FolderCatalog(self.spark, CATALOG).find(name) is not None

    def head(self, name: str) -> int:
        """The current snapshot of a curated table's main branch."""
        return self.table(self.curated(name)).current().snapshot_id

    def refs(self, name: str) -> list[str]:
        return sorted(self.table(self.curated(name)).metadata().refs)

    def phases(self, name: str) -> list[str]:
        """Phases that the runs so far have gone through for the model."""
        lines = [json.loads(line) for line in self.printed.getvalue().splitlines()]
        return [line["phase"] for line in lines if line.get("model") == self.curated(name)]


def started(shop: Workshop) -> Workshop:
    """Adds five events on two days by three customers."""
    events = shop.spark.sql(
        "SELECT CAST(id AS bigint) AS id, at, customer, CAST(amount AS decimal(12,4)) AS amount FROM VALUES "
        "(1, timestamp'2026-11-19 01:00:00', 1, 10), (2, timestamp'2026-11-19 23:59:59', 2, 20), "
        "(3, timestamp'2026-11-20 00:00:00', 1, 30), (4, timestamp'2026-11-20 12:00:00', 3, 40), "
        "(5, timestamp'2026-11-20 13:00:00', 3, 50) AS events(id, at, customer, amount)"
    )
    window = {WINDOW_PROPERTY: "2026-11-20T00:00:00.000Z/2026-11-21T00:00:00.000Z"}
    writer = events.writeTo(f"{CATALOG}.{shop.processed('events')}").using("iceberg")
    writer.options(**snapshot_options(window)).create()
    shop.sql(
        "CREATE TABLE @customers USING iceberg AS "
        "SELECT * FROM VALUES (1, 'a'), (2, 'b'), (3, 'c') AS customers(id, name)"
    )
    return shop
