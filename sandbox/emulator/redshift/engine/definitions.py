"""Creates and drops schemas, roles and views, and grants privileges on them."""

from emulator.redshift.catalog.database import Catalog
from emulator.redshift.engine.session import (
    Session,
    require_grantee,
    require_owner,
    require_schema,
    require_superuser,
)
from emulator.redshift.errors import StatementError
from emulator.redshift.parsing.grammar import view_query
from emulator.redshift.parsing.references import relations_of
from emulator.redshift.parsing.statements import (
    CreateExternalSchema,
    CreateRole,
    CreateSchema,
    CreateView,
    DropRole,
    DropSchemas,
    DropViews,
    Relation,
    RelationGrant,
    RoleGrant,
    SchemaGrant,
)

_DEPENDED_ON = "because other objects depend on it\n  Hint: Use DROP ... CASCADE to drop the dependent objects too."
_DEFAULT_SCHEMA = "public"


def _new_schema(catalog: Catalog, session: Session, statement: CreateSchema | CreateExternalSchema) -> bool:
    require_superuser(session, "create schema")
    if catalog.row("SELECT 1 FROM schemas WHERE name = ?", statement.name) is None:
        return True
    if not statement.if_not_exists:
        raise StatementError(f'Schema "{statement.name}" already exists')
    return False


def create_schema(catalog: Catalog, session: Session, statement: CreateSchema) -> None:
    if _new_schema(catalog, session, statement):
        catalog.change("INSERT INTO schemas (name, owner) VALUES (?, ?)", statement.name, session.user)


def create_external_schema(catalog: Catalog, session: Session, statement: CreateExternalSchema) -> None:
    """Redshift checks that the database exists only when the schema is read."""
    if _new_schema(catalog, session, statement):
        catalog.change(
            "INSERT INTO schemas (name, owner, database, iam_role) VALUES (?, ?, ?, ?)",
            statement.name,
            session.user,
            statement.database,
            statement.role,
        )


def drop_schemas(catalog: Catalog, session: Session, statement: DropSchemas) -> None:
    for name in statement.names:
        found = catalog.row("SELECT owner FROM schemas WHERE name = ?", name)
        if found is None and statement.if_exists:
            continue
        require_owner(session, catalog.schema(name)["owner"], f"schema {name}")
        if not statement.cascade and catalog.row("SELECT 1 FROM views WHERE schema = ?", name):
            raise StatementError(f"cannot drop schema {name} {_DEPENDED_ON}")
        catalog.change("DELETE FROM schemas WHERE name = ?", name)


def create_role(catalog: Catalog, session: Session, statement: CreateRole) -> None:
    require_superuser(session, "create role")
    if catalog.row("SELECT 1 FROM roles WHERE name = ?", statement.name):
        raise StatementError(f'role "{statement.name}" already exists')
    catalog.change("INSERT INTO roles (name, owner) VALUES (?, ?)", statement.name, session.user)


def drop_role(catalog: Catalog, session: Session, statement: DropRole) -> None:
    name = statement.name
    found = catalog.row("SELECT owner FROM roles WHERE name = ?", name)
    if found is None:
        raise StatementError(f'role "{name}" does not exist')
    require_owner(session, found["owner"], f"role {name}")
    grantees = {row["grantee_type"] for row in catalog.rows("SELECT * FROM role_grants WHERE role = ?", name)}
    inherits = catalog.row("SELECT 1 FROM role_grants WHERE grantee_type = 'role' AND grantee = ?", name)
    if "user" in grantees and not statement.force:
        raise StatementError("cannot drop this role since it has been granted on a user")
    if (grantees or inherits) and not statement.force:
        raise StatementError("cannot drop this role since it depends on another role")
    for table in ("role_grants", "schema_grants", "relation_grants", "attachments"):
        catalog.change(f"DELETE FROM {table} WHERE grantee_type = 'role' AND grantee = ?", name)
    catalog.change("DELETE FROM roles WHERE name = ?", name)


def local_schema(catalog: Catalog, relation: Relation) -> str:
    """The schema of Redshift's own that a view is or will be in."""
    name = relation.schema or _DEFAULT_SCHEMA
    if catalog.schema(name)["database"] is not None:
        raise StatementError("Operation not supported on external tables")
    return name


def create_view(catalog: Catalog, session: Session, statement: CreateView) -> None:
    schema, name = local_schema(catalog, statement.view), statement.view.name
    require_schema(catalog, session, schema, "CREATE")
    if any(not table.db for table in relations_of(view_query(statement.definition))):
        raise StatementError(
            "All the relation names inside should be qualified when creating VIEW WITH NO SCHEMA BINDING."
        )
    existing = catalog.view(schema, name)
    if existing is None:
        values = (schema, name, session.user, statement.definition)
        catalog.change("INSERT INTO views (schema, name, owner, definition) VALUES (?, ?, ?, ?)", *values)
        return
    if not statement.replace:
        raise StatementError(f'Relation "{name}" already exists')
    require_owner(session, existing["owner"], f"relation {name}")
    # Its owner and the grants on it stay.
    catalog.change("UPDATE views SET definition = ? WHERE id = ?", statement.definition, existing["id"])


def drop_views(catalog: Catalog, session: Session, statement: DropViews) -> None:
    for relation in statement.views:
        schema = relation.schema or _DEFAULT_SCHEMA
        found = catalog.view(schema, relation.name)
        if found is not None:
            require_owner(session, found["owner"], f"relation {relation.name}")
            catalog.change("DELETE FROM views WHERE id = ?", found["id"])
        elif not statement.if_exists:
            raise StatementError(f'view "{relation}" does not exist')


def grant_on_schemas(catalog: Catalog, session: Session, statement: SchemaGrant) -> None:
    for schema in statement.schemas:
        require_owner(session, catalog.schema(schema)["owner"], f"schema {schema}")
        for grantee in statement.grantees:
            require_grantee(catalog, grantee)
            for privilege in statement.privileges:
                _change_grant(
                    catalog, "schema_grants", statement.revoke, (schema, privilege, grantee.type, grantee.name)
                )


def grant_on_relations(catalog: Catalog, session: Session, statement: RelationGrant) -> None:
    targets = [(local_schema(catalog, relation), relation.name) for relation in statement.relations]
    for schema in statement.all_in_schemas:
        local_schema(catalog, Relation(schema, ""))
        targets += [(schema, row["name"]) for row in catalog.rows("SELECT name FROM views WHERE schema = ?", schema)]
    for schema, name in targets:
        view = catalog.view(schema, name)
        if view is None:
            raise StatementError(f'relation "{schema}.{name}" does not exist')
        require_owner(session, view["owner"], f"relation {name}")
        for grantee in statement.grantees:
            require_grantee(catalog, grantee)
            for privilege in statement.privileges:
                values = (schema, name, privilege, grantee.type, grantee.name)
                _change_grant(catalog, "relation_grants", statement.revoke, values)


def grant_roles(catalog: Catalog, session: Session, statement: RoleGrant) -> None:
    for role in statement.roles:
        found = catalog.row("SELECT owner FROM roles WHERE name = ?", role)
        if found is None:
            raise StatementError(f'role "{role}" does not exist')
        require_owner(session, found["owner"], f"role {role}")
        for grantee in statement.grantees:
            require_grantee(catalog, grantee)
            _change_grant(catalog, "role_grants", statement.revoke, (role, grantee.type, grantee.name))


_COLUMNS = {
    "schema_grants": ("schema", "privilege", "grantee_type", "grantee"),
    "relation_grants": ("schema", "relation", "privilege", "grantee_type", "grantee"),
    "role_grants": ("role", "grantee_type", "grantee"),
}


def _change_grant(catalog: Catalog, table: str, revoke: bool, values: tuple[str, ...]) -> None:
    """Granting twice and revoking a missing grant are no errors."""
    if revoke:
        condition = " AND ".join(f"{column} = ?" for column in _COLUMNS[table])
        catalog.change(f"DELETE FROM {table} WHERE {condition}", *values)
    else:
        places = ", ".join("?" for _ in values)
        catalog.change(f"INSERT OR IGNORE INTO {table} VALUES ({places})", *values)
