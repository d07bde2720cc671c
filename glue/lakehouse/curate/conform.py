"""A query must return the declared columns; their types may be narrower but of the same kind."""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import DataFrame
from pyspark.sql.types import (
    ByteType,
    DataType,
    DecimalType,
    DoubleType,
    FloatType,
    IntegerType,
    LongType,
    ShortType,
)

from lakehouse.columns import spark_type
from lakehouse.curate.model import Model
from lakehouse.failure import ModelFailure

_WIDER: dict[type[DataType], tuple[type[DataType], ...]] = {
    ByteType: (IntegerType, LongType),
    ShortType: (IntegerType, LongType),
    IntegerType: (LongType,),
    FloatType: (DoubleType,),
}


def holds(declared: DataType, found: DataType) -> bool:
    """Whether the declared type holds every value of the found type, and both are of the same kind."""
    if isinstance(found, DecimalType) and isinstance(declared, DecimalType):
        whole = declared.precision - declared.scale >= found.precision - found.scale
        return whole and declared.scale >= found.scale
    return declared == found or isinstance(declared, _WIDER.get(type(found), ()))


def _expect_names(model: Model, found: Sequence[str]) -> None:
    declared = [column.name for column in model.columns]
    if list(found) == declared:
        return
    missing = [name for name in declared if name not in found]
    surplus = [name for name in found if name not in declared]
    parts = [
        f"has no {', '.join(missing)}" if missing else "",
        f"has undeclared {', '.join(surplus)}" if surplus else "",
    ]
    order = f"returns {', '.join(found)}; declared are {', '.join(declared)}"
    what = " and ".join(part for part in parts if part) or order
    raise ModelFailure(
        "MODEL_COLUMNS_DIFFER",
        model.name,
        f"the query {what}",
        "make SELECT return the declared columns in order",
    )


def conformed(model: Model, rows: DataFrame) -> DataFrame:
    """The rows with exactly the declared types.

    Raises `ModelFailure` that names every column with an incompatible type; reads no rows.
    """
    fields = rows.schema.fields
    _expect_names(model, [field.name.lower() for field in fields])
    pairs = zip(fields, model.columns, strict=True)
    wrong = [(field, column) for field, column in pairs if not holds(spark_type(column.type), field.dataType)]
    if wrong:
        raise ModelFailure(
            "MODEL_TYPE_MISMATCH",
            model.name,
            "; ".join(f"{c.name} is {field.dataType.simpleString()}, declared as {c.type}" for field, c in wrong),
            f"write {', '.join(f'CAST(… AS {c.type}) AS {c.name}' for _, c in wrong)}, or declare what is found",
        )
    return rows.selectExpr(*(f"CAST(`{c.name}` AS {c.type}) AS `{c.name}`" for c in model.columns))
