"""Translates Redshift's SQL to Trino's with the parser library, adding semantics that it leaves out. Pure."""

import contextlib
import re
from collections.abc import Callable, Mapping
from typing import Any

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify

from emulator.athena.access_rules import CATALOG

#: Database -> table -> column -> type as the Glue catalog has it.
GlueTypes = Mapping[str, Mapping[str, Mapping[str, str]]]

_DIALECT = "trino"
_MARK = "literal"
_NUMERIC = (*exp.DataType.INTEGER_TYPES, *exp.DataType.REAL_TYPES)
#: Redshift's default types where no length is given.
#: https://docs.aws.amazon.com/redshift/latest/dg/c_Supported_data_types.html
_WITH_LENGTH: dict[exp.DType, tuple[str, ...]] = {
    exp.DType.VARCHAR: ("256",),
    exp.DType.NVARCHAR: ("256",),
    exp.DType.TEXT: ("256",),
    exp.DType.BPCHAR: ("256",),
    exp.DType.CHAR: ("1",),
    exp.DType.NCHAR: ("1",),
    exp.DType.DECIMAL: ("18", "0"),
}


def _is_text(expression: exp.Expr) -> bool:
    return isinstance(expression, exp.Literal) and bool(expression.is_string)


def _literal_type(literal: exp.Expr, other: exp.DataType) -> exp.DataType | None:
    """The type that Redshift gives a literal in quotes beside a value of another type."""
    if not _is_text(literal):
        return None
    if other.is_type(exp.DType.DATE, *exp.DataType.TEMPORAL_TYPES, exp.DType.BOOLEAN):
        return other
    return exp.DataType.build("DECIMAL(38, 10)") if other.is_type(*_NUMERIC) else None


def _comparisons(query: exp.Expr) -> list[tuple[exp.Expr, list[exp.Expr]]]:
    found: list[tuple[exp.Expr, list[exp.Expr]]] = []
    for node in query.find_all(exp.Binary, exp.Between, exp.In):
        if isinstance(node, exp.Between):
            found.append((node.this, [node.args["low"], node.args["high"]]))
        elif isinstance(node, exp.In):
            found.append((node.this, node.expressions))
        elif isinstance(node, exp.Binary) and isinstance(node, exp.Predicate):
            found += [(node.left, [node.right]), (node.right, [node.left])]
    return found


def _type_literals(query: exp.Expr, types: GlueTypes) -> None:
    """`day >= '2013-01-01'` compares dates in Redshift; Trino would compare a date with text, which it rejects."""
    if not any(_is_text(side) for _, beside in _comparisons(query) for side in beside):
        return
    literals = [literal for literal in query.find_all(exp.Literal) if literal.is_string]
    for number, literal in enumerate(literals):
        literal.meta[_MARK] = number
    schema: dict[str, Any] = {
        CATALOG: {
            database: {
                table: {column: exp.DataType.build(kind, dialect="hive") for column, kind in columns.items()}
                for table, columns in tables.items()
            }
            for database, tables in types.items()
        }
    }
    # What the library can't resolve stays unchanged; Trino then reports what is wrong.
    with contextlib.suppress(SqlglotError):
        qualified = qualify(query.copy(), schema=schema, dialect="redshift", validate_qualify_columns=False)
        for other, beside in _comparisons(annotate_types(qualified, schema=schema, dialect="redshift")):
            for side in beside:
                kind = _literal_type(side, other.type) if other.type else None
                mark = side.meta.get(_MARK)
                if kind is not None and mark is not None:
                    original = literals[mark]
                    original.replace(exp.Cast(this=original.copy(), to=kind.copy()))


def _as_bytes(node: exp.Expr) -> exp.Expr:
    return exp.Encode(this=exp.cast(node, "varchar"), charset=exp.Literal.string("utf-8"))


def _hash(node: exp.Expr) -> exp.Expr:
    node.set("this", _as_bytes(node.this))
    return exp.Lower(this=exp.Anonymous(this="TO_HEX", expressions=[node])) if isinstance(node, exp.SHA) else node


def _with_length(node: exp.Expr) -> exp.Expr:
    kind = node.args["to"]
    length = _WITH_LENGTH.get(kind.this) if isinstance(kind, exp.DataType) and not kind.expressions else None
    if length is not None:
        base = exp.DType.VARCHAR if kind.this in (exp.DType.TEXT, exp.DType.BPCHAR, exp.DType.NVARCHAR) else kind.this
        parameters = [exp.DataTypeParam(this=exp.Literal.number(part)) for part in length]
        node.set("to", exp.DataType(this=base, expressions=parameters))
    return node


_REWRITTEN: dict[type[exp.Expr], Callable[[exp.Expr], exp.Expr]] = {
    exp.MD5: _hash,
    exp.SHA: _hash,
    exp.SHA2: _hash,
    # Without a time zone, as GETDATE and SYSDATE are.
    exp.CurrentTimestamp: lambda _node: exp.Localtimestamp(),
    exp.Cast: _with_length,
}


def to_engine(query: exp.Expr, types: GlueTypes) -> str:
    """`query` names the engine's tables by now."""
    translated = query.copy()
    _type_literals(translated, types)
    for kind, rewrite in _REWRITTEN.items():
        for node in list(translated.find_all(kind)):
            rewritten = rewrite(node.copy())
            if node is translated:
                translated = rewritten
            else:
                node.replace(rewritten)
    return translated.sql(_DIALECT)


def with_context(query: exp.Query, user: str, database: str) -> None:
    """Substitutes session functions, such as `current_user`."""
    values = {
        exp.CurrentUser: user,
        exp.SessionUser: user,
        exp.CurrentDatabase: database,
        exp.CurrentCatalog: database,
        exp.CurrentSchema: "public",
    }
    for kind, value in values.items():
        for node in list(query.find_all(kind)):
            literal = exp.Literal.string(value)
            name = node.sql("redshift").partition("(")[0].lower()
            in_result = isinstance(node.parent, exp.Select) and node.arg_key == "expressions"
            node.replace(exp.alias_(literal, name, quoted=True) if in_result else literal)


_POSITIONS = (exp.Limit, exp.Offset, exp.Fetch)
_WHOLE = re.compile(r"\d+")


def with_parameters(query: exp.Query, parameters: Mapping[str, str]) -> None:
    """Puts in the values of `:name`. Each is a literal in quotes, whose type follows from what it stands beside."""
    for node in list(query.find_all(exp.Placeholder)):
        value = parameters.get(node.name)
        if value is None:
            continue
        is_count = isinstance(node.parent, _POSITIONS) and _WHOLE.fullmatch(value)
        node.replace(exp.Literal.number(value) if is_count else exp.Literal.string(value))
