"""One row per key.

Rows of a window that share a key are settled alike for every run that reads the same manifest: the newest by the
contract's `updatedAtColumn` is kept, and among equals the one that came last (highest page, then line). Of the others

- rows with the kept row's content are duplicates and only counted;
- in `merge` mode, rows that are older than the kept one are earlier versions: duplicates too, whatever their content;
- all others contradict the kept row: they are quarantined with the reason `DUPLICATE_KEY`.
"""

from __future__ import annotations

from dataclasses import dataclass

from pyspark import StorageLevel
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from lakehouse.columns import LINE, PAGE
from lakehouse.contract import Dataset
from lakehouse.process.proof import NOTHING, Tally, tally_columns, tally_of

_KEY_HASH = "_key_hash"
_FATE = "_fate"
_KEPT, _DUPLICATE, _CONFLICT = "kept", "duplicate", "conflict"


@dataclass(frozen=True)
class Resolution:
    """Loadable rows with one row per key, the rows that contradict them, and what was counted."""

    loaded: DataFrame
    conflicts: DataFrame
    duplicate: Tally
    conflict: Tally
    distinct_keys: int
    cached: tuple[DataFrame, ...]

    def release(self) -> None:
        """Frees what was kept for both the table and its quarantine."""
        for frame in self.cached:
            frame.unpersist()


def _ranked(candidates: DataFrame, dataset: Dataset) -> DataFrame:
    newest = [F.col(dataset.updated_at_column).desc_nulls_last()] if dataset.updated_at_column else []
    by_key = Window.partitionBy(*dataset.primary_key).orderBy(*newest, F.col(PAGE).desc(), F.col(LINE).desc())
    content = F.struct(*(column.name for column in dataset.columns))
    counted = content.eqNullSafe(F.first(content).over(by_key))
    if dataset.write_mode == "merge" and dataset.updated_at_column:
        updated = F.col(dataset.updated_at_column)
        kept = F.first(updated).over(by_key)
        counted = counted | F.coalesce(updated < kept, updated.isNull() & kept.isNotNull())
    fate = F.when(F.row_number().over(by_key) == 1, _KEPT).when(counted, _DUPLICATE).otherwise(_CONFLICT)
    return candidates.withColumn(_FATE, fate)


def nothing_repeated(good: DataFrame, good_rows: int) -> Resolution:
    """Every row has a key of its own."""
    return Resolution(good, good.limit(0), NOTHING, NOTHING, good_rows, ())


def resolve_duplicates(good: DataFrame, good_rows: int, dataset: Dataset) -> Resolution:
    """Settles rows that share a key. Only keys' hashes are shuffled; whole rows only where a hash repeats."""
    hashed = good.withColumn(_KEY_HASH, F.xxhash64(*dataset.primary_key))
    repeated = (
        hashed.groupBy(_KEY_HASH).agg(F.count(F.lit(1)).alias("n")).where("n > 1").persist(StorageLevel.MEMORY_AND_DISK)
    )
    repeats = repeated.agg(F.coalesce(F.sum("n"), F.lit(0)).alias("rows")).collect()[0]
    if not repeats["rows"]:
        repeated.unpersist()
        return nothing_repeated(good, good_rows)
    candidates = hashed.join(repeated.select(_KEY_HASH), _KEY_HASH, "left_semi").drop(_KEY_HASH)
    ranked = _ranked(candidates, dataset).persist(StorageLevel.MEMORY_AND_DISK)
    counts = ranked.agg(
        *(column for fate in (_KEPT, _DUPLICATE, _CONFLICT) for column in tally_columns(fate, F.col(_FATE) == fate))
    ).collect()[0]
    unique = hashed.join(repeated.select(_KEY_HASH), _KEY_HASH, "left_anti").drop(_KEY_HASH)
    return Resolution(
        loaded=unique.unionByName(ranked.where(F.col(_FATE) == _KEPT).drop(_FATE)),
        conflicts=ranked.where(F.col(_FATE) == _CONFLICT).drop(_FATE),
        duplicate=tally_of(counts, _DUPLICATE),
        conflict=tally_of(counts, _CONFLICT),
        distinct_keys=good_rows - repeats["rows"] + tally_of(counts, _KEPT).rows,
        cached=(repeated, ranked),
    )
