"""Masking policies: their definitions, and which ones apply to a session.

https://docs.aws.amazon.com/redshift/latest/dg/t_ddm.html
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

import sqlglot
from sqlglot import exp

from emulator.redshift.catalog.database import Catalog
from emulator.redshift.engine.definitions import local_schema
from emulator.redshift.engine.session import Session, require_grantee, require_superuser
from emulator.redshift.engine.values import ResultColumn
from emulator.redshift.errors import StatementError
from emulator.redshift.parsing.grammar import parse_query
from emulator.redshift.parsing.statements import (
    AttachMaskingPolicy,
    CreateMaskingPolicy,
    DetachMaskingPolicy,
    DropMaskingPolicy,
)

#: Asks the engine for the columns of a query; raises StatementError for what it refuses.
Describe = Callable[[exp.Query], list[ResultColumn]]


def _inputs(names_and_types: list[tuple[str, str]]) -> str:
    return ", ".join(f'CAST(NULL AS {kind}) AS "{name}"' for name, kind in names_and_types)


def create_policy(catalog: Catalog, session: Session, statement: CreateMaskingPolicy, describe: Describe) -> None:
    require_superuser(session, "create masking policy")
    if catalog.row("SELECT 1 FROM masking_policies WHERE name = ?", statement.name):
        if statement.if_not_exists:
            return
        raise StatementError(f'policy "{statement.name}" already exists')
    inputs = _inputs([(column.name, column.type) for column in statement.columns])
    # Trino checks the expressions and infers their types.
    masked = ", ".join(f'{text} AS "{number}"' for number, text in enumerate(statement.expressions))
    types = describe(parse_query(f"SELECT {masked} FROM (SELECT {inputs}) AS policy_input"))
    given = describe(parse_query(f"SELECT {inputs}"))
    columns = [{"colname": column.name, "type": column.type.name} for column in given]
    expressions = [
        {"expr": text, "type": column.type.name} for text, column in zip(statement.expressions, types, strict=True)
    ]
    catalog.change(
        "INSERT INTO masking_policies (name, input_columns, expressions, modified_by, modified_time) "
        "VALUES (?, ?, ?, ?, ?)",
        statement.name,
        json.dumps(columns, separators=(",", ":")),
        json.dumps(expressions, separators=(",", ":")),
        session.user,
        datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S"),
    )


def drop_policy(catalog: Catalog, session: Session, statement: DropMaskingPolicy) -> None:
    require_superuser(session, "drop masking policy")
    _require_policy(catalog, statement.name)
    if not statement.cascade and catalog.row("SELECT 1 FROM attachments WHERE policy = ?", statement.name):
        raise StatementError(
            f'cannot drop masking policy "{statement.name}" because it is attached\n'
            "  Hint: Use DROP ... CASCADE to detach it too."
        )
    catalog.change("DELETE FROM masking_policies WHERE name = ?", statement.name)


def _require_policy(catalog: Catalog, name: str) -> None:
    if catalog.row("SELECT 1 FROM masking_policies WHERE name = ?", name) is None:
        raise StatementError(f'masking policy "{name}" does not exist')


def _check_counts(catalog: Catalog, statement: AttachMaskingPolicy) -> None:
    policy = catalog.row("SELECT * FROM masking_policies WHERE name = ?", statement.policy)
    assert policy is not None
    for stored, given, which in (
        (policy["input_columns"], statement.input, "input"),
        (policy["expressions"], statement.output, "output"),
    ):
        if len(json.loads(stored)) != len(given):
            raise StatementError(f'masking policy "{statement.policy}" takes another number of {which} columns')


def _check_others(catalog: Catalog, statement: AttachMaskingPolicy, schema: str) -> None:
    """Two policies on one column must have different priorities."""
    where = "schema = ? AND relation = ?"
    others = catalog.rows(f"SELECT * FROM attachments WHERE {where}", schema, statement.relation.name)
    for other in others:
        shared = set(json.loads(other["output_columns"])) & set(statement.output)
        if not shared:
            continue
        column = f'column "{sorted(shared)[0]}" of relation "{schema}.{statement.relation.name}"'
        if (other["grantee_type"], other["grantee"]) == (statement.grantee.type, statement.grantee.name):
            raise StatementError(f'masking policy "{other["policy"]}" is attached to {column} for the same grantee')
        if other["priority"] == statement.priority:
            raise StatementError(
                f'masking policy "{other["policy"]}" is attached to {column} with the same priority {other["priority"]}'
            )


def attach(catalog: Catalog, session: Session, statement: AttachMaskingPolicy) -> None:
    require_superuser(session, "attach masking policy")
    _require_policy(catalog, statement.policy)
    schema, name = local_schema(catalog, statement.relation), statement.relation.name
    if catalog.view(schema, name) is None:
        raise StatementError(f'relation "{schema}.{name}" does not exist')
    require_grantee(catalog, statement.grantee)
    _check_counts(catalog, statement)
    _check_others(catalog, statement, schema)
    catalog.change(
        "INSERT INTO attachments VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        statement.policy,
        schema,
        name,
        json.dumps(statement.output),
        json.dumps(statement.input),
        statement.grantee.type,
        statement.grantee.name,
        session.user,
        statement.priority,
    )


def detach(catalog: Catalog, session: Session, statement: DetachMaskingPolicy) -> None:
    require_superuser(session, "detach masking policy")
    _require_policy(catalog, statement.policy)
    schema = local_schema(catalog, statement.relation)
    changed = catalog.change(
        "DELETE FROM attachments WHERE policy = ? AND schema = ? AND relation = ? AND output_columns = ? "
        "AND grantee_type = ? AND grantee = ?",
        statement.policy,
        schema,
        statement.relation.name,
        json.dumps(statement.output),
        statement.grantee.type,
        statement.grantee.name,
    )
    if changed == 0:
        raise StatementError(
            f'masking policy "{statement.policy}" is not attached to relation "{schema}.{statement.relation.name}"'
        )


class Mask(NamedTuple):
    priority: int
    expression: exp.Expr


def _masks_of(texts: list[str], policy_inputs: list[str], actual: list[str]) -> list[exp.Expr]:
    columns = dict(zip(policy_inputs, actual, strict=True))
    masks = []
    for text in texts:
        mask = sqlglot.parse_one(text, read="redshift")
        for column in list(mask.find_all(exp.Column)):
            name = columns.get(column.name.lower())
            if name is not None:
                renamed = exp.column(exp.to_identifier(name, quoted=True))
                if column is mask:
                    mask = renamed
                else:
                    column.replace(renamed)
        masks.append(mask)
    return masks


def masks_for(catalog: Catalog, session: Session, schema: str, relation: str) -> dict[str, exp.Expr]:
    """By column, the mask of the highest priority among those of the session's roles."""
    rows = catalog.rows(
        "SELECT a.*, p.input_columns AS policy_inputs, p.expressions FROM attachments a "
        "JOIN masking_policies p ON p.name = a.policy WHERE a.schema = ? AND a.relation = ?",
        schema,
        relation,
    )
    found: dict[str, Mask] = {}
    for row in rows:
        if not session.is_any_of(row["grantee_type"], row["grantee"]):
            continue
        output: list[str] = json.loads(row["output_columns"])
        inputs = [column["colname"] for column in json.loads(row["policy_inputs"])]
        texts = [expression["expr"] for expression in json.loads(row["expressions"])]
        masks = _masks_of(texts, inputs, json.loads(row["input_columns"]))
        for column, mask in zip(output, masks, strict=True):
            if column not in found or found[column].priority < row["priority"]:
                found[column] = Mask(row["priority"], mask)
    return {column: mask.expression for column, mask in found.items()}
