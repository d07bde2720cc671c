"""Detects a run that changes nothing from table metadata alone: no data is read and no engine is started."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping

from lakehouse.curate.decide import decide
from lakehouse.curate.model import Model
from lakehouse.curate.model_branch import FAMILY
from lakehouse.curate.outcome import Outcome, waiting
from lakehouse.curate.record import record_of, version_of
from lakehouse.curate.selection import Selection
from lakehouse.curate.target import beside, model_table
from lakehouse.iceberg.branches import is_leftover
from lakehouse.iceberg.history import TableMetadata
from lakehouse.iceberg.schema import described_fields, schema_json
from lakehouse.iceberg.tables import TableDefinition, field_description

Tables = Mapping[str, TableMetadata | None]
ReadTables = Callable[[Iterable[str]], Tables]
"""Metadata of tables by their names without catalog, all read at once; None for a table that does not exist."""


def _is_as_defined(table: TableMetadata, definition: TableDefinition) -> bool:
    """Whether the table needs no alteration."""
    wanted = schema_json([field_description(field) for field in definition.schema.fields], definition.key)
    return (
        described_fields(json.dumps(table.schema)) == described_fields(wanted)
        and table.partitions == [(partition.column, partition.transform) for partition in definition.partitions]
        and table.comment == definition.comment
    )


def _unchanged(model: Model, selection: Selection, tables: Tables) -> Outcome | None:
    relation = selection.relation(model.name)
    definition = model_table(model, relation, None)
    table = tables[relation]
    history = () if table is None else table.history()
    if table is None or not history or tables[beside(definition).name] is not None:
        return None
    if any(is_leftover(name, FAMILY) for name in table.refs) or not _is_as_defined(table, definition):
        return None
    versions = {}
    for name in model.reads:
        source = tables[selection.relation(name)]
        versions[name] = version_of(source.history() if source is not None else ())
    if decide(model, record_of(history), versions, rebuild=model.name in selection.rebuild) != "nothing":
        return None
    return Outcome(model.name, "UNCHANGED", rows=history[0].total_rows, snapshot_id=history[0].snapshot_id)


def survey(selection: Selection, read_tables: ReadTables) -> list[Outcome] | None:
    """Outcomes of a run with nothing to do: every model is UNCHANGED or WAITING. None if there is anything to do."""
    names: set[str] = set()
    for model in selection.models:
        relation = selection.relation(model.name)
        names |= {relation, beside(model_table(model, relation, None)).name}
        names |= {selection.relation(name) for name in model.depends_on}
    tables = read_tables(sorted(names))
    outcomes: dict[str, Outcome] = {}
    for model in selection.models:
        missing = [name for name in model.depends_on if _is_missing(name, selection, tables, outcomes)]
        outcome = waiting(model.name, missing) if missing else _unchanged(model, selection, tables)
        if outcome is None:
            return None
        outcomes[model.name] = outcome
    return list(outcomes.values())


def _is_missing(name: str, selection: Selection, tables: Tables, outcomes: Mapping[str, Outcome]) -> bool:
    if name in outcomes:
        return outcomes[name].state == "WAITING"
    table = tables[selection.relation(name)]
    # A dataset may be published without rows. A published model has a snapshot even without rows.
    return table is None or (name in selection.known and not table.history())
