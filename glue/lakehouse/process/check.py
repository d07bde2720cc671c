"""Checks one line in detail: whether it keeps the contract, and if not, which column breaks it and why.

An accepted line becomes a record of only the contract's fields in canonical spelling, which the whole-page reader then
reads. Numbers stay text until their type is known, so no digit is lost. Fields that the contract does not name are
dropped before they can cause a failure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from lakehouse.columns import decimal_digits
from lakehouse.contract import Column, Dataset
from lakehouse.process.fields import Tree, column_tree
from lakehouse.process.values import Number, canonical

Reason = Literal["NOT_JSON", "NOT_CSV", "WRONG_TYPE", "MISSING_REQUIRED", "DUPLICATE_KEY"]

_LONGEST_SHOWN = 60
_EXPECTED = {
    "string": "a string",
    "boolean": "true or false",
    "int": "a whole number of 32 bits",
    "bigint": "a whole number of 64 bits",
    "double": "a finite number",
    "date": "a string like 2026-01-31",
    "timestamp": "a string like 2026-01-31T23:59:59.000Z, with an offset and at most 6 decimals",
}
_SURROGATE = re.compile("[\ud800-\udfff]")
_NESTING = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]')


class Members(list[tuple[str, object]]):
    """A JSON object's members in order; names may repeat."""


@dataclass(frozen=True)
class Constant:
    """`NaN` or `Infinity`, which JSON does not allow."""

    name: str


@dataclass(frozen=True)
class Rejection:
    """Why a line breaks the contract. No field contains a value of the line."""

    reason: Reason
    column: str | None
    message: str


class Missing(Enum):
    """A field that a record does not have, not even as null."""

    ABSENT = "absent"


@dataclass(frozen=True)
class NoObject:
    """A value where an object with a column's field is expected; `name` leads to it from the top level."""

    name: str
    value: object


class NotARecord(ValueError):
    """The line is not a single JSON object with each column's name at most once."""


_DECODER = json.JSONDecoder(parse_int=Number, parse_float=Number, parse_constant=Constant, object_pairs_hook=Members)


def _flat(text: str, depth_kept: int) -> str:
    """The text without the contents of arrays and objects that are deeper than any column's field."""
    kept, depth, start = [], 0, 0
    for found in _NESTING.finditer(text):
        bracket = found[0]
        if bracket in "[{":
            depth += 1
            if depth == depth_kept + 1:
                kept.append(text[start : found.end()])
        elif bracket in "]}":
            if depth == depth_kept + 1:
                start = found.start()
            depth -= 1
    return "".join([*kept, text[start:]])


def _decoded(text: str, dataset: Dataset) -> object:
    try:
        return _DECODER.decode(text)
    except RecursionError:
        return _DECODER.decode(_flat(text, max(len(column.path) for column in dataset.columns)))


def _repeated(record: Members, fields: Tree) -> Iterator[str]:
    """Names of the contract's fields, and of objects around them, that are given more than once."""
    seen: set[str] = set()
    twice: set[str] = set()
    for name, value in record:
        below = fields.get(name)
        if below is None:
            continue
        (twice if name in seen else seen).add(name)
        if isinstance(below, Mapping) and isinstance(value, Members):
            yield from (f"{name}.{inner}" for inner in _repeated(value, below))
    yield from (name for name in fields if name in twice)


def _constants(record: Members, fields: Tree) -> Iterator[Constant]:
    for name, value in record:
        below = fields.get(name)
        if below is not None and isinstance(value, Constant):
            yield value
        elif isinstance(below, Mapping) and isinstance(value, Members):
            yield from _constants(value, below)


def parse_record(line: bytes, dataset: Dataset) -> Members:
    """The line's members. Raises `NotARecord`; its message does not quote the line, which may have personal values."""
    try:
        record = _decoded(line.decode("utf-8"), dataset)
    except UnicodeDecodeError as error:
        raise NotARecord(f"byte {error.start} is not UTF-8") from error
    except json.JSONDecodeError as error:
        raise NotARecord(f"not JSON at character {error.pos}: {error.msg}") from error
    except RecursionError as error:
        raise NotARecord("nested too deeply") from error
    if not isinstance(record, Members):
        raise NotARecord(f"{_kind(record)} where a JSON object is expected")
    fields = column_tree(dataset.columns)
    repeated = list(_repeated(record, fields))
    if repeated:
        raise NotARecord(f"{', '.join(repeated)} given more than once")
    for constant in _constants(record, fields):
        raise NotARecord(f"{constant.name} is not a JSON number")
    return record


def _kind(value: object) -> str:
    match value:
        case Number():
            return "a number"
        case Constant():
            return "no JSON number"
        case str():
            return "a string"
        case bool():
            return "a boolean"
        case None:
            return "null"
        case Members():
            return "an object"
        case _:
            return "an array"


def _form(value: str) -> str:
    shown = value if len(value) <= _LONGEST_SHOWN else f"{value[:_LONGEST_SHOWN]}…"
    form = "".join("9" if sign.isdigit() else "a" if sign.isalpha() else sign for sign in shown)
    return form.encode("utf-8", "backslashreplace").decode()


def _shown(column: Column, value: object) -> str:
    # A value of the wrong type may be anything, e.g. an address, so the column's readers must not see it.
    if column.hidden or not isinstance(value, str):
        return _kind(value)
    return (
        f"{_kind(value)} like {_form(value)}" if isinstance(value, Number) else f'{_kind(value)} like "{_form(value)}"'
    )


def _expected(column: Column) -> str:
    digits = decimal_digits(column.type)
    return f"a number that {column.type} holds exactly" if digits else _EXPECTED[column.type]


def _found(column: Column, value: object) -> str:
    """What is wrong with a value that is not of its column's type."""
    if column.type == "string" and isinstance(value, str) and not isinstance(value, Number):
        # A string that cannot be stored: a surrogate that JSON would escape as part of a pair is unpaired.
        half = _SURROGATE.search(value)
        place = "" if half is None else f" at character {half.start() + 1}"
        return f"is a string with an unpaired UTF-16 surrogate{place}, whole characters are expected"
    return f"is {_shown(column, value)}, {_expected(column)} is expected"


def _judge(column: Column, value: object) -> Rejection | str | None:
    """The value in canonical spelling, None for null, or why it breaks the contract."""
    if value is None or value is Missing.ABSENT:
        if not column.required:
            return None
        return Rejection(
            "MISSING_REQUIRED", column.name, f"{column.source_name} is {'null' if value is None else 'absent'}"
        )
    if isinstance(value, NoObject):
        message = f"{value.name} is {_kind(value.value)}, an object is expected"
        return Rejection("WRONG_TYPE", column.name, message)
    spelled = canonical(value, column.type)
    if spelled is None:
        return Rejection("WRONG_TYPE", column.name, f"{column.source_name} {_found(column, value)}")
    return spelled


def check_values(find: Callable[[Column], object], dataset: Dataset) -> bytes | Rejection:
    """The record in canonical spelling if every column has its type and no required column is null.

    `find` gives a column's value, `None`, `Missing.ABSENT` or a `NoObject`. Otherwise the result is the first reason,
    with a message about all problems.
    """
    found: list[Rejection] = []
    members: list[str] = []
    for column in dataset.columns:
        judged = _judge(column, find(column))
        if isinstance(judged, Rejection):
            found.append(judged)
        elif judged is not None:
            members.append(f"{json.dumps(column.name)}:{judged}")
    if not found:
        return f"{{{','.join(members)}}}".encode()
    messages = dict.fromkeys(rejection.message for rejection in found)
    return Rejection(found[0].reason, found[0].column, "; ".join(messages))


def member(record: Members, path: tuple[str, ...]) -> object:
    """The field's value. An object around it that is null or absent makes it null or absent."""
    value: object = record
    for depth, name in enumerate(path):
        if value is None:
            return None
        if not isinstance(value, Members):
            return NoObject(".".join(path[:depth]), value)
        value = next((found for own, found in value if own == name), Missing.ABSENT)
        if value is Missing.ABSENT:
            return value
    return value


def check_line(line: bytes, dataset: Dataset) -> bytes | Rejection:
    """The line's record in canonical spelling, or why it breaks the contract."""
    try:
        record = parse_record(line, dataset)
    except NotARecord as error:
        return Rejection("NOT_JSON", None, str(error))
    return check_values(lambda column: member(record, column.path), dataset)
