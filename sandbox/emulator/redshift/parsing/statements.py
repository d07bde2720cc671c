"""Parsed statements. Names are lower case, as Redshift folds them, quoted or not."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from sqlglot import exp


@dataclass(frozen=True)
class Grantee:
    type: Literal["role", "user", "public"]
    name: str


@dataclass(frozen=True)
class Relation:
    #: None where the statement names none.
    schema: str | None
    name: str

    def __str__(self) -> str:
        return self.name if self.schema is None else f"{self.schema}.{self.name}"


@dataclass(frozen=True)
class Query:
    expression: exp.Query


@dataclass(frozen=True)
class Explain:
    expression: exp.Query


@dataclass(frozen=True)
class Transaction:
    action: Literal["begin", "commit", "rollback"]


@dataclass(frozen=True)
class CreateExternalSchema:
    name: str
    database: str
    #: A role's ARN, or `default`.
    role: str
    if_not_exists: bool


@dataclass(frozen=True)
class CreateSchema:
    name: str
    if_not_exists: bool


@dataclass(frozen=True)
class DropSchemas:
    names: tuple[str, ...]
    if_exists: bool
    cascade: bool


@dataclass(frozen=True)
class CreateRole:
    name: str


@dataclass(frozen=True)
class DropRole:
    name: str
    force: bool


@dataclass(frozen=True)
class CreateView:
    view: Relation
    #: The whole statement as it was typed.
    definition: str
    replace: bool


@dataclass(frozen=True)
class DropViews:
    views: tuple[Relation, ...]
    if_exists: bool


@dataclass(frozen=True)
class SchemaGrant:
    revoke: bool
    privileges: tuple[str, ...]
    schemas: tuple[str, ...]
    grantees: tuple[Grantee, ...]


@dataclass(frozen=True)
class RelationGrant:
    revoke: bool
    privileges: tuple[str, ...]
    relations: tuple[Relation, ...]
    #: `ALL TABLES IN SCHEMA`: every relation that is there now.
    all_in_schemas: tuple[str, ...]
    grantees: tuple[Grantee, ...]


@dataclass(frozen=True)
class RoleGrant:
    revoke: bool
    roles: tuple[str, ...]
    grantees: tuple[Grantee, ...]


@dataclass(frozen=True)
class PolicyColumn:
    name: str
    #: As it was typed, e.g. `varchar(256)`.
    type: str


@dataclass(frozen=True)
class CreateMaskingPolicy:
    name: str
    columns: tuple[PolicyColumn, ...]
    #: One for every column that the policy masks, as they were typed.
    expressions: tuple[str, ...]
    if_not_exists: bool


@dataclass(frozen=True)
class DropMaskingPolicy:
    name: str
    cascade: bool


@dataclass(frozen=True)
class AttachMaskingPolicy:
    policy: str
    relation: Relation
    output: tuple[str, ...]
    input: tuple[str, ...]
    grantee: Grantee
    priority: int


@dataclass(frozen=True)
class DetachMaskingPolicy:
    policy: str
    relation: Relation
    output: tuple[str, ...]
    grantee: Grantee


Definition: TypeAlias = (
    CreateExternalSchema
    | CreateSchema
    | DropSchemas
    | CreateRole
    | DropRole
    | CreateView
    | DropViews
    | SchemaGrant
    | RelationGrant
    | RoleGrant
    | CreateMaskingPolicy
    | DropMaskingPolicy
    | AttachMaskingPolicy
    | DetachMaskingPolicy
)
Statement: TypeAlias = Query | Explain | Transaction | Definition
