"""The optimizers' work, done by the engine that the sandbox queries with, when somebody asks for it.

AWS runs an optimizer by itself once there is enough to do. A sandbox has no quiet hours: POST to PATH, and every
enabled optimizer runs once. `?database=…&table=…` runs those of one table.
"""

import asyncio
import json
import re
import threading
import time
import urllib.parse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ministack.services import s3

from emulator.athena.access_rules import CATALOG, UNRESTRICTED_USER
from emulator.athena.engine import Progress, Statement, run_statement
from emulator.athena.errors import QueryFailedError
from emulator.forwarding import Application, Receive, Scope, Send
from emulator.glue.job_logs import LogStream
from emulator.glue.optimizer_settings import OptimizerError, iceberg_settings, require_permissions, require_table
from emulator.glue.optimizers import Key, enabled_optimizers, remember_run
from emulator.settings import Settings

Data = dict[str, Any]

PATH = "/_sandbox/table-maintenance"
_DAY_SECONDS = 86_400
#: Documented defaults of what a configuration leaves out.
_DEFAULTS = {
    "minInputFiles": 100,
    "deleteFileThreshold": 1,
    "snapshotRetentionPeriodInDays": 5,
    "numberOfSnapshotsToRetain": 1,
    "orphanFileRetentionPeriodInDays": 3,
}
#: Files that are smaller are put together; of larger ones, those with deleted rows are written anew.
_SMALL_FILE = "100MB"
_SMALL_FILE_BYTES = 100 * 1024 * 1024
#: This Trino can't be told how many snapshots stay, only how old they are when it comes to expire them.
_MARGIN_SECONDS = 60
_GROUPS = {
    "compaction": "/aws-glue/iceberg-compaction/logs",
    "retention": "/aws-glue/iceberg-retention/logs",
    "orphan_file_deletion": "/aws-glue/iceberg-orphan-file-deletion/logs",
}
_METRICS = {
    "compaction": "compactionMetrics",
    "retention": "retentionMetrics",
    "orphan_file_deletion": "orphanFileDeletionMetrics",
}
_MANIFEST = re.compile(r"-m\d+\.avro$")

Query = Callable[[str], list[list[Any]]]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


class _Table:
    """One table, its files and what the engine says of it."""

    def __init__(self, trino_url: str, database: str, name: str) -> None:
        self._url = trino_url
        self._database, self._name = database, name
        self._location = require_table(database, name)["StorageDescriptor"]["Location"]

    def _run(self, sql: str) -> list[list[Any]]:
        statement = Statement(sql, CATALOG, self._database, UNRESTRICTED_USER)
        return [row for page in run_statement(self._url, statement, Progress(), lambda: False) for row in page]

    def select(self, what: str, metadata: str, further: str = "") -> list[list[Any]]:
        return self._run(" ".join(("SELECT", what, "FROM", _quoted(f"{self._name}${metadata}"), further)))

    def execute(self, procedure: str) -> None:
        self._run(f"ALTER TABLE {_quoted(self._name)} EXECUTE {procedure}")

    def objects(self) -> dict[str, int]:
        """Sizes of all objects below the table's location, by key."""
        bucket, _, prefix = self._location.partition("://")[2].rstrip("/").partition("/")
        objects = s3._buckets[bucket]["objects"]
        return {key: record["size"] for key, record in list(objects.items()) if key.startswith(f"{prefix}/")}


def _compact(table: _Table, settings: Data) -> Data:
    """Only when a partition has enough small files, or files enough deletes, as AWS decides it."""
    files = table.select("content, file_size_in_bytes, file_path", "files")
    data = {path: int(size) for content, size, path in files if int(content) == 0}
    deletes = sum(int(content) != 0 for content, _, _ in files)
    small: dict[str, int] = {}
    for path, size in data.items():
        if size < _SMALL_FILE_BYTES:
            folder = path.rpartition("/")[0]
            small[folder] = small.get(folder, 0) + 1
    is_due = deletes >= settings["deleteFileThreshold"] or max(small.values(), default=0) >= settings["minInputFiles"]
    if not is_due:
        return {"NumberOfBytesCompacted": 0, "NumberOfFilesCompacted": 0}
    table.execute(f"optimize(file_size_threshold => '{_SMALL_FILE}')")
    kept = {path for (path,) in table.select("file_path", "files")}
    rewritten = [size for path, size in data.items() if path not in kept]
    return {"NumberOfBytesCompacted": sum(rewritten), "NumberOfFilesCompacted": len(rewritten)}


def _removed(table: _Table, before: dict[str, int]) -> list[str]:
    return sorted(before.keys() - table.objects().keys())


def _expire(table: _Table, settings: Data) -> Data:
    """Snapshots that are both too old and not among the newest. Heads of branches stay, and so do all their files."""
    days, kept = settings["snapshotRetentionPeriodInDays"], settings["numberOfSnapshotsToRetain"]
    age = "date_diff('second', committed_at, current_timestamp)"
    ages = [int(seconds) for (seconds,) in table.select(age, "snapshots", "ORDER BY committed_at DESC")]
    oldest_kept = ages[min(kept, len(ages)) - 1] + _MARGIN_SECONDS if ages else 0
    before = table.objects()
    table.execute(f"expire_snapshots(retention_threshold => '{max(days * _DAY_SECONDS, oldest_kept)}s')")
    gone = _removed(table, before)
    manifests = [key for key in gone if _MANIFEST.search(key)]
    lists = [key for key in gone if key.endswith(".avro") and key not in manifests]
    return {
        "NumberOfDataFilesDeleted": sum("/data/" in key for key in gone),
        "NumberOfManifestFilesDeleted": len(manifests),
        "NumberOfManifestListsDeleted": len(lists),
    }


def _remove_orphans(table: _Table, settings: Data) -> Data:
    before = table.objects()
    table.execute(f"remove_orphan_files(retention_threshold => '{settings['orphanFileRetentionPeriodInDays']}d')")
    return {"NumberOfOrphanFilesDeleted": len(_removed(table, before))}


_WORK: dict[str, Callable[[_Table, Data], Data]] = {
    "compaction": _compact,
    "retention": _expire,
    "orphan_file_deletion": _remove_orphans,
}


class Maintenance:
    """Runs optimizers, one after the other: two writers of one table would make each other repeat their commits."""

    def __init__(self, settings: Settings) -> None:
        self._trino_url = settings.trino_url
        self._folder = settings.glue_runs_folder
        self._lock = threading.Lock()

    def run(self, database: str | None, table: str | None) -> list[Data]:
        with self._lock:
            return [
                self._run_one(key, configuration)
                for key, configuration in list(enabled_optimizers())
                if database in (None, key[0]) and table in (None, key[1])
            ]

    def _run_one(self, key: Key, configuration: Data) -> Data:
        database, name, kind = key
        log = self._log(key, configuration["roleArn"])
        run: Data = {"startTimestamp": round(time.time(), 3)}
        began = time.monotonic()
        try:
            require_permissions(configuration["roleArn"], kind, require_table(database, name))
            settings = {**_DEFAULTS, **iceberg_settings(kind, configuration)}
            metrics = _WORK[kind](_Table(self._trino_url, database, name), settings)
            hours = (time.monotonic() - began) / 3600
            run |= {
                "eventType": "completed",
                _METRICS[kind]: {"IcebergMetrics": {**metrics, "JobDurationInHour": hours}},
            }
            log.line(f"{database}.{name}: {json.dumps(metrics)}")
        except (OptimizerError, QueryFailedError) as error:
            run |= {"eventType": "failed", "error": str(error)}
            log.line(f"{database}.{name}: {error}")
        finally:
            log.close()
        run["endTimestamp"] = round(time.time(), 3)
        remember_run(key, run)
        return {"database": database, "table": name, "type": kind, **run}

    def _log(self, key: Key, role_arn: str) -> LogStream:
        folder: Path = self._folder / "table-optimizers"
        folder.mkdir(parents=True, exist_ok=True)
        stream = "-".join(key)
        return LogStream(role_arn, _GROUPS[key[2]], stream, folder / f"{stream}.log")


def with_maintenance(application: Application, settings: Settings) -> Application:
    """The application with the optimizers' work at PATH."""
    maintenance = Maintenance(settings)

    async def route(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PATH or scope["method"] != "POST":
            await application(scope, receive, send)
            return
        query = dict(urllib.parse.parse_qsl(scope.get("query_string", b"").decode("latin-1")))
        runs = await asyncio.to_thread(maintenance.run, query.get("database"), query.get("table"))
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps({"runs": runs}).encode()})

    return route
