"""Views' columns in the catalog. Athena stores them with the view's text, Trino only inside the text.

https://docs.aws.amazon.com/athena/latest/ug/views.html
"""

import base64
import json
import re
from typing import Any

from emulator.ministack import glue
from emulator.ministack.answers import Answer
from emulator.ministack.operations import Operation

Data = dict[str, Any]

_TEXT = re.compile(r"/\* Presto View: (\S+) \*/")
_FIELD = re.compile(r'(?:"([^"]*)"|(\S+)) (.*)')
_SPELLINGS = {"integer": "int", "real": "float", "varchar": "string", "varbinary": "binary"}
_NESTED = {"array": "array", "map": "map", "row": "struct"}


def _parts(text: str) -> list[str]:
    """Splits at commas outside parentheses."""
    parts, depth = [""], 0
    for character in text:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts]


def _field(text: str) -> str:
    quoted, plain, type_name = _FIELD.findall(text)[0]
    return f"{quoted or plain}:{catalog_type(type_name)}"


def catalog_type(name: str) -> str:
    """A Trino type in the catalog's syntax: `array(varchar(3))` is `array<string>`."""
    head, _, rest = name.partition("(")
    inner = rest.rpartition(")")[0]
    if head in _NESTED:
        spelled = _field if head == "row" else catalog_type
        return f"{_NESTED[head]}<{','.join(spelled(part) for part in _parts(inner))}>"
    if head in ("decimal", "char"):
        return name.replace(" ", "")
    # Timestamp precision and text length aren't part of a catalog type.
    return _SPELLINGS.get(head, head + rest.rpartition(")")[2])


def view_columns(text: str) -> list[Data]:
    """Empty for a view that isn't Trino's."""
    encoded = _TEXT.fullmatch(text.strip())
    view = json.loads(base64.b64decode(encoded.group(1))) if encoded else {}
    return [{"Name": c["name"].lower(), "Type": catalog_type(c["type"])} for c in view.get("columns", [])]


def _with_columns(operation: Operation) -> Operation:
    def call(data: Data) -> Answer:
        table: Data = data.get("TableInput") or {}
        descriptor = table.get("StorageDescriptor") or {}
        if table.get("TableType") != "VIRTUAL_VIEW" or descriptor.get("Columns"):
            return operation(data)
        columns = view_columns(table.get("ViewOriginalText") or "")
        described = {**table, "StorageDescriptor": {**descriptor, "Columns": columns}}
        return operation({**data, "TableInput": described})

    return call


def install_views() -> None:
    """Adds columns to views that ministack's Glue stores."""
    glue.wrap_operation("create_table", _with_columns)
    glue.wrap_operation("update_table", _with_columns)
