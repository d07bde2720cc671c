"""GRANT and REVOKE, and the statements about masking policies. Pure."""

from emulator.redshift.errors import not_served
from emulator.redshift.parsing.cursor import Cursor
from emulator.redshift.parsing.statements import (
    AttachMaskingPolicy,
    CreateMaskingPolicy,
    Definition,
    DetachMaskingPolicy,
    DropMaskingPolicy,
    Grantee,
    PolicyColumn,
    RelationGrant,
    RoleGrant,
    SchemaGrant,
)

_OF_SCHEMAS = ("USAGE", "CREATE")
_OF_RELATIONS = ("SELECT",)


def _grantee(cursor: Cursor) -> Grantee:
    if cursor.accepts("ROLE"):
        return Grantee("role", cursor.name())
    if cursor.sees("GROUP"):
        raise not_served("a group as grantee")
    if cursor.accepts("PUBLIC"):
        return Grantee("public", "public")
    return Grantee("user", cursor.user_name())


def _grantees(cursor: Cursor, preposition: str) -> tuple[Grantee, ...]:
    cursor.expect(preposition)
    found = [_grantee(cursor)]
    while cursor.accepts(","):
        found.append(_grantee(cursor))
    if cursor.sees("WITH"):
        raise not_served(" ".join(cursor.words(3)))
    if preposition == "FROM" and not cursor.accepts("RESTRICT"):
        cursor.accepts("CASCADE")
    cursor.end()
    return tuple(found)


def _privileges(names: tuple[str, ...], served: tuple[str, ...], kind: str) -> tuple[str, ...]:
    if names in (("ALL",), ("ALL PRIVILEGES",)):
        return served
    for name in names:
        if name not in served:
            raise not_served(f"the privilege {name} on {kind}")
    return names


def _access(cursor: Cursor, *, is_revoke: bool) -> Definition:
    preposition = "FROM" if is_revoke else "TO"
    if cursor.accepts("ROLE"):
        roles = [cursor.name()]
        while cursor.accepts(","):
            cursor.accepts("ROLE")
            roles.append(cursor.name())
        return RoleGrant(is_revoke, tuple(roles), _grantees(cursor, preposition))
    if cursor.sees("GRANT", "OPTION"):
        raise not_served("GRANT OPTION")
    names = ["ALL PRIVILEGES" if cursor.accepts("ALL", "PRIVILEGES") else cursor.name().upper()]
    while cursor.accepts(","):
        names.append(cursor.name().upper())
    cursor.expect("ON")
    if cursor.sees("EXTERNAL") or cursor.sees("DATABASE") or cursor.sees("FUNCTION"):
        raise not_served(f"GRANT on {cursor.words(1)[0]}")
    if cursor.accepts("SCHEMA"):
        schemas = cursor.names()
        privileges = _privileges(tuple(names), _OF_SCHEMAS, "a schema")
        return SchemaGrant(is_revoke, privileges, schemas, _grantees(cursor, preposition))
    privileges = _privileges(tuple(names), _OF_RELATIONS, "a relation")
    if cursor.accepts("ALL", "TABLES", "IN", "SCHEMA"):
        schemas = cursor.names()
        return RelationGrant(is_revoke, privileges, (), schemas, _grantees(cursor, preposition))
    cursor.accepts("TABLE")
    relations = cursor.relations()
    return RelationGrant(is_revoke, privileges, relations, (), _grantees(cursor, preposition))


def grant(cursor: Cursor) -> Definition:
    return _access(cursor, is_revoke=False)


def revoke(cursor: Cursor) -> Definition:
    return _access(cursor, is_revoke=True)


def create_policy(cursor: Cursor) -> CreateMaskingPolicy:
    if_not_exists = cursor.accepts("IF", "NOT", "EXISTS")
    name = cursor.name()
    if_not_exists = cursor.accepts("IF", "NOT", "EXISTS") or if_not_exists
    cursor.expect("WITH")
    columns = []
    for column in cursor.parenthesized():
        inner = Cursor(column)
        column_name = inner.name()
        if not inner.words(1):
            raise inner.error()
        columns.append(PolicyColumn(column_name, column.split(None, 1)[1]))
    cursor.expect("USING")
    expressions = cursor.parenthesized()
    cursor.end()
    return CreateMaskingPolicy(name, tuple(columns), expressions, if_not_exists)


def drop_policy(cursor: Cursor) -> DropMaskingPolicy:
    name = cursor.name()
    cascade = cursor.accepts("CASCADE")
    if not cascade:
        cursor.accepts("RESTRICT")
    cursor.end()
    return DropMaskingPolicy(name, cascade)


def _column_names(cursor: Cursor) -> tuple[str, ...]:
    cursor.expect("(")
    names = cursor.names()
    cursor.expect(")")
    return names


def attach(cursor: Cursor) -> AttachMaskingPolicy:
    cursor.expect("MASKING", "POLICY")
    policy = cursor.name()
    cursor.expect("ON")
    relation = cursor.relation()
    output = _column_names(cursor)
    given = _column_names(cursor) if cursor.accepts("USING") else output
    cursor.expect("TO")
    grantee = _grantee(cursor)
    priority = cursor.integer() if cursor.accepts("PRIORITY") else 0
    cursor.end()
    return AttachMaskingPolicy(policy, relation, output, given, grantee, priority)


def detach(cursor: Cursor) -> DetachMaskingPolicy:
    cursor.expect("MASKING", "POLICY")
    policy = cursor.name()
    cursor.expect("ON")
    relation = cursor.relation()
    output = _column_names(cursor)
    cursor.expect("FROM")
    grantee = _grantee(cursor)
    cursor.end()
    return DetachMaskingPolicy(policy, relation, output, grantee)
