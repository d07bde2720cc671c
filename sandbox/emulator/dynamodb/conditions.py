"""Caches parsed DynamoDB conditions: ministack parses a condition again for every item."""

import functools
from typing import Any

from emulator.ministack import dynamodb
from emulator.ministack.interception import Function

_REMEMBERED = 512


def _read_once(tokenize: Function) -> Function:
    tokens = functools.lru_cache(_REMEMBERED)(tokenize)

    def tokenize_once(expression: str) -> list[tuple[Any, ...]]:
        # a copy, because ministack consumes the list
        return list(tokens(expression))

    return tokenize_once


def install_conditions() -> None:
    dynamodb.wrap_parsing("tokenize", _read_once)
    dynamodb.wrap_parsing("condition_syntax_error", functools.lru_cache(_REMEMBERED))
