"""A rejected line as it may be kept: without the values that not everybody who reads the quarantine may see.

Everything above `internal` is left out, whoever the reader is: that rule holds under any grant. A value that isn't of
its column's type is left out as well, for the column's classification doesn't speak of it.
"""

from __future__ import annotations

import json

from lakehouse.contract import Column, Dataset
from lakehouse.process.check import Members, NotARecord, parse_record
from lakehouse.process.values import Number, canonical

UNCLASSIFIED = "[unclassified]"
WRONG_TYPE = "[wrong type]"
_HIDDEN = {"confidential": "[confidential]", "personal": "[masked]"}


def _shown(column: Column | None, value: object) -> object:
    if column is None:
        # Nobody has said that it is not personal.
        return UNCLASSIFIED
    if value is None:
        return None
    if column.hidden:
        return _HIDDEN[column.classification]
    return WRONG_TYPE if canonical(value, column.type) is None else value


def _write(value: object) -> str:
    # Numbers keep their own digits. Half a surrogate in a field's name is all that UTF-8 can't hold.
    text = str(value) if isinstance(value, Number) else json.dumps(value, ensure_ascii=False)
    return text.encode("utf-8", "backslashreplace").decode()


def redacted_record(record: Members, dataset: Dataset) -> str:
    """The record as JSON, every number with its own digits."""
    columns = {column.source_name: column for column in dataset.columns}
    members = [f"{_write(name)}:{_write(_shown(columns.get(name), value))}" for name, value in record]
    return "{" + ",".join(members) + "}"


def redacted_line(line: bytes, dataset: Dataset) -> str | None:
    """The line, redacted; None for one that is no record: it cannot be told which values it holds."""
    try:
        return redacted_record(parse_record(line, dataset), dataset)
    except NotARecord:
        return None
