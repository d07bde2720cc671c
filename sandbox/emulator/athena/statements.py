"""The kind of a statement, and Athena's own syntax translated to Trino's. Pure.

Athena's queries are Trino's; its DDL and utilities are Hive's. The parts that Iceberg tables and views need are
translated; the rest is rejected by name rather than guessed.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from emulator.athena.errors import QueryFailedError


class StatementType(StrEnum):
    DDL = "DDL"
    DML = "DML"
    UTILITY = "UTILITY"


@dataclass(frozen=True)
class EngineStatement:
    type: StatementType
    #: As GetQueryExecution names it, e.g. `SELECT` or `CREATE_VIEW`; None for what isn't a statement at all.
    sub_type: str | None
    #: In Trino's SQL, to be run in sequence.
    sql: tuple[str, ...]
    #: Whether rows go to a CSV file with a header, or to a text file without one.
    has_header: bool


_COMMENT = re.compile(r"\A(?:\s|--[^\n]*(?:\n|\Z)|/\*.*?\*/)+", re.DOTALL)
NAME = r'(?:(?:`[^`]+`|"[^"]+"|\w+)\s*\.\s*){0,2}(?:`[^`]+`|"[^"]+"|\w+)'
_FLAGS = re.IGNORECASE | re.DOTALL

_DML = ("SELECT", "WITH", "VALUES", "TABLE", "INSERT", "UPDATE", "DELETE", "MERGE")
_UTILITY = ("SHOW", "DESCRIBE", "DESC", "EXPLAIN", "EXECUTE")
_DDL = ("CREATE", "DROP", "ALTER", "PREPARE", "DEALLOCATE", "MSCK")

# https://docs.aws.amazon.com/athena/latest/ug/vacuum-statement.html: five days of snapshots are kept by default.
_VACUUM_RETENTION = "5d"


_QUOTED_OR_COMMENT = re.compile(r"""(?P<kept>'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`)|--[^\n]*|/\*.*?\*/""", re.DOTALL)


def without_comments(sql: str) -> str:
    """Replaces each comment with a space, except inside quotes."""
    return _QUOTED_OR_COMMENT.sub(lambda found: found.group("kept") or " ", sql).strip()


def without_leading_comments(sql: str) -> str:
    return _COMMENT.sub("", sql).strip().rstrip(";").rstrip()


def _words(sql: str, count: int) -> list[str]:
    return [word.upper() for word in re.findall(r"[A-Za-z_]+", sql[:200])[:count]]


def _identifiers(text: str) -> str:
    """Hive's backticks as Trino's double quotes."""
    return re.sub(r"`([^`]+)`", r'"\1"', text)


def _translated(sql: str) -> tuple[str, ...]:
    def match(pattern: str) -> re.Match[str] | None:
        return re.fullmatch(pattern, sql, _FLAGS)

    if found := match(rf"OPTIMIZE\s+({NAME})\s+REWRITE\s+DATA\s+USING\s+BIN_PACK(?:\s+(WHERE\s+.*))?"):
        condition = f" {found.group(2)}" if found.group(2) else ""
        return (f"ALTER TABLE {found.group(1)} EXECUTE optimize{condition}",)
    if found := match(rf"VACUUM\s+({NAME})"):
        table = _identifiers(found.group(1))
        return tuple(
            f"ALTER TABLE {table} EXECUTE {procedure}(retention_threshold => '{_VACUUM_RETENTION}')"
            for procedure in ("expire_snapshots", "remove_orphan_files")
        )
    if found := match(rf"CREATE\s+(?:DATABASE|SCHEMA)\s+(IF\s+NOT\s+EXISTS\s+)?({NAME})(?:\s+LOCATION\s+'([^']+)')?"):
        location = f" WITH (location = '{found.group(3)}')" if found.group(3) else ""
        return (f"CREATE SCHEMA {found.group(1) or ''}{_identifiers(found.group(2))}{location}",)
    if found := match(rf"DROP\s+(?:DATABASE|SCHEMA)\s+(IF\s+EXISTS\s+)?({NAME})(?:\s+(CASCADE|RESTRICT))?"):
        mode = f" {found.group(3)}" if found.group(3) else ""
        return (f"DROP SCHEMA {found.group(1) or ''}{_identifiers(found.group(2))}{mode}",)
    if found := match(r"SHOW\s+(?:DATABASES|SCHEMAS)(?:\s+LIKE\s+('[^']*'))?"):
        return ("SHOW SCHEMAS" + (f" LIKE {found.group(1)}" if found.group(1) else ""),)
    if found := match(rf"SHOW\s+TABLES(?:\s+(?:IN|FROM)\s+({NAME}))?(?:\s+(?:LIKE\s+)?('[^']*'))?"):
        source = f" FROM {_identifiers(found.group(1))}" if found.group(1) else ""
        # Athena's pattern is a regular expression with `*` for anything.
        like = f" LIKE {found.group(2).replace('*', '%')}" if found.group(2) else ""
        return (f"SHOW TABLES{source}{like}",)
    if found := match(rf"SHOW\s+COLUMNS\s+(?:IN|FROM)\s+({NAME})"):
        return (f"SHOW COLUMNS FROM {_identifiers(found.group(1))}",)
    if found := match(rf"(?:DESCRIBE|DESC)\s+(?:FORMATTED\s+|EXTENDED\s+)?({NAME})"):
        return (f"DESCRIBE {_identifiers(found.group(1))}",)
    if found := match(rf"(CREATE\s+(?:OR\s+REPLACE\s+)?VIEW\s+{NAME}(?:\s+COMMENT\s+'(?:[^']|'')*')?)\s+(AS\b.*)"):
        # In Athena, a view needs the reader's permissions on the underlying tables; Trino's default is the owner's.
        # https://docs.aws.amazon.com/athena/latest/ug/lf-athena-limitations.html
        return (f"{found.group(1)} SECURITY INVOKER {found.group(2)}",)
    if _words(sql, 1)[:1] in (["DROP"], ["ALTER"]):
        return (_identifiers(sql),)
    return (_table_properties(sql),)


def _table_properties(sql: str) -> str:
    """CREATE TABLE AS with Athena's properties; those of Trino's Iceberg are a part of them."""
    if not re.match(r"CREATE\s+TABLE\s", sql, _FLAGS):
        return sql
    head = re.match(rf"(CREATE\s+TABLE\s+{NAME}\s+WITH\s*)\(((?:[^()']|'[^']*'|\([^()]*\))*)\)", sql, _FLAGS)
    if head is None:
        return sql
    kept = [
        item.strip()
        for item in re.findall(r"(?:[^,'\[(]|'[^']*'|\[[^\]]*\]|\([^)]*\))+", head.group(2))
        if item.split("=")[0].strip().lower() not in ("table_type", "is_external")
    ]
    return sql[: head.end(1)] + "(" + ", ".join(kept) + ")" + sql[head.end() :]


def _refuse_hive_table(words: list[str], sql: str) -> None:
    hive = words[:3] == ["CREATE", "EXTERNAL", "TABLE"] or (
        words[:2] == ["CREATE", "TABLE"] and re.search(r"\b(TBLPROPERTIES|STORED\s+AS|ROW\s+FORMAT)\b", sql, _FLAGS)
    )
    if hive or words[:1] == ["MSCK"]:
        raise QueryFailedError(
            "NOT_SUPPORTED: the sandbox has no Hive tables; create Iceberg tables by Spark or by CREATE TABLE AS", 2
        )


def _refuse_engine_words(words: list[str], sql: str) -> None:
    """Trino features that Athena lacks: they would bypass the checks of Athena's statements."""
    if words[:1] == ["CALL"]:
        raise QueryFailedError("SYNTAX_ERROR: line 1:1: mismatched input 'CALL'", 2)
    if words[:2] in (["CREATE", "VIEW"], ["CREATE", "OR"]) and _translated(sql) == (sql,):
        raise QueryFailedError(
            "NOT_SUPPORTED: a view is made by CREATE [OR REPLACE] VIEW name [COMMENT text] AS query", 2
        )


def parts_of(name: str, database: str | None) -> tuple[str, str]:
    """Database and name of a table or view, as a statement names it."""
    parts = [part.strip('`"').lower() for part in re.findall(r'`[^`]+`|"[^"]+"|\w+', name)]
    return (parts[-2] if len(parts) > 1 else (database or "").lower()), parts[-1]


def created_relation(sql: str, database: str | None) -> tuple[str, str] | None:
    """Database and name of the table or view that the statement creates, if it is one that does."""
    found = re.match(
        rf"CREATE\s+(?:OR\s+REPLACE\s+)?(?:VIEW|TABLE)\s+(?:IF\s+NOT\s+EXISTS\s+)?({NAME})",
        without_leading_comments(sql),
        _FLAGS,
    )
    if found is None:
        return None
    return parts_of(found.group(1), database)


def _sub_type(words: list[str]) -> str:
    if words[:1] in (["WITH"], ["VALUES"], ["TABLE"], ["SELECT"]):
        return "SELECT"
    if words[:4] == ["CREATE", "OR", "REPLACE", "VIEW"]:
        return "CREATE_VIEW"
    return "_".join(words[:2]) if words[0] in (*_DDL, "SHOW") else words[0]


def parse_statement(sql: str) -> EngineStatement:
    """Raises QueryFailedError for Athena statements that the sandbox doesn't support."""
    body = without_leading_comments(sql)
    words = _words(body, 4)
    first = words[0] if words else ""
    _refuse_hive_table(words, body)
    _refuse_engine_words(words, body)
    if first in ("OPTIMIZE", "VACUUM"):
        return EngineStatement(StatementType.DDL, first, _translated(body), has_header=False)
    if first in _UTILITY:
        return EngineStatement(StatementType.UTILITY, _sub_type(words), _translated(body), has_header=False)
    if first in _DDL:
        is_ctas = words[:2] == ["CREATE", "TABLE"]
        sub_type = "CREATE_TABLE_AS_SELECT" if is_ctas else _sub_type(words)
        return EngineStatement(StatementType.DDL, sub_type, _translated(body), has_header=False)
    # Anything else is treated as a query: the engine reports what is wrong with it.
    query_type = _sub_type(words) if first in _DML else None
    return EngineStatement(StatementType.DML, query_type, (body,), has_header=query_type == "SELECT")


def with_parameters(sql: str, parameters: list[str]) -> str:
    """The statement with values for its question marks."""
    quoted = sql.replace("'", "''")
    return f"EXECUTE IMMEDIATE '{quoted}' USING {', '.join(parameters)}"
