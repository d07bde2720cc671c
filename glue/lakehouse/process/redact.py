"""A rejected line as it may be stored: without values that some readers of the quarantine may not see.

Everything above `internal` is left out for every reader, so that the rule holds under any grant. A value that is not of
its column's type is left out as well, because the column's classification does not apply to it.
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


def redacted_record(record: Members, dataset: Dataset) -> str:
    """The record as JSON, with every number's own digits."""
    columns = {column.source_name: column for column in dataset.columns}
    members = [f"{_write(name)}:{_write(_shown(columns.get(name), value))}" for name, value in record]
    return "{" + ",".join(members) + "}"


def redacted_line(line: bytes, dataset: Dataset) -> str | None:
    """The line, redacted; None if it is not a record, because its values are unknown."""
    try:
        return redacted_record(parse_record(line, dataset), dataset)
    except NotARecord:
        return None
