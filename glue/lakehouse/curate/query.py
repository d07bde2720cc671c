"""A model's SELECT with the states of its tables filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from lakehouse.curate.days import Days
from lakehouse.curate.model import Model, Read, Text

# What may follow a table without an alias. Spark accepts some of these words as aliases, but nobody uses them as such.
_NO_ALIAS = re.compile(
    r"\s*(?:$|[^\w\s`]|(?:where|join|inner|left|right|full|cross|semi|anti|natural|lateral|on|using|group|having|order|"
    r"sort|cluster|distribute|limit|offset|window|union|intersect|except|minus|pivot|unpivot|tablesample)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class TableState:
    """One state of a table: `identifier` with its catalog, and the snapshot; None for a table that never had rows."""

    identifier: str
    snapshot_id: int | None

    def __str__(self) -> str:
        # By snapshot, on a branch or not: every reader of the table in this run sees the same rows.
        version = f" VERSION AS OF {self.snapshot_id}" if self.snapshot_id is not None else ""
        return f"{_quoted(self.identifier)}{version}"


def _quoted(identifier: str) -> str:
    return ".".join(f"`{part}`" for part in identifier.split("."))


def _name(relation: str) -> str:
    return relation.rpartition(".")[2]


def query_pieces(model: Model, states: Mapping[str, TableState]) -> list[str]:
    """The SELECT over those states, by production name: one text for each piece of the model's query."""
    pieces = []
    for place, piece in enumerate(model.query):
        if isinstance(piece, Text):
            pieces.append(piece.text)
            continue
        state = states[piece.table]
        following = model.query[place + 1] if place + 1 < len(model.query) else Text("")
        without_alias = isinstance(following, Read) or _NO_ALIAS.match(following.text) is not None
        # Columns may be qualified with the table's name, but a side table has a different name.
        renamed = _name(state.identifier) != _name(piece.table)
        pieces.append(f"{state} AS `{_name(piece.table)}`" if renamed and without_alias else str(state))
    return pieces


def run_query(spark: SparkSession, text: str, days: Days) -> DataFrame:
    """The query's rows; `:since` and `:until` are bound to the start of those days in UTC."""
    # As literals: a Python datetime would go through Java's calendar, which counts years before 1582 differently.
    ends = {name: F.expr(f"TIMESTAMP '{day} 00:00:00 UTC'") for name, day in vars(days).items()}
    return spark.sql(text, args=ends)
