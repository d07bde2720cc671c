"""Where a contract's fields are in a record: a column may read a field of an object within it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from lakehouse.contract import Column

Leaf = TypeVar("Leaf")

Tree = Mapping[str, Any]
"""A leaf by the name of its field, or another tree by the name of the object around fields."""


def tree_of(leaves: Iterable[tuple[tuple[str, ...], Leaf]]) -> Tree:
    """Leaves by their paths. A path never goes on below another one's end: the contracts' rules refuse that."""
    root: dict[str, Any] = {}
    for path, leaf in leaves:
        node = root
        for name in path[:-1]:
            node = node.setdefault(name, {})
        node[path[-1]] = leaf
    return root


def column_tree(columns: Iterable[Column]) -> Tree:
    """Columns by the fields they read."""
    return tree_of((column.path, column) for column in columns)


def _fields(tree: Tree) -> list[tuple[str, pa.DataType]]:
    return [(name, pa.struct(_fields(node)) if isinstance(node, Mapping) else node) for name, node in tree.items()]


def schema_of(types: Iterable[tuple[tuple[str, ...], pa.DataType]]) -> pa.Schema:
    """Arrow's schema of records with values of these types at these paths."""
    return pa.schema(_fields(tree_of(types)))


def values_at(table: pa.Table, path: tuple[str, ...]) -> pa.ChunkedArray:
    """The field's values; null where it, or an object around it, is absent or null."""
    values = table.column(path[0])
    return pc.struct_field(values, list(path[1:])) if path[1:] else values
