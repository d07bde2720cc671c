"""What a model needs, from what its table says of itself and what it reads now. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from lakehouse.curate.model import IncrementalByTime, Merge, Model
from lakehouse.curate.record import Record

Need = Literal["nothing", "full", "incremental", "merge"]


def decide(model: Model, record: Record | None, versions: Mapping[str, str], *, rebuild: bool) -> Need:
    """`versions` are those of the tables that the model reads, by their names in production.

    Days can be told from the changes of one table only: a change in any other that the model reads builds all days. A
    merge never starts anew: rows that its sources don't have any more are nowhere else.
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
