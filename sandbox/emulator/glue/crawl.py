"""One crawl of S3: samples objects and infers tables and partitions.

Follows https://docs.aws.amazon.com/glue/latest/dg/crawler-s3-folder-table-partition.html for crawlers that set the
table level; without it, Glue groups by similarity, which isn't supported here.
"""

import json
import re
import threading
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from emulator.glue.inference import SAMPLED_BYTES, NotJsonError, Sample, infer, merge_columns, spell, unzip

Data = dict[str, Any]

_HIVE_FOLDER = re.compile(r"([^=/]+)=([^/]*)")
_GZIP_SUFFIX = ".gz"
#: Pages are written once, so an inferred schema stays valid for an ETag.
_samples: dict[tuple[str, str, str], Sample | None] = {}


class CrawlError(Exception):
    """The crawl fails; the message is what LastCrawl says."""


class CrawlStoppedError(Exception):
    """StopCrawler was called."""


@dataclass(frozen=True)
class Target:
    """One S3 target of a crawler, with its table settings."""

    bucket: str
    prefix: str
    #: Files sampled per folder; None for all.
    sample_size: int | None
    #: The bucket is level 1: https://docs.aws.amazon.com/glue/latest/dg/crawler-table-level.html
    table_level: int


@dataclass
class Folder:
    """A folder that holds files: a partition, or a table without partitions."""

    location: str
    values: tuple[str, ...]
    objects: list[Data] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)


@dataclass
class FoundTable:
    name: str
    location: str
    partition_keys: tuple[str, ...]
    folders: list[Folder] = field(default_factory=list)


def targets_of(crawler: Data) -> list[Target]:
    """Raises `CrawlError` for unsupported settings."""
    grouping = json.loads(crawler.get("Configuration") or "{}").get("Grouping") or {}
    level = grouping.get("TableLevelConfiguration")
    if not isinstance(level, int):
        raise CrawlError("the sandbox requires Grouping.TableLevelConfiguration in the configuration")
    targets = crawler.get("Targets") or {}
    unknown = sorted(kind for kind, listed in targets.items() if listed and kind != "S3Targets")
    if unknown:
        raise CrawlError(f"the sandbox supports only S3 targets, not {', '.join(unknown)}")
    return [_target(target, level) for target in targets.get("S3Targets") or []]


def _target(target: Data, level: int) -> Target:
    match = re.fullmatch(r"s3://([^/]+)/?(.*)", target.get("Path", ""))
    if match is None:
        raise CrawlError(f"{target.get('Path')} isn't an S3 path")
    if target.get("Exclusions"):
        raise CrawlError("the sandbox doesn't support exclusions")
    prefix = match[2] if not match[2] or match[2].endswith("/") else f"{match[2]}/"
    return Target(match[1], prefix, target.get("SampleSize"), level)


def _objects(s3: Any, target: Target) -> Iterator[Data]:
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=target.bucket, Prefix=target.prefix)
    for page in pages:
        yield from (found for found in page.get("Contents", []) if found["Size"] > 0)


def _table_name(folder: str) -> str:
    return re.sub(r"[^a-z0-9_]", "_", folder.lower())


def _partition(folders: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names and values of the folders below a table; an unnamed folder is named by its position."""
    found = [_HIVE_FOLDER.fullmatch(folder) for folder in folders]
    keys = tuple(match[1].lower() if match else f"partition_{place}" for place, match in enumerate(found))
    return keys, tuple(match[2] if match else folder for match, folder in zip(found, folders, strict=True))


def group(target: Target, objects: Iterator[Data], prefix: str) -> list[FoundTable]:
    """Tables with their folders. Files above the table level are ignored."""
    tables: dict[str, FoundTable] = {}
    folders: dict[str, Folder] = {}
    for found in objects:
        path: list[str] = [target.bucket, *found["Key"].split("/")[:-1]]
        if len(path) < target.table_level:
            continue
        location = f"s3://{'/'.join(path[: target.table_level])}/"
        keys, values = _partition(path[target.table_level :])
        table = tables.setdefault(
            location, FoundTable(prefix + _table_name(path[target.table_level - 1]), location, keys)
        )
        if keys != table.partition_keys:
            continue
        place = f"s3://{'/'.join(path)}/"
        if place not in folders:
            folders[place] = Folder(place, values)
            table.folders.append(folders[place])
        folders[place].objects.append(found)
    return list(tables.values())


def _sample(s3: Any, bucket: str, found: Data) -> Sample | None:
    known = (bucket, found["Key"], found["ETag"])
    if known not in _samples:
        part = s3.get_object(Bucket=bucket, Key=found["Key"], Range=f"bytes=0-{SAMPLED_BYTES - 1}")
        try:
            sample = infer(unzip(part["Body"].read()))
        except NotJsonError:
            sample = None
        _samples[known] = sample if sample and sample.records else None
    return _samples[known]


def crawl(s3: Any, target: Target, prefix: str, stopped: threading.Event) -> list[FoundTable]:
    """Every table below the target whose files are JSON, with what was inferred of each folder's first files."""
    tables = group(target, _objects(s3, target), prefix)
    for table in tables:
        for folder in table.folders:
            for found in folder.objects[: target.sample_size]:
                if stopped.is_set():
                    raise CrawlStoppedError
                sample = _sample(s3, target.bucket, found)
                if sample is not None:
                    folder.samples.append(sample)
        table.folders = [folder for folder in table.folders if folder.samples]
    names: dict[str, list[str]] = defaultdict(list)
    for table in tables:
        names[table.name].append(table.location)
    for name, locations in names.items():
        if len(locations) > 1:
            raise CrawlError(f"{', '.join(locations)} would all be the table {name}")
    return [table for table in tables if table.folders]


def _columns(folders: list[Folder]) -> list[Data]:
    merged = merge_columns(sample.columns for folder in folders for sample in folder.samples)
    return [{"Name": name, "Type": spell(found)} for name, found in merged.items()]


def _parameters(folders: list[Folder], crawler: str) -> dict[str, str]:
    objects = [found for folder in folders for found in folder.objects]
    samples = [sample for folder in folders for sample in folder.samples]
    records = sum(sample.records for sample in samples)
    zipped = any(found["Key"].endswith(_GZIP_SUFFIX) for found in objects)
    return {
        "CrawlerSchemaDeserializerVersion": "1.0",
        "CrawlerSchemaSerializerVersion": "1.0",
        "UPDATED_BY_CRAWLER": crawler,
        "averageRecordSize": str(sum(sample.bytes for sample in samples) // records),
        "classification": "json",
        "compressionType": "gzip" if zipped else "none",
        "objectCount": str(len(objects)),
        "recordCount": str(records * len(objects) // len(samples)),
        "sizeKey": str(sum(found["Size"] for found in objects)),
        "typeOfData": "file",
    }


def _storage(folders: list[Folder], location: str, parameters: dict[str, str]) -> Data:
    names = {name for folder in folders for sample in folder.samples for name in sample.names}
    return {
        "Columns": _columns(folders),
        "Location": location,
        "InputFormat": "org.apache.hadoop.mapred.TextInputFormat",
        "OutputFormat": "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
        "Compressed": parameters["compressionType"] != "none",
        "NumberOfBuckets": -1,
        "SerdeInfo": {
            "SerializationLibrary": "org.openx.data.jsonserde.JsonSerDe",
            "Parameters": {"paths": ",".join(sorted(names))},
        },
        "BucketColumns": [],
        "SortColumns": [],
        "Parameters": parameters,
        "StoredAsSubDirectories": False,
    }


def table_input(table: FoundTable, crawler: str) -> Data:
    """The table as the catalog takes it. Its columns are those of all its folders."""
    parameters = _parameters(table.folders, crawler)
    return {
        "Name": table.name,
        "Owner": "owner",
        "TableType": "EXTERNAL_TABLE",
        "Parameters": parameters,
        "PartitionKeys": [{"Name": key, "Type": "string"} for key in table.partition_keys],
        "StorageDescriptor": _storage(table.folders, table.location, parameters),
    }


def partition_inputs(table: FoundTable, crawler: str) -> list[Data]:
    """Its partitions. Each has the columns of its own files."""
    if not table.partition_keys:
        return []
    return [
        {
            "Values": list(folder.values),
            "StorageDescriptor": _storage([folder], folder.location, _parameters([folder], crawler)),
            "Parameters": _parameters([folder], crawler),
        }
        for folder in table.folders
    ]
