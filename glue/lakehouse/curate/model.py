"""The compiled models, as far as the job needs them; the JSON's shape is that of `model/documents/sql-bundle.ts`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from lakehouse.contract import Partition, Transform


@dataclass(frozen=True)
class ModelColumn:
    """One column of a model. `type` is spelled as Spark spells it, e.g. `decimal(12,2)`."""

    name: str
    type: str
    description: str


@dataclass(frozen=True)
class Full:
    """A build writes all rows."""


@dataclass(frozen=True)
class IncrementalByTime:
    """A build replaces the days of `column` on which rows of the source changed."""

    column: str
    source_table: str
    source_column: str


@dataclass(frozen=True)
class Merge:
    """A build inserts and updates by the grain, and deletes nothing."""


Mode = Full | IncrementalByTime | Merge


@dataclass(frozen=True)
class Unique:
    """No two rows share the columns' values; rows with a null in any of them are ignored."""

    columns: tuple[str, ...]

    def __str__(self) -> str:
        return f"unique({', '.join(self.columns)})"


@dataclass(frozen=True)
class NotNull:
    """No row has a null in any of the columns."""

    columns: tuple[str, ...]

    def __str__(self) -> str:
        return f"not_null({', '.join(self.columns)})"


@dataclass(frozen=True)
class AcceptedValues:
    """Every non-null value is one of these."""

    column: str
    values: tuple[str | int | float, ...]

    def __str__(self) -> str:
        return f"accepted_values({self.column})"


@dataclass(frozen=True)
class Relationship:
    """Every non-null value is a value of `field` in the table `to`."""

    column: str
    to: str
    field: str

    def __str__(self) -> str:
        return f"relationships({self.column}, {self.to}.{self.field})"


@dataclass(frozen=True)
class RowCount:
    """The table's row count is within these inclusive bounds."""

    least: int | None
    most: int | None

    def __str__(self) -> str:
        bounds = [("min", self.least), ("max", self.most)]
        return f"row_count({', '.join(f'{name} {bound}' for name, bound in bounds if bound is not None)})"


@dataclass(frozen=True)
class Freshness:
    """The greatest value is at most this many hours before the end of the newest window in the sources."""

    column: str
    hours: float

    def __str__(self) -> str:
        return f"freshness({self.column}, {self.hours:g} h)"


ModelTest = Unique | NotNull | AcceptedValues | Relationship | RowCount | Freshness


@dataclass(frozen=True)
class Text:
    """Literal part of a query."""

    text: str


@dataclass(frozen=True)
class Read:
    """Place in a query at which a table or model is read: `<database>.<table>` as in production."""

    table: str


QueryPiece = Text | Read


@dataclass(frozen=True)
class Model:
    """One model. `tests` includes those that its grain implies; a changed `hash` requires a new build."""

    name: str
    description: str
    columns: tuple[ModelColumn, ...]
    grain: tuple[str, ...]
    mode: Mode
    partitions: tuple[Partition, ...]
    tests: tuple[ModelTest, ...]
    query: tuple[QueryPiece, ...]
    reads: tuple[str, ...]
    hash: str

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The tables that it reads and those that its tests refer to."""
        compared = [test.to for test in self.tests if isinstance(test, Relationship)]
        return tuple(dict.fromkeys([*self.reads, *compared]))


def _mode(document: Mapping[str, Any]) -> Mode:
    match document["kind"]:
        case "full":
            return Full()
        case "merge":
            return Merge()
        case "incremental by time":
            source = document["source"]
            return IncrementalByTime(str(document["column"]), str(source["table"]), str(source["column"]))
        case kind:
            raise ValueError(f"mode {kind!r} is not one of full, incremental by time, merge")


def _test(document: Mapping[str, Any]) -> ModelTest:
    match document["kind"]:
        case "unique":
            return Unique(tuple(document["columns"]))
        case "not_null":
            return NotNull(tuple(document["columns"]))
        case "accepted_values":
            return AcceptedValues(str(document["column"]), tuple(document["values"]))
        case "relationships":
            return Relationship(str(document["column"]), str(document["to"]), str(document["field"]))
        case "row_count":
            return RowCount(document.get("min"), document.get("max"))
        case "freshness":
            return Freshness(str(document["column"]), float(document["hours"]))
        case kind:
            raise ValueError(f"test {kind!r} is unknown to this job")


def _tests(model: str, grain: tuple[str, ...], documents: Sequence[Mapping[str, Any]]) -> tuple[ModelTest, ...]:
    """All tests of a model, as compiled. Without those of the grain, a merge would match arbitrary rows."""
    tests = tuple(_test(document) for document in documents)
    lacking = [str(test) for test in (Unique(grain), NotNull(grain)) if test not in tests]
    if lacking:
        raise ValueError(f"{model}: its tests lack {' and '.join(lacking)}, which its grain implies; apply SQL again")
    return tests


def _piece(document: Mapping[str, str]) -> QueryPiece:
    return Read(document["table"]) if "table" in document else Text(document["text"])


def model_from_json(document: Mapping[str, Any]) -> Model:
    """One element of a bundle's `models`.

    Raises `ValueError` for a mode or test that this job does not know, and for a model without the tests of its grain.
    """
    name = str(document["name"])
    grain = tuple(str(column) for column in document["grain"])
    return Model(
        name=name,
        description=str(document["description"]),
        columns=tuple(
            ModelColumn(str(column["name"]), str(column["type"]), str(column["description"]))
            for column in document["columns"]
        ),
        grain=grain,
        mode=_mode(document["mode"]),
        partitions=tuple(
            Partition(str(partition["column"]), cast(Transform, partition["transform"]))
            for partition in document["partitions"]
        ),
        tests=_tests(name, grain, document["tests"]),
        query=tuple(_piece(piece) for piece in document["query"]),
        reads=tuple(str(name) for name in document["reads"]),
        hash=str(document["hash"]),
    )


def models_from_bundle(bundle: Mapping[str, Any]) -> tuple[Model, ...]:
    """Models of a SQL bundle that fits its schema, each after those that it reads."""
    return tuple(model_from_json(document) for document in bundle["models"])
