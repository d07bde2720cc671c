"""A database's own catalog: schemas, views, roles, grants and masking policies, in SQLite.

One file for each namespace and database, so that it outlives a restart of the sandbox. What is in it changes in
transactions, as in Redshift.
"""

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from emulator.redshift.errors import StatementError

_DEFINITIONS = """
CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, is_superuser INTEGER NOT NULL);
CREATE TABLE roles (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, owner TEXT NOT NULL);
CREATE TABLE role_grants (
    role TEXT NOT NULL REFERENCES roles (name) ON DELETE CASCADE,
    grantee_type TEXT NOT NULL, grantee TEXT NOT NULL,
    PRIMARY KEY (role, grantee_type, grantee)
);
CREATE TABLE schemas (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, owner TEXT NOT NULL,
    -- of the Glue catalog; null for a schema of Redshift's own
    database TEXT, iam_role TEXT
);
CREATE TABLE views (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    schema TEXT NOT NULL REFERENCES schemas (name) ON DELETE CASCADE, name TEXT NOT NULL,
    owner TEXT NOT NULL, definition TEXT NOT NULL, UNIQUE (schema, name)
);
CREATE TABLE schema_grants (
    schema TEXT NOT NULL REFERENCES schemas (name) ON DELETE CASCADE, privilege TEXT NOT NULL,
    grantee_type TEXT NOT NULL, grantee TEXT NOT NULL,
    PRIMARY KEY (schema, privilege, grantee_type, grantee)
);
CREATE TABLE relation_grants (
    schema TEXT NOT NULL, relation TEXT NOT NULL, privilege TEXT NOT NULL,
    grantee_type TEXT NOT NULL, grantee TEXT NOT NULL,
    PRIMARY KEY (schema, relation, privilege, grantee_type, grantee),
    FOREIGN KEY (schema, relation) REFERENCES views (schema, name) ON DELETE CASCADE
);
CREATE TABLE masking_policies (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE,
    -- JSON: [{"colname", "type"}] and [{"expr", "type"}]
    input_columns TEXT NOT NULL, expressions TEXT NOT NULL,
    modified_by TEXT NOT NULL, modified_time TEXT NOT NULL
);
CREATE TABLE attachments (
    policy TEXT NOT NULL REFERENCES masking_policies (name) ON DELETE CASCADE,
    schema TEXT NOT NULL, relation TEXT NOT NULL,
    -- JSON: names
    output_columns TEXT NOT NULL, input_columns TEXT NOT NULL,
    grantee_type TEXT NOT NULL, grantee TEXT NOT NULL, grantor TEXT NOT NULL, priority INTEGER NOT NULL,
    PRIMARY KEY (policy, schema, relation, output_columns, grantee_type, grantee),
    FOREIGN KEY (schema, relation) REFERENCES views (schema, name) ON DELETE CASCADE
);
"""
_BUSY_SECONDS = 60.0


#: https://docs.aws.amazon.com/redshift/latest/dg/r_roles-default.html
_SYSTEM_ROLES = ("sys:dba", "sys:monitor", "sys:operator", "sys:secadmin", "sys:superuser")


def _first_rows(connection: sqlite3.Connection, administrator: str) -> None:
    # AWS's user IDs start at 100; Redshift's own are lower.
    connection.execute("INSERT INTO users VALUES (100, ?, 1)", (administrator,))
    connection.execute("INSERT INTO schemas (name, owner) VALUES ('public', ?)", (administrator,))
    connection.executemany("INSERT INTO roles (name, owner) VALUES (?, 'rdsdb')", [(role,) for role in _SYSTEM_ROLES])
    for privilege in ("USAGE", "CREATE"):
        connection.execute("INSERT INTO schema_grants VALUES ('public', ?, 'public', 'public')", (privilege,))


class Catalog:
    """A transaction's view of the catalog."""

    def __init__(self, connection: sqlite3.Connection, database: str) -> None:
        self.connection = connection
        #: Name of the database.
        self.database = database

    def rows(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        return self.connection.execute(sql, values).fetchall()

    def row(self, sql: str, *values: Any) -> sqlite3.Row | None:
        found: sqlite3.Row | None = self.connection.execute(sql, values).fetchone()
        return found

    def change(self, sql: str, *values: Any) -> int:
        """Returns how many rows it changed."""
        return self.connection.execute(sql, values).rowcount

    def schema(self, name: str) -> sqlite3.Row:
        found = self.row("SELECT * FROM schemas WHERE name = ?", name)
        if found is None:
            raise StatementError(f'schema "{name}" does not exist')
        return found

    def view(self, schema: str, name: str) -> sqlite3.Row | None:
        return self.row("SELECT * FROM views WHERE schema = ? AND name = ?", schema, name)


class Database:
    """One database of a namespace. Thread-safe: writers are serialized."""

    def __init__(self, file: Path, name: str, administrator: str) -> None:
        self._file, self._name, self._administrator = file, name, administrator
        self._writing = threading.RLock()

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._file, timeout=_BUSY_SECONDS, isolation_level=None)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA case_sensitive_like = ON")
        return connection

    def _create(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        # Created under a temporary name, so that a killed emulator leaves no partial file.
        draft = self._file.with_suffix(".new")
        draft.unlink(missing_ok=True)
        with contextlib.closing(sqlite3.connect(draft)) as connection:
            # WAL mode: readers never wait for a writer.
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(_DEFINITIONS)
            _first_rows(connection, self._administrator)
            connection.commit()
        draft.replace(self._file)

    @contextlib.contextmanager
    def connected(self, *, writes: bool) -> Iterator[Catalog]:
        """A connection outside of any transaction, alone with the right to write if it is to write."""
        with self._writing if writes else contextlib.nullcontext():
            with self._writing:
                if not self._file.exists():
                    self._create()
            with contextlib.closing(self._open()) as connection:
                yield Catalog(connection, self._name)

    def enter(self, user: str) -> None:
        """An IAM user is created at its first login.

        https://docs.aws.amazon.com/redshift/latest/mgmt/redshift-iam-authentication-access-control.html
        """
        with self.connected(writes=False) as catalog:
            if catalog.row("SELECT 1 FROM users WHERE name = ?", user) is not None:
                return
        with self.connected(writes=True) as catalog:
            catalog.change("INSERT OR IGNORE INTO users (name, is_superuser) VALUES (?, 0)", user)
