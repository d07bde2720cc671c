"""ministack's DynamoDB.

Private names used, and why:
- `_tables`: the table's record holds its encryption key.
- `_tokenize`, `_condition_syntax_error`: wrapped, because ministack parses a condition again for every item.
"""

from collections.abc import Callable
from typing import Literal

from ministack.services import dynamodb

from emulator.ministack.interception import Function, wrap
from emulator.ministack.scope import ScopedStore

#: Name -> the table's record.
tables: ScopedStore = dynamodb._tables


def wrap_parsing(name: Literal["tokenize", "condition_syntax_error"], make: Callable[[Function], Function]) -> None:
    wrap(dynamodb, f"_{name}", make)
