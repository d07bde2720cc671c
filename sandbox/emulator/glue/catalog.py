"""What a crawl changes in the catalog, by the crawler's policy for schema changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from emulator.glue.crawl import Data, FoundTable, partition_inputs, table_input

#: A limit of BatchCreatePartition and BatchUpdatePartition.
BATCH = 100
_OWN = "UPDATED_BY_CRAWLER"
_DEPRECATED = "DEPRECATED_BY_CRAWLER"


@dataclass
class Changes:
    created: int = 0
    updated: int = 0
    deleted: int = 0


@dataclass(frozen=True)
class Policy:
    #: UPDATE_IN_DATABASE or LOG.
    update: str
    #: LOG, DELETE_FROM_DATABASE or DEPRECATE_IN_DATABASE.
    delete: str


def policy_of(crawler: Data) -> Policy:
    given = crawler.get("SchemaChangePolicy") or {}
    return Policy(
        given.get("UpdateBehavior", "UPDATE_IN_DATABASE"), given.get("DeleteBehavior", "DEPRECATE_IN_DATABASE")
    )


def _batches(items: list[Data]) -> Iterator[list[Data]]:
    return (items[start : start + BATCH] for start in range(0, len(items), BATCH))


def _is_same(known: Data, wanted: Data) -> bool:
    return all(known.get(name) == value for name, value in wanted.items())


class Catalog:
    """The tables of one crawler in one database."""

    def __init__(self, glue: Any, crawler: Data) -> None:
        self._glue = glue
        self._crawler: str = crawler["Name"]
        self._database: str = crawler["DatabaseName"]
        self._policy = policy_of(crawler)
        self.changes = Changes()

    def apply(self, tables: list[FoundTable]) -> None:
        """Creates, updates and removes tables and partitions to match what was found."""
        self._glue.get_database(Name=self._database)
        for table in tables:
            self._apply_table(table, self._known(table.name))
        found = {table.name for table in tables}
        pages = self._glue.get_paginator("get_tables").paginate(DatabaseName=self._database)
        for known in [table for page in pages for table in page["TableList"]]:
            if known["Name"] not in found and (known.get("Parameters") or {}).get(_OWN) == self._crawler:
                self._remove(known)

    def _known(self, name: str) -> Data | None:
        try:
            table: Data = self._glue.get_table(DatabaseName=self._database, Name=name)["Table"]
        except self._glue.exceptions.EntityNotFoundException:
            return None
        return table

    def _apply_table(self, table: FoundTable, known: Data | None) -> None:
        wanted = table_input(table, self._crawler)
        if known is None:
            self._glue.create_table(DatabaseName=self._database, TableInput=wanted)
            self.changes.created += 1
        elif not _is_same(known, wanted) and self._policy.update == "UPDATE_IN_DATABASE":
            self._glue.update_table(DatabaseName=self._database, TableInput=wanted)
            self.changes.updated += 1
        self._apply_partitions(table)

    def _apply_partitions(self, table: FoundTable) -> None:
        place = {"DatabaseName": self._database, "TableName": table.name}
        pages = self._glue.get_paginator("get_partitions").paginate(**place)
        known = {tuple(partition["Values"]): partition for page in pages for partition in page["Partitions"]}
        wanted = {tuple(partition["Values"]): partition for partition in partition_inputs(table, self._crawler)}
        for batch in _batches([partition for values, partition in wanted.items() if values not in known]):
            self._glue.batch_create_partition(**place, PartitionInputList=batch)
        changed = [
            {"PartitionValueList": list(values), "PartitionInput": partition}
            for values, partition in wanted.items()
            if values in known and not _is_same(known[values], partition)
        ]
        if self._policy.update == "UPDATE_IN_DATABASE":
            for batch in _batches(changed):
                self._glue.batch_update_partition(**place, Entries=batch)
        if self._policy.delete == "DELETE_FROM_DATABASE":
            for values in known.keys() - wanted.keys():
                self._glue.delete_partition(**place, PartitionValues=list(values))

    def _remove(self, table: Data) -> None:
        if self._policy.delete == "DELETE_FROM_DATABASE":
            self._glue.delete_table(DatabaseName=self._database, Name=table["Name"])
            self.changes.deleted += 1
        elif self._policy.delete == "DEPRECATE_IN_DATABASE" and _DEPRECATED not in table["Parameters"]:
            kept = ("Name", "Owner", "TableType", "PartitionKeys", "StorageDescriptor")
            wanted = {name: table[name] for name in kept if name in table}
            wanted["Parameters"] = {**table["Parameters"], _DEPRECATED: self._crawler}
            self._glue.update_table(DatabaseName=self._database, TableInput=wanted)
            self.changes.updated += 1
