"""Documents that jobs exchange with the rest of the lake, validated against the schemas of `model/documents`.

`schemas/` has them as JSON Schema, written from there. A validator from a package would have to be installed at each
start of a job (ADR 0047), so this one understands the part of JSON Schema that our schemas use.
"""

from __future__ import annotations

import json
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, Literal

Kind = Literal[
    "analysis-request",
    "analysis-result",
    "contract-bundle",
    "curation-result",
    "manifest",
    "process-result",
    "sql-bundle",
    "sql-environment",
]
Schema = Mapping[str, Any]

_MOST_TOLD = 5
_LONGEST_VALUE = 100


class UnreadableDocument(ValueError):
    """A document with another format version, or an invalid one."""


@cache
def schema_of(kind: Kind) -> Schema:
    """The kind's JSON Schema; `code` and `fix` are used in its errors."""
    content = pkgutil.get_data("lakehouse", f"schemas/{kind}.json")
    if content is None:
        raise FileNotFoundError(f"schemas/{kind}.json")
    schema: Schema = json.loads(content)
    return schema


_TYPES: Mapping[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int | float) and not isinstance(value, bool) and value == int(value),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "null": lambda value: value is None,
}


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_of_type(schema: Schema, value: Any) -> bool:
    types = schema.get("type", [])
    names = [types] if isinstance(types, str) else types
    return not names or any(_TYPES[name](value) for name in names)


def _fits(schema: Schema, value: Any) -> bool:
    """Whether a scalar value is allowed by its schema."""
    if not _is_of_type(schema, value):
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    if "const" in schema and value != schema["const"]:
        return False
    if isinstance(value, str):
        pattern = schema.get("pattern")
        if pattern is not None and re.search(pattern, value, re.ASCII) is None:
            return False
        return schema.get("format") != "date" or _is_date(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return bool(schema.get("minimum", value) <= value <= schema.get("maximum", value))
    return True


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"


def _members(schema: Schema, value: Mapping[str, Any], path: str) -> Iterator[tuple[str, str]]:
    properties: Mapping[str, Schema] = schema.get("properties", {})
    for name in schema.get("required", []):
        if name not in value:
            yield path, f'"{name}" is missing; {schema.get("title")} has {", ".join(properties)}'
    others = schema.get("additionalProperties")
    for name, member in value.items():
        inner = properties.get(name, others)
        if isinstance(inner, Mapping):
            yield from _problems(inner, member, f"{path}.{name}".removeprefix("."))


def _tagged(schema: Schema, value: Any, path: str) -> Iterator[tuple[str, str]]:
    tag = schema["discriminator"]["propertyName"]
    found = value.get(tag) if isinstance(value, dict) else None
    kinds = {kind["properties"][tag]["const"]: kind for kind in schema["oneOf"]}
    if not isinstance(found, str) or found not in kinds:
        yield f"{path}.{tag}".removeprefix("."), f"{_shown(found)} is not a {tag}; there are {', '.join(kinds)}"
        return
    yield from _problems(kinds[found], value, path)


def _problems(schema: Schema, value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Path and message of each problem."""
    if "discriminator" in schema:
        yield from _tagged(schema, value, path)
        return
    if "anyOf" in schema:
        if all(any(_problems(option, value, path)) for option in schema["anyOf"]):
            yield path, f"{_shown(value)} is not {schema.get('title')}"
        return
    if not _fits(schema, value):
        yield path, f"{_shown(value)} is not {schema.get('title')}"
        return
    if isinstance(value, dict):
        yield from _members(schema, value, path)
    if isinstance(value, list) and "items" in schema:
        for index, item in enumerate(value):
            yield from _problems(schema["items"], item, f"{path}[{index}]")


def checked(kind: Kind, document: Any, place: str) -> dict[str, Any]:
    """The document, unchanged. Raises `UnreadableDocument` with all problems and their places."""
    schema = schema_of(kind)
    version = document.get("formatVersion") if isinstance(document, dict) else None
    if version not in (None, 1):
        problems = [("formatVersion", f"found formatVersion {_shown(version)}, this job reads 1")]
    else:
        problems = list(_problems(schema, document, ""))
    if not problems:
        result: dict[str, Any] = document
        return result
    told = "; ".join(f"{place} {path}".rstrip() + f": {message}" for path, message in problems[:_MOST_TOLD])
    more = f" and {len(problems) - _MOST_TOLD} more" if len(problems) > _MOST_TOLD else ""
    raise UnreadableDocument(f"{schema['code']} {told}{more}. Fix: {schema['fix']}.")
