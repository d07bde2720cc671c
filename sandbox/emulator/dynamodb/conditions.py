"""Reads each of DynamoDB's conditions once: ministack reads it anew for every item that it asks about."""

import functools
from typing import Any

from emulator.ministack import dynamodb
from emulator.ministack.interception import Function

_REMEMBERED = 512


def _read_once(tokenize: Function) -> Function:
    tokens = functools.lru_cache(_REMEMBERED)(tokenize)

    def tokenize_once(expression: str) -> list[tuple[Any, ...]]:
        # ministack takes tokens off the list
        return list(tokens(expression))

    return tokenize_once


def install_conditions() -> None:
    dynamodb.wrap_parsing("tokenize", _read_once)
    dynamodb.wrap_parsing("condition_syntax_error", functools.lru_cache(_REMEMBERED))
