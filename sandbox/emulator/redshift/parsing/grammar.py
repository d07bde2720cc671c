"""Parses statements: queries and views with the parser library, Redshift's own statements with our grammar. Pure.

https://docs.aws.amazon.com/redshift/latest/dg/c_SQL_commands.html
"""

import re
from collections.abc import Callable

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, TokenError

from emulator.redshift.errors import StatementError, not_served, syntax_error
from emulator.redshift.parsing.access_grammar import attach, create_policy, detach, drop_policy, grant, revoke
from emulator.redshift.parsing.cursor import Cursor
from emulator.redshift.parsing.statements import (
    CreateExternalSchema,
    CreateRole,
    CreateSchema,
    CreateView,
    Definition,
    DropRole,
    DropSchemas,
    DropViews,
    Explain,
    Query,
    Relation,
    Statement,
    Transaction,
)

_BLANK = re.compile(r"\A(?:\s|--[^\n]*(?:\n|\Z)|/\*.*?\*/)*", re.DOTALL)
_FIRST_WORD = re.compile(r"[A-Za-z_]+|\S")
_EXPLAIN = re.compile(r"\AEXPLAIN(\s+VERBOSE)?\b", re.IGNORECASE)
_QUERY_WORDS = ("SELECT", "WITH", "(", "VALUES")
#: Redshift statements that the sandbox doesn't support.
_OTHER_COMMANDS = re.compile(
    "ALTER|ANALYZE|CALL|CANCEL|CLOSE|COMMENT|COPY|DEALLOCATE|DECLARE|DELETE|DESC|EXECUTE|FETCH|INSERT|LOCK|MERGE|"
    "PREPARE|REFRESH|RESET|SET|SHOW|TRUNCATE|UNLOAD|UPDATE|USE|VACUUM"
)


def _parse_error(sql: str, error: ParseError) -> StatementError:
    if not error.errors:
        return syntax_error("", len(sql) + 1)
    first = error.errors[0]
    lines = sql.split("\n")[: first["line"] - 1]
    end = sum(len(line) + 1 for line in lines) + first["col"]
    return syntax_error(first["highlight"], max(end - len(first["highlight"]) + 1, 1))


def _parsed(sql: str) -> exp.Expr:
    try:
        expressions = [expression for expression in sqlglot.parse(sql, read="redshift") if expression is not None]
    except ParseError as error:
        raise _parse_error(sql, error) from error
    except TokenError as error:
        raise StatementError("unterminated quoted string") from error
    if len(expressions) != 1:
        raise StatementError("cannot insert multiple commands into a prepared statement")
    return expressions[0]


def parse_query(sql: str) -> exp.Query:
    expression = _parsed(sql)
    if not isinstance(expression, exp.Query):
        raise syntax_error(sql.split()[0], 1)
    if expression.find(exp.Into):
        raise not_served("SELECT INTO")
    return expression


def view_query(definition: str) -> exp.Query:
    """The query of a view's definition, with the view's own column names if it has any."""
    create = _parsed(definition)
    query = create.args["expression"]
    columns = create.this.expressions if isinstance(create.this, exp.Schema) else []
    if not columns:
        assert isinstance(query, exp.Query)
        return query
    alias = exp.TableAlias(this=exp.to_identifier("named"), columns=[column.copy() for column in columns])
    return exp.select("*").from_(exp.Subquery(this=query, alias=alias))


def _create_view(sql: str) -> CreateView:
    create = _parsed(sql)
    if not isinstance(create, exp.Create) or create.kind != "VIEW":
        raise not_served("this form of CREATE VIEW")
    if not isinstance(create.args.get("expression"), exp.Query):
        raise syntax_error("", len(sql) + 1)
    if not create.args.get("no_schema_binding"):
        raise not_served("CREATE VIEW without WITH NO SCHEMA BINDING")
    table = create.find(exp.Table)
    assert table is not None
    view = Relation(table.db.lower() or None, table.name.lower())
    return CreateView(view, sql.strip().rstrip(";").rstrip(), bool(create.args.get("replace")))


def _create_external_schema(cursor: Cursor) -> CreateExternalSchema:
    if_not_exists = cursor.accepts("IF", "NOT", "EXISTS")
    name = cursor.name()
    cursor.expect("FROM")
    if not cursor.accepts("DATA", "CATALOG"):
        raise not_served(f"CREATE EXTERNAL SCHEMA FROM {' '.join(cursor.words(1))}")
    database, role = "", ""
    while cursor.words(1):
        if cursor.accepts("DATABASE"):
            database = cursor.string().lower()
        elif cursor.accepts("REGION"):
            cursor.string()
        elif cursor.accepts("IAM_ROLE"):
            role = cursor.string() if cursor.sees_string() else cursor.name()
        else:
            raise not_served(f"CREATE EXTERNAL SCHEMA with {' '.join(cursor.words(3))}")
    cursor.end()
    if not database or not role:
        raise cursor.error()
    return CreateExternalSchema(name, database, role, if_not_exists)


def _create_schema(cursor: Cursor) -> CreateSchema:
    if_not_exists = cursor.accepts("IF", "NOT", "EXISTS")
    name = cursor.name()
    if cursor.words(1):
        raise not_served(f"CREATE SCHEMA with {' '.join(cursor.words(1))}")
    cursor.end()
    return CreateSchema(name, if_not_exists)


def _create(cursor: Cursor, sql: str) -> Definition:
    if cursor.accepts("EXTERNAL", "SCHEMA"):
        return _create_external_schema(cursor)
    if cursor.accepts("SCHEMA"):
        return _create_schema(cursor)
    if cursor.accepts("ROLE"):
        name = cursor.name()
        cursor.end()
        return CreateRole(name)
    if cursor.accepts("MASKING", "POLICY"):
        return create_policy(cursor)
    if cursor.sees("VIEW") or cursor.sees("OR", "REPLACE", "VIEW"):
        return _create_view(sql)
    raise not_served(" ".join(["CREATE", *cursor.words(1)]))


def _cascade(cursor: Cursor) -> bool:
    cascade = cursor.accepts("CASCADE")
    if not cascade:
        cursor.accepts("RESTRICT")
    cursor.end()
    return cascade


def _drop(cursor: Cursor, _sql: str) -> Definition:
    if cursor.accepts("SCHEMA"):
        if_exists = cursor.accepts("IF", "EXISTS")
        names = cursor.names()
        if cursor.sees("DROP", "EXTERNAL", "DATABASE"):
            raise not_served("DROP EXTERNAL DATABASE")
        return DropSchemas(names, if_exists, _cascade(cursor))
    if cursor.accepts("ROLE"):
        name = cursor.name()
        force = cursor.accepts("FORCE")
        if not force:
            cursor.accepts("RESTRICT")
        cursor.end()
        return DropRole(name, force)
    if cursor.accepts("VIEW"):
        if_exists = cursor.accepts("IF", "EXISTS")
        views = cursor.relations()
        # Nothing depends on a late-binding view, so CASCADE has no effect.
        _cascade(cursor)
        return DropViews(views, if_exists)
    if cursor.accepts("MASKING", "POLICY"):
        return drop_policy(cursor)
    raise not_served(" ".join(["DROP", *cursor.words(1)]))


def _transaction(cursor: Cursor, word: str) -> Transaction:
    if word == "START":
        cursor.expect("TRANSACTION")
    elif not cursor.accepts("WORK"):
        cursor.accepts("TRANSACTION")
    cursor.end()
    return Transaction("begin" if word in ("BEGIN", "START") else "commit" if word in ("COMMIT", "END") else "rollback")


_DEFINITIONS: dict[str, Callable[[Cursor, str], Definition]] = {
    "CREATE": _create,
    "DROP": _drop,
    "GRANT": lambda cursor, _sql: grant(cursor),
    "REVOKE": lambda cursor, _sql: revoke(cursor),
    "ATTACH": lambda cursor, _sql: attach(cursor),
    "DETACH": lambda cursor, _sql: detach(cursor),
}
_TRANSACTIONS = ("BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT")


def parse_statement(sql: str) -> Statement:
    """Raises StatementError for syntax errors and unsupported Redshift statements."""
    blank = _BLANK.match(sql)
    begin = blank.end() if blank else 0
    first = _FIRST_WORD.match(sql, begin)
    word = first.group().upper() if first else ""
    if word in _QUERY_WORDS:
        return Query(parse_query(sql))
    if word == "EXPLAIN":
        # Replaced with spaces, so that error positions match the original statement.
        explained = _EXPLAIN.sub(lambda found: " " * len(found.group()), sql[begin:])
        return Explain(parse_query(sql[:begin] + explained))
    if word in _TRANSACTIONS:
        cursor = Cursor(sql)
        cursor.expect(word)
        return _transaction(cursor, word)
    if word in _DEFINITIONS:
        cursor = Cursor(sql)
        cursor.expect(word)
        return _DEFINITIONS[word](cursor, sql)
    if _OTHER_COMMANDS.fullmatch(word):
        raise not_served(word)
    raise syntax_error(first.group() if first else "", begin + 1)
