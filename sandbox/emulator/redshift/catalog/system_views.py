"""Redshift's system tables and views over the catalog, with the columns that AWS documents.

https://docs.aws.amazon.com/redshift/latest/dg/cm_chap_system-tables.html

They are temporary because they depend on the session: `asking` holds its user, `asking_as` the user and its roles.
Each has its columns with types, and the query for its rows.
"""

import json
import sqlite3
from typing import NamedTuple

from emulator.redshift.engine.session import Session

#: Redshift's own schemas, by their owner's id, which is Redshift's own user.
_OWN_SCHEMAS = ("catalog_history", "information_schema", "pg_automv", "pg_catalog", "pg_internal", "pg_toast")
#: IDs of user objects begin above Redshift's own.
FIRST_ID = 100_000
_IDENTITY_ID = """CASE {0}.grantee_type WHEN 'role' THEN (SELECT id FROM roles WHERE name = {0}.grantee)
    WHEN 'user' THEN (SELECT id FROM users WHERE name = {0}.grantee) ELSE 0 END"""
_OWNER_ID = "coalesce((SELECT id FROM users WHERE name = {0}.owner), 1)"
_VISIBLE = """((SELECT is_superuser FROM asking)
    OR EXISTS (SELECT 1 FROM asking_as i WHERE i.grantee_type = {0}.grantee_type AND i.grantee = {0}.grantee))"""
_SUPERUSERS_ONLY = "(SELECT is_superuser FROM asking)"


class SystemView(NamedTuple):
    #: Column -> type as Redshift has it.
    columns: dict[str, str]
    select: str


def _view(columns: str, select: str) -> SystemView:
    pairs = (column.split(None, 1) for column in columns.split(","))
    return SystemView({name: kind.strip() for name, kind in pairs}, select)


VIEWS: dict[str, SystemView] = {
    "pg_namespace": _view(
        "oid int, nspname varchar(128), nspowner int, nspacl varchar(256)",
        f"""SELECT id + {FIRST_ID}, name, {_OWNER_ID.format("s")}, NULL FROM schemas s
            UNION ALL SELECT 10 + key, value, 1, NULL FROM json_each('{json.dumps(_OWN_SCHEMAS)}')""",
    ),
    "pg_views": _view(
        "schemaname varchar(128), viewname varchar(128), viewowner varchar(128), definition varchar(65535)",
        "SELECT schema, name, owner, definition FROM views",
    ),
    "pg_class": _view(
        "oid int, relname varchar(128), relnamespace int, relowner int, relkind char(1)",
        f"""SELECT v.id + {FIRST_ID}, v.name, s.id + {FIRST_ID}, {_OWNER_ID.format("v")}, 'v'
            FROM views v JOIN schemas s ON s.name = v.schema""",
    ),
    "pg_user": _view(
        "usename varchar(128), usesysid int, usecreatedb boolean, usesuper boolean, usecatupd boolean",
        "SELECT name, id, is_superuser, is_superuser, 0 FROM users",
    ),
    "pg_external_schema": _view(
        "esoid int, eskind int, esdbname varchar(128), esoptions varchar(256)",
        f"""SELECT id + {FIRST_ID}, 1, database, json_object('IAM_ROLE', iam_role)
            FROM schemas WHERE database IS NOT NULL""",
    ),
    "svv_external_schemas": _view(
        "esoid int, eskind smallint, schemaname varchar(128), esowner int, databasename varchar(128), "
        "esoptions varchar(256)",
        f"""SELECT id + {FIRST_ID}, 1, name, {_OWNER_ID.format("s")}, database, json_object('IAM_ROLE', iam_role)
            FROM schemas s WHERE database IS NOT NULL""",
    ),
    "svv_all_schemas": _view(
        "database_name varchar(128), schema_name varchar(128), schema_owner int, schema_type varchar(128), "
        "schema_acl varchar(128), source_database varchar(128), schema_option varchar(256)",
        f"""SELECT (SELECT database_name FROM asking), name, {_OWNER_ID.format("s")},
            CASE WHEN database IS NULL THEN 'local' ELSE 'external' END, NULL, database,
            CASE WHEN database IS NULL THEN NULL ELSE json_object('IAM_ROLE', iam_role) END FROM schemas s
            UNION ALL SELECT (SELECT database_name FROM asking), value, 1, 'local', NULL, NULL, NULL
            FROM json_each('{json.dumps(_OWN_SCHEMAS)}')""",
    ),
    "svv_roles": _view(
        "role_id int, role_name varchar(128), role_owner varchar(128), external_id varchar(128)",
        "SELECT id, name, owner, NULL FROM roles",
    ),
    "svv_role_grants": _view(
        "role_id int, role_name varchar(128), granted_role_id int, granted_role_name varchar(128)",
        """SELECT r.id, r.name, g.id, g.name FROM role_grants x JOIN roles r ON r.name = x.grantee
            JOIN roles g ON g.name = x.role WHERE x.grantee_type = 'role'""",
    ),
    "svv_user_grants": _view(
        "user_id int, user_name varchar(128), role_id int, role_name varchar(128), admin_option boolean",
        """SELECT u.id, u.name, r.id, r.name, 0 FROM role_grants x JOIN users u ON u.name = x.grantee
            JOIN roles r ON r.name = x.role WHERE x.grantee_type = 'user'""",
    ),
    "svv_user_info": _view(
        "user_name varchar(128), user_id int, createdb boolean, superuser boolean",
        "SELECT name, id, is_superuser, is_superuser FROM users",
    ),
    "svv_schema_privileges": _view(
        "namespace_name varchar(128), privilege_type varchar(128), identity_id int, identity_name varchar(128), "
        "identity_type varchar(128), admin_option boolean, privilege_scope varchar(128)",
        f"""SELECT schema, privilege, {_IDENTITY_ID.format("g")}, grantee, grantee_type, 0, 'SCHEMA'
            FROM schema_grants g WHERE {_VISIBLE.format("g")}""",
    ),
    "svv_relation_privileges": _view(
        "namespace_name varchar(128), relation_name varchar(128), privilege_type varchar(128), identity_id int, "
        "identity_name varchar(128), identity_type varchar(128), admin_option boolean",
        f"""SELECT schema, relation, privilege, {_IDENTITY_ID.format("g")}, grantee, grantee_type, 0
            FROM relation_grants g WHERE {_VISIBLE.format("g")}""",
    ),
    "svv_masking_policy": _view(
        "policy_database varchar(128), policy_name varchar(128), input_columns varchar(65535), "
        "policy_expression varchar(65535), policy_modified_by varchar(128), policy_modified_time timestamp",
        f"""SELECT (SELECT database_name FROM asking), name, input_columns, expressions, modified_by, modified_time
            FROM masking_policies WHERE {_SUPERUSERS_ONLY}""",
    ),
    "svv_attached_masking_policy": _view(
        "policy_name varchar(128), schema_name varchar(128), table_name varchar(128), table_type varchar(128), "
        "grantor varchar(128), grantee varchar(128), grantee_type varchar(128), priority int, "
        "input_columns varchar(65535), output_columns varchar(65535), is_masking_datashare_on boolean",
        f"""SELECT policy, schema, relation, 'late binding view', grantor, grantee, grantee_type, priority,
            input_columns, output_columns, 0 FROM attachments WHERE {_SUPERUSERS_ONLY}""",
    ),
    # The function of this name, which is read like a view; its rows are put in when it is asked.
    "pg_get_late_binding_view_cols": _view(
        "view_schema varchar(128), view_name varchar(128), col_name varchar(128), col_type varchar(128), col_num int",
        "SELECT view_schema, view_name, col_name, col_type, col_num FROM late_binding_columns",
    ),
}


def make_views(connection: sqlite3.Connection, session: Session, database: str) -> None:
    connection.execute("CREATE TEMP TABLE asking (user_name TEXT, is_superuser INTEGER, database_name TEXT)")
    connection.execute("CREATE TEMP TABLE asking_as (grantee_type TEXT, grantee TEXT)")
    connection.execute(
        "CREATE TEMP TABLE late_binding_columns "
        "(view_schema TEXT, view_name TEXT, col_name TEXT, col_type TEXT, col_num INTEGER)"
    )
    connection.execute("INSERT INTO asking VALUES (?, ?, ?)", (session.user, int(session.is_superuser), database))
    identities = [("public", "public"), ("user", session.user), *(("role", role) for role in session.roles)]
    connection.executemany("INSERT INTO asking_as VALUES (?, ?)", identities)
    for name, view in VIEWS.items():
        connection.execute(f"CREATE TEMP VIEW {name} ({', '.join(view.columns)}) AS {view.select}")


def drop_views(connection: sqlite3.Connection) -> None:
    for name in VIEWS:
        connection.execute(f"DROP VIEW temp.{name}")
    for table in ("asking", "asking_as", "late_binding_columns"):
        connection.execute(f"DROP TABLE temp.{table}")
