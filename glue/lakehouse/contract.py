"""The compiled data contracts, as far as the job needs them; see `model/documents/contract-bundle.ts`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from lakehouse.shared_names import processed_database, quarantine_table

Classification = Literal["public", "internal", "confidential", "personal"]
RemovedRows = Literal["keep", "fail"]
WriteMode = Literal["append", "merge", "replace"]
Transform = Literal["identity", "day", "month", "year"]


@dataclass(frozen=True)
class Column:
    """One column of a dataset. `type` is spelled as Spark spells it, e.g. `decimal(12,2)`."""

    name: str
    source_name: str
    type: str
    required: bool
    classification: Classification
    description: str
    unit: str | None
    source_path: tuple[str, ...] = ()
    """Where a nested field is: the names of the objects around it, and its own; empty for any other field."""

    @property
    def path(self) -> tuple[str, ...]:
        """Names from the record's top level to the field."""
        return self.source_path or (self.source_name,)

    @property
    def personal(self) -> bool:
        """Whether the column's values are masked."""
        return self.classification == "personal"

    @property
    def hidden(self) -> bool:
        """Whether only some of the lake's readers may see its values."""
        return self.classification in {"confidential", "personal"}

    @property
    def comment(self) -> str:
        """Description with the unit, as readers of the catalog see it."""
        return f"{self.description} [{self.unit}]" if self.unit else self.description

    @property
    def stored_type(self) -> str:
        """Type in the processed zone: a masked value is always 64 hexadecimal digits."""
        return "string" if self.personal else self.type


@dataclass(frozen=True)
class Partition:
    """How the table is partitioned."""

    column: str
    transform: Transform


@dataclass(frozen=True)
class Tolerance:
    """The limits within which a night is still published. `quarantine_stop_percent` is a share of the night's rows."""

    quarantine_warn_percent: float
    quarantine_stop_percent: float
    empty: bool
    removed_rows: RemovedRows


@dataclass(frozen=True)
class RawFormat:
    """What the dataset's raw objects are; `delimiter` is one ASCII character, and only CSV has it."""

    type: Literal["json", "csv"] = "json"
    delimiter: str = ","


@dataclass(frozen=True)
class Dataset:
    """One dataset as its contract declares it. Primary key columns are always required.

    `unique_days` is how many days before the requested window `append` searches for existing keys; None searches the
    whole table.
    """

    id: str
    source: str
    name: str
    version: str
    description: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    write_mode: WriteMode
    updated_at_column: str | None
    unique_days: int | None
    window_column: str | None
    partitions: tuple[Partition, ...]
    tolerance: Tolerance
    format: RawFormat = RawFormat()

    def column(self, name: str) -> Column:
        """The column of that name; raises `KeyError` if the contract does not have it."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def personal(self) -> bool:
        """Whether any of its columns is personal."""
        return any(column.personal for column in self.columns)

    @property
    def is_read_whole(self) -> bool:
        """Whether every night reads everything that the source has."""
        return self.window_column is None

    @property
    def column_names(self) -> tuple[str, ...]:
        """Column names, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def table(self) -> str:
        """`<source>_processed.<name>`, without the catalog."""
        return f"{processed_database(self.source)}.{self.name}"

    @property
    def quarantine_table(self) -> str:
        """The accompanying table of rows that broke the contract."""
        return quarantine_table(self.table)


def _column(document: Mapping[str, Any], primary_key: tuple[str, ...]) -> Column:
    name = str(document["name"])
    return Column(
        name=name,
        source_name=str(document["sourceName"]),
        type=str(document["type"]),
        required=bool(document["required"]) or name in primary_key,
        classification=cast(Classification, document["classification"]),
        description=str(document["description"]),
        unit=document.get("unit"),
        source_path=tuple(str(part) for part in document.get("sourcePath", ())),
    )


def _format(extraction: Mapping[str, Any]) -> RawFormat:
    found = extraction.get("format", {"type": "json"})
    return RawFormat(found["type"], str(found["delimiter"])) if found["type"] == "csv" else RawFormat(found["type"])


def _tolerance(document: Mapping[str, Any]) -> Tolerance:
    return Tolerance(
        quarantine_warn_percent=float(document["quarantineWarnPercent"]),
        quarantine_stop_percent=float(document["quarantineStopPercent"]),
        empty=bool(document["empty"]),
        removed_rows=cast(RemovedRows, document["removedRows"]),
    )


def dataset_from_json(document: Mapping[str, Any]) -> Dataset:
    """One element of a bundle's `datasets`."""
    primary_key = tuple(str(name) for name in document["primaryKey"])
    return Dataset(
        id=str(document["id"]),
        source=str(document["source"]),
        name=str(document["name"]),
        version=str(document["version"]),
        description=str(document["description"]),
        columns=tuple(_column(column, primary_key) for column in document["columns"]),
        primary_key=primary_key,
        write_mode=cast(WriteMode, document["writeMode"]),
        updated_at_column=document.get("updatedAtColumn"),
        unique_days=document.get("uniqueDays"),
        window_column=document["extraction"].get("windowColumn"),
        partitions=tuple(
            Partition(str(partition["column"]), cast(Transform, partition["transform"]))
            for partition in document["partitions"]
        ),
        tolerance=_tolerance(document["tolerance"]),
        format=_format(document["extraction"]),
    )


def datasets_from_bundle(bundle: Mapping[str, Any]) -> dict[str, Dataset]:
    """Datasets by id, from a compiled bundle that fits its schema."""
    datasets = [dataset_from_json(document) for document in bundle["datasets"]]
    return {dataset.id: dataset for dataset in datasets}
