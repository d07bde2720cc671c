"""Snapshots made of existing files, through Iceberg's own API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lakehouse.iceberg.branches import leftover_branches
from lakehouse.iceberg.history import Snapshot
from lakehouse.iceberg.parquet_files import DataFile
from lakehouse.iceberg.tables import Catalog, PendingTable, Table

_NULL_PARTITION = "__HIVE_DEFAULT_PARTITION__"


@dataclass(frozen=True)
class Deletes:
    """A written position delete file: `data_file` is the Java object of the data file whose rows it deletes."""

    uri: str
    rows: int
    size_bytes: int
    data_file: Any


@dataclass(frozen=True)
class FileChanges:
    """Files that a snapshot adds and removes, as Java objects.

    `replaced` is an Iceberg expression: files with rows that match it are removed, and must have no other rows.
    """

    added: Sequence[Any]
    removed: Sequence[Any] = ()
    deletes: Sequence[Any] = ()
    removed_deletes: Sequence[Any] = ()
    replaced: Any = None


def data_file(catalog: Catalog, table: Table, file: DataFile, content: bytes | None = None) -> Any:
    """Java object of a data file written with the table's current spec; its statistics come from its footer.

    `content` is the file's bytes if they are at hand; otherwise the footer is read from the file's location.
    """
    iceberg = catalog.jvm.org.apache.iceberg
    if content is None:
        source = table.java.io().newInputFile(file.uri, file.size_bytes)
    else:
        source = iceberg.inmemory.InMemoryInputFile(file.uri, content)
    metrics = iceberg.parquet.ParquetUtil.fileMetrics(source, iceberg.MetricsConfig.forTable(table.java))
    builder = (
        iceberg.DataFiles.builder(table.java.spec())
        .withPath(file.uri)
        .withFormat("PARQUET")
        .withFileSizeInBytes(file.size_bytes)
        .withMetrics(metrics)
    )
    if file.partition:
        values = [_NULL_PARTITION if value is None else value for value in file.partition]
        builder = builder.withPartitionValues(values)
    # A value may equal the placeholder for null, and readers take partition values from the metadata, not the file.
    own = [place for place, value in enumerate(file.partition) if value == _NULL_PARTITION]
    if own:
        partition = builder.build().partition()
        for place in own:
            partition.set(place, _NULL_PARTITION)
        builder = builder.withPartition(partition)
    return builder.build()


def delete_file(catalog: Catalog, table: Table, deletes: Deletes) -> Any:
    """Java object of a position delete file, in the partition of the data file whose rows it deletes."""
    iceberg = catalog.jvm.org.apache.iceberg
    source = table.java.io().newInputFile(deletes.uri, deletes.size_bytes)
    config = iceberg.MetricsConfig.forPositionDelete(table.java)
    spec = table.java.specs().get(deletes.data_file.specId())
    return (
        iceberg.FileMetadata.deleteFileBuilder(spec)
        .ofPositionDeletes()
        .withPath(deletes.uri)
        .withFormat("PARQUET")
        .withFileSizeInBytes(deletes.size_bytes)
        .withMetrics(iceberg.parquet.ParquetUtil.fileMetrics(source, config))
        .withPartition(deletes.data_file.partition())
        .withReferencedDataFile(deletes.data_file.location())
        .build()
    )


def _operation(edits: Any, changes: FileChanges) -> Any:
    if changes.replaced is not None:
        overwrite = edits.newOverwrite().overwriteByRowFilter(changes.replaced)
        for file in changes.added:
            overwrite = overwrite.addFile(file)
        return overwrite
    if not (changes.removed or changes.deletes or changes.removed_deletes):
        append = edits.newAppend()
        for file in changes.added:
            append = append.appendFile(file)
        return append
    delta = edits.newRowDelta()
    for file in changes.added:
        delta = delta.addRows(file)
    for file in changes.removed:
        delta = delta.removeRows(file)
    for file in changes.deletes:
        delta = delta.addDeletes(file)
    for file in changes.removed_deletes:
        delta = delta.removeDeletes(file)
    return delta


def commit_to_branch(
    table: PendingTable,
    branch: str,
    base: Snapshot | None,
    changes: FileChanges,
    properties: Mapping[str, str],
) -> Snapshot:
    """Commits the changes to a new branch that starts at the snapshot `base`, and returns the branch's snapshot.

    Also drops branches that killed attempts of the same family left behind.
    """
    for name in leftover_branches(table, branch.rpartition("_")[0]):
        table.edits.manageSnapshots().removeBranch(name).commit()
    if base is not None:
        table.edits.manageSnapshots().createBranch(branch, base.snapshot_id).commit()
    operation = _operation(table.edits, changes)
    for name, value in properties.items():
        operation = operation.set(name, value)
    operation.toBranch(branch).commit()
    metadata = table.metadata()
    return metadata.history(metadata.refs[branch])[0]
