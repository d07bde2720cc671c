"""Named parameters of a statement: `:name`, with values passed separately. Pure."""

import itertools
import re
from typing import Any

import sqlglot
from sqlglot.errors import TokenError
from sqlglot.tokenizer_core import TokenType

from emulator.redshift.errors import invalid

_NAME = re.compile(r"[0-9a-zA-Z_]+")


def _names_in(sql: str) -> set[str]:
    try:
        tokens = sqlglot.tokenize(sql, read="redshift")
    except TokenError:
        # The statement's own error explains what is wrong.
        return set()
    return {
        following.text
        for token, following in itertools.pairwise(tokens)
        if token.token_type == TokenType.COLON and following.start == token.end + 1 and _NAME.fullmatch(following.text)
    }


def checked_parameters(given: list[dict[str, Any]], sqls: list[str]) -> dict[str, str]:
    """By name. Raises RequestError unless there is a value for each name, and a name for each value."""
    parameters = {parameter["name"]: str(parameter["value"]) for parameter in given}
    if len(parameters) < len(given):
        raise invalid("Parameters list contains duplicate names.")
    named = set().union(*(_names_in(sql) for sql in sqls))
    if unused := sorted(set(parameters) - named):
        raise invalid(f"Parameters list contains unused parameters. Unused parameters: {unused}")
    if undefined := sorted(named - set(parameters)):
        raise invalid(f"Undefined parameters are found in the statement. Undefined parameters: {undefined}")
    return parameters
