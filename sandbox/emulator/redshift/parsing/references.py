"""The relations that a query reads, and its column names. Pure."""

import re
from collections.abc import Iterator

from sqlglot import exp

_NAMELESS = "?column?"
#: What a cast of something without a name is called, where that is not the type as it is written.
_TYPE_NAMES = {
    "decimal": "numeric",
    "integer": "int4",
    "bigint": "int8",
    "smallint": "int2",
    "boolean": "bool",
    "double precision": "float8",
    "real": "float4",
}
_FUNCTION = re.compile(r"(\w+)\(")


def _is_common_table(table: exp.Table) -> bool:
    """Whether it is a name from a WITH around it."""
    if table.db:
        return False
    ancestor = table.parent
    while ancestor is not None:
        clause = ancestor.args.get("with_")
        if clause is not None and any(part.alias.lower() == table.name.lower() for part in clause.expressions):
            return True
        ancestor = ancestor.parent
    return False


def relations_of(query: exp.Expr) -> list[exp.Table]:
    """The relations of the catalog that a query names, in the order of its text; functions among them."""
    return [table for table in query.find_all(exp.Table, bfs=False) if not _is_common_table(table)]


def _output_name(expression: exp.Expr) -> str:
    """What Redshift calls a column without a name of its own."""
    if isinstance(expression, exp.Cast):
        inner, kind = _output_name(expression.this), expression.to.sql("redshift").partition("(")[0].lower()
        return _TYPE_NAMES.get(kind, kind) if inner == _NAMELESS else inner
    if isinstance(expression, exp.Column):
        return expression.name.lower()
    if isinstance(expression, exp.Paren):
        return _output_name(expression.this)
    if isinstance(expression, exp.Case):
        return "case"
    if isinstance(expression, exp.Window):
        return _output_name(expression.this)
    function = _FUNCTION.match(expression.sql("redshift")) if isinstance(expression, exp.Func) else None
    return function.group(1).lower() if function else _NAMELESS


def _selects(query: exp.Expr) -> Iterator[exp.Select]:
    while not isinstance(query, exp.Select):
        inner = query.args.get("this")
        if not isinstance(inner, exp.Expr):
            return
        query = inner
    yield query


def name_outputs(query: exp.Query) -> None:
    """Names every result column as Redshift does; Trino would generate other names."""
    for select in _selects(query):
        for expression in list(select.expressions):
            unnamed = not isinstance(expression, (exp.Alias, exp.Column, exp.Star)) and not expression.is_star
            if unnamed:
                expression.replace(exp.alias_(expression.copy(), _output_name(expression), quoted=True))


def fold_names(query: exp.Expr) -> None:
    """In lower case, as Redshift folds names by default, quoted ones too."""
    for identifier in query.find_all(exp.Identifier):
        identifier.set("this", identifier.name.lower())
