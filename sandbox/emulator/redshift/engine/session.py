"""The user that runs a statement, and its privileges."""

from dataclasses import dataclass

from emulator.redshift.catalog.database import Catalog
from emulator.redshift.errors import StatementError
from emulator.redshift.parsing.statements import Grantee

_EVERYBODY = ("public", "public")


@dataclass(frozen=True)
class Login:
    """The user according to the call, before the database is consulted."""

    user: str
    is_superuser: bool
    #: Database roles from the tag of the caller's IAM role.
    tagged_roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Session:
    user: str
    is_superuser: bool
    #: Those granted to the user and those that these roles inherit.
    roles: frozenset[str]

    def is_any_of(self, grantee_type: str, name: str) -> bool:
        if (grantee_type, name) == _EVERYBODY:
            return True
        return name in self.roles if grantee_type == "role" else name == self.user


def _with_inherited(catalog: Catalog, roles: set[str]) -> frozenset[str]:
    found, ahead = set(roles), list(roles)
    while ahead:
        role = ahead.pop()
        for row in catalog.rows("SELECT role FROM role_grants WHERE grantee_type = 'role' AND grantee = ?", role):
            if row["role"] not in found:
                found.add(row["role"])
                ahead.append(row["role"])
    return frozenset(found)


def session_of(catalog: Catalog, user: str, tagged_roles: tuple[str, ...] = ()) -> Session:
    known = catalog.row("SELECT is_superuser FROM users WHERE name = ?", user)
    granted = catalog.rows("SELECT role FROM role_grants WHERE grantee_type = 'user' AND grantee = ?", user)
    tagged = {role for role in tagged_roles if catalog.row("SELECT 1 FROM roles WHERE name = ?", role)}
    roles = _with_inherited(catalog, tagged | {row["role"] for row in granted})
    return Session(user, bool(known and known["is_superuser"]), roles)


def _holds(catalog: Catalog, session: Session, table: str, where: str, *values: str) -> bool:
    rows = catalog.rows(f"SELECT grantee_type, grantee FROM {table} WHERE {where}", *values)
    return any(session.is_any_of(row["grantee_type"], row["grantee"]) for row in rows)


def require_schema(catalog: Catalog, session: Session, name: str, privilege: str) -> None:
    """Raises StatementError unless the schema is there and the session has the privilege on it."""
    schema = catalog.schema(name)
    if session.is_superuser or schema["owner"] == session.user:
        return
    if not _holds(catalog, session, "schema_grants", "schema = ? AND privilege = ?", name, privilege):
        raise StatementError(f"permission denied for schema {name}")


def require_select(catalog: Catalog, session: Session, schema: str, view: str) -> None:
    found = catalog.view(schema, view)
    if session.is_superuser or (found and found["owner"] == session.user):
        return
    where = "schema = ? AND relation = ? AND privilege = 'SELECT'"
    if not _holds(catalog, session, "relation_grants", where, schema, view):
        raise StatementError(f"permission denied for relation {view}")


def require_owner(session: Session, owner: str, what: str) -> None:
    if not session.is_superuser and owner != session.user:
        raise StatementError(f"must be owner of {what}")


def require_superuser(session: Session, what: str) -> None:
    if not session.is_superuser:
        raise StatementError(f"permission denied to {what}")


def require_grantee(catalog: Catalog, grantee: Grantee) -> None:
    if grantee.type == "public":
        return
    table = "roles" if grantee.type == "role" else "users"
    if catalog.row(f"SELECT 1 FROM {table} WHERE name = ?", grantee.name) is None:
        raise StatementError(f'{grantee.type} "{grantee.name}" does not exist')
