"""Spark's analysis of models before anything is built: over empty relations with the declared columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import StructField, StructType

from lakehouse.columns import spark_type
from lakehouse.curate.conform import conformed
from lakehouse.curate.days import EVER
from lakehouse.curate.model import Model, model_from_json
from lakehouse.curate.query import TableState, query_pieces, run_query
from lakehouse.curate.refusal import Refusal, refusal_of
from lakehouse.failure import ModelFailure

#: Qualified names never clash with those of a WITH clause, which have one part.
_DATABASE = "global_temp"

#: Neither Iceberg nor PySpark supports the type.
_INTERVAL = "interval"

Relations = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Analysis:
    """A model's columns with Spark's types; empty if Spark itself refuses the model."""

    model: str
    columns: tuple[tuple[str, str], ...]
    refusal: Refusal | None


class _Relations:
    """The relations that models read, as empty views of the session."""

    def __init__(self, spark: SparkSession, relations: Relations) -> None:
        self._spark = spark
        self._relations = relations
        self._held: dict[str, str] = {}

    def states(self, reads: Sequence[str]) -> dict[str, TableState]:
        """A view for each relation, under the relation's own name unless another relation already uses it."""
        taken: dict[str, str] = {}
        for relation in reads:
            name = relation.rpartition(".")[2]
            taken[name if name not in taken else relation.replace(".", "__")] = relation
        for view, relation in taken.items():
            self._hold(view, relation)
        return {relation: TableState(f"{_DATABASE}.{view}", None) for view, relation in taken.items()}

    def _hold(self, view: str, relation: str) -> None:
        if self._held.get(view) == relation:
            return
        columns = self._relations[relation].items()
        schema = StructType([StructField(name, spark_type(kind), True) for name, kind in columns])
        self._spark.createDataFrame([], schema).createOrReplaceGlobalTempView(view)
        self._held[view] = relation


def _columns(rows: DataFrame) -> tuple[tuple[str, str], ...]:
    # From Java's schema: PySpark does not know interval types.
    fields = rows._jdf.schema().fields()
    return tuple((str(field.name()), str(field.dataType().simpleString())) for field in fields)


def _analyze(spark: SparkSession, model: Model, relations: _Relations) -> Analysis:
    pieces = query_pieces(model, relations.states(model.reads))
    try:
        rows = run_query(spark, "".join(pieces), EVER)
        columns = _columns(rows)
    except PySparkException as error:
        refusal = refusal_of(error, model, pieces)
        message = refusal.message.replace(f"`{_DATABASE}`.", "")
        return Analysis(model.name, (), replace(refusal, message=message))
    intervals = [name for name, kind in columns if kind == _INTERVAL]
    if intervals:
        message = "; ".join(f"{name} is {_INTERVAL}, which no table can hold" for name in intervals)
        return Analysis(model.name, columns, Refusal("MODEL_TYPE_MISMATCH", message, None))
    try:
        conformed(model, rows)
    except ModelFailure as failure:
        return Analysis(model.name, columns, Refusal(failure.code, failure.found, None))
    return Analysis(model.name, columns, None)


def analyze(spark: SparkSession, request: Mapping[str, Any]) -> dict[str, Any]:
    """Spark's analysis of the models in a request that fits its schema, see `model/documents/analysis.ts`."""
    relations = _Relations(spark, request["relations"])
    models = [model_from_json(document) for document in request["models"]]
    analyses = [_analyze(spark, model, relations) for model in models]
    return {"formatVersion": 1, "models": [_to_json(analysis) for analysis in analyses]}


def _to_json(analysis: Analysis) -> dict[str, Any]:
    refusal = analysis.refusal
    place = refusal.place if refusal else None
    return {
        "name": analysis.model,
        "columns": [{"name": name, "type": kind} for name, kind in analysis.columns],
        "refusal": refusal
        and {
            "code": refusal.code,
            "message": refusal.message,
            "place": place and {"piece": place.piece, "offset": place.offset},
        },
    }
