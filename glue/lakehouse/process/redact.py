"""A rejected line as it may be stored: without values that some readers of the quarantine may not see.

Everything above `internal` is left out for every reader, so that the rule holds under any grant. A value that is not of
its column's type is left out as well, because the column's classification does not apply to it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from lakehouse.contract import Column, Dataset
from lakehouse.process.check import Members, NotARecord, parse_record
from lakehouse.process.fields import Tree, column_tree
from lakehouse.process.values import Number, canonical

UNCLASSIFIED = "[unclassified]"
WRONG_TYPE = "[wrong type]"
_HIDDEN = {"confidential": "[confidential]", "personal": "[masked]"}


def shown(column: Column | None, value: object) -> object:
    """What is kept of a field's value; `column` is None for a field that no column reads."""
    if column is None:
        # A field that the contract does not name may be personal.
        return UNCLASSIFIED
    if value is None:
        return None
    if column.hidden:
        return _HIDDEN[column.classification]
    return WRONG_TYPE if canonical(value, column.type) is None else value


def _write(value: object) -> str:
    # Numbers keep their own digits. UTF-8 cannot encode only an unpaired surrogate in a field's name.
    text = str(value) if isinstance(value, Number) else json.dumps(value, ensure_ascii=False)
    return text.encode("utf-8", "backslashreplace").decode()


def _redacted(record: Members, fields: Tree) -> str:
    members = []
    for name, value in record:
        below = fields.get(name)
        if not isinstance(below, Mapping):
            text = _write(shown(below, value))
        elif isinstance(value, Members):
            text = _redacted(value, below)
        else:
            text = _write(None if value is None else WRONG_TYPE)
        members.append(f"{_write(name)}:{text}")
    return "{" + ",".join(members) + "}"


def redacted_record(record: Members, dataset: Dataset) -> str:
    """The record as JSON, with every number's own digits. Objects around columns' fields are kept, field by field."""
    return _redacted(record, column_tree(dataset.columns))


def redacted_line(line: bytes, dataset: Dataset) -> str | None:
    """The line, redacted; None if it is not a record, because its values are unknown."""
    try:
        return redacted_record(parse_record(line, dataset), dataset)
    except NotARecord:
        return None
