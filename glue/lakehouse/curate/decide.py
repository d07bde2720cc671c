"""What a model needs, decided from its table's record and the current versions of its sources. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from lakehouse.curate.model import IncrementalByTime, Merge, Model
from lakehouse.curate.record import Record

Need = Literal["nothing", "full", "incremental", "merge"]


def decide(model: Model, record: Record | None, versions: Mapping[str, str], *, rebuild: bool) -> Need:
    """`versions` are those of the tables that the model reads, by their production names.

    Changes can be mapped to days for one table only: a change in any other table that the model reads builds all days.
    A merge never starts over: rows that its sources no longer have exist nowhere else.
    """
    if record is None:
        return "full"
    if rebuild or record.model_hash != model.hash:
        return "merge" if isinstance(model.mode, Merge) else "full"
    changed = {name for name in model.reads if record.reads.get(name) != versions[name]}
    if not changed:
        return "nothing"
    match model.mode:
        case IncrementalByTime(source_table=source) if changed == {source}:
            return "incremental"
        case Merge():
            return "merge"
        case _:
            return "full"
