"""A rejected line as it may be kept: without the values that only the raw zone may hold in the clear."""

from __future__ import annotations

import json

from lakehouse.contract import Dataset
from lakehouse.process.check import Members, NotARecord, Number, parse_record

PERSONAL = "[masked]"
UNCLASSIFIED = "[unclassified]"


def _write(value: object) -> str:
    match value:
        case Number():
            return str(value)
        case Members():
            return "{" + ",".join(f"{_write(name)}:{_write(member)}" for name, member in value) + "}"
        case list():
            return "[" + ",".join(_write(element) for element in value) + "]"
        case _:
            return json.dumps(value, ensure_ascii=False)


def redacted_record(record: Members, dataset: Dataset) -> str:
    """The record as JSON, every number with its own digits.

    Personal columns read `[masked]`; fields that the contract does not know read `[unclassified]`, for nobody has said
    that they are not personal.
    """
    columns = {column.source_name: column for column in dataset.columns}
    shown = Members()
    for name, value in record:
        column = columns.get(name)
        if column is None:
            shown.append((name, UNCLASSIFIED))
        else:
            shown.append((name, PERSONAL if column.personal and value is not None else value))
    return _write(shown).encode("utf-8", "backslashreplace").decode()


def redacted_line(line: bytes, dataset: Dataset) -> str | None:
    """The line, redacted; None for one that is no record if the dataset has personal columns: it could hold any."""
    try:
        return redacted_record(parse_record(line, dataset), dataset)
    except NotARecord:
        if any(column.personal for column in dataset.columns):
            return None
        return line.decode("utf-8", "backslashreplace")
