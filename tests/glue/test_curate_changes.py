"""Changed days are determined exactly, whether rows were deleted by rewriting their files or by position."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from curate_support import Workshop
from lakehouse.curate import arrow_rows, spark_rows
from lakehouse.curate.changed_rows import changed_days
from lakehouse.curate.source import published
from lakehouse.iceberg.schema import fields_from_json
from support import LocalFiles

BY_POSITION = ", ".join(f"'write.{what}.mode'='merge-on-read'" for what in ("delete", "update", "merge"))


@pytest.fixture
def log(empty_shop: Workshop) -> Workshop:
    """Twelve rows of three days in one file; rows are deleted by position."""
    empty_shop.sql(f"CREATE TABLE @log (id int, at timestamp, note string) USING iceberg TBLPROPERTIES ({BY_POSITION})")
    empty_shop.sql(
        "INSERT INTO @log SELECT /*+ COALESCE(1) */ CAST(id AS int), "
        "timestamp'2026-11-10 00:00:00' + make_dt_interval(id DIV 4, id % 4), 'x' FROM range(12)"
    )
    return empty_shop


class Since:
    """What has changed in the table since this was created."""

    def __init__(self, shop: Workshop) -> None:
        self._shop = shop
        table = shop.table(shop.processed("log"))
        self._version = published(table).version

    def days(self) -> list[int] | None:
        """Days of November."""
        table = self._shop.table(self._shop.processed("log"))
        found = changed_days(published(table), self._version, "at", LocalFiles())
        with pytest.MonkeyPatch.context() as many_rows:
            many_rows.setattr(arrow_rows, "FEW_ROWS", 0)
            assert changed_days(published(table), self._version, "at", LocalFiles()) == found
        return None if found is None else sorted(day.day for day in found)


def summary(shop: Workshop) -> dict[str, Any]:
    return dict(shop.table(shop.processed("log")).current().summary)


def compact(shop: Workshop, **options: str) -> None:
    pairs = ", ".join(f"'{name.replace('_', '-')}', '{value}'" for name, value in options.items())
    shop.sql(
        f"CALL glue_catalog.system.rewrite_data_files(table => '{shop.processed('log')}', options => map({pairs}))"
    )
    assert shop.table(shop.processed("log")).current().operation == "replace"


def test_a_row_deleted_by_position_marks_its_day_only(log: Workshop) -> None:
    since = Since(log)
    log.sql("DELETE FROM @log WHERE id = 5")
    assert (summary(log)["added-position-deletes"], "deleted-data-files" in summary(log)) == ("1", False)
    assert since.days() == [11]


def test_a_row_that_moves_by_position_marks_both_days(log: Workshop) -> None:
    since = Since(log)
    log.sql("UPDATE @log SET at = timestamp'2026-11-20 00:00:00' WHERE id = 1")
    assert "added-delete-files" in summary(log)
    assert since.days() == [10, 20]


def test_a_row_that_is_replaced_by_the_same_marks_no_day(log: Workshop) -> None:
    since = Since(log)
    log.sql("UPDATE @log SET note = 'x' WHERE id < 6")
    assert "added-delete-files" in summary(log)
    assert since.days() == []


def test_days_before_1970_are_told_and_rows_without_a_day_mark_none(log: Workshop) -> None:
    since = Since(log)
    log.sql("INSERT INTO @log VALUES (20, timestamp'1969-12-31 23:59:59.999999', 'x'), (21, NULL, 'x')")
    assert since.days() == [31]
    log.sql("UPDATE @log SET note = 'y' WHERE id IN (20, 21)")
    assert since.days() == [31]
    log.sql("DELETE FROM @log WHERE id = 20")
    assert since.days() == []


def test_a_row_that_comes_twice_is_a_change(log: Workshop) -> None:
    since = Since(log)
    log.sql("INSERT INTO @log SELECT * FROM @log WHERE id = 6")
    assert since.days() == [11]
    twice = Since(log)
    log.sql("UPDATE @log SET note = note WHERE id = 6")
    assert (since.days(), twice.days()) == ([11], [])


@pytest.mark.parametrize("kind", ["orc", "avro"])
def test_files_of_another_format_are_read_by_spark(log: Workshop, kind: str) -> None:
    since = Since(log)
    log.sql(f"ALTER TABLE @log SET TBLPROPERTIES ('write.format.default'='{kind}')")
    log.sql("INSERT INTO @log VALUES (30, timestamp'2026-11-15 00:00:00', 'x')")
    assert since.days() == [15]
    related = {"kind": "relationships", "column": "id", "to": log.processed("log"), "field": "id"}
    query = "SELECT CAST(30 AS int) AS id FROM @log LIMIT 1"
    outcome = log.run([log.model("thirty", "id int", query, tests=[related])])["thirty"]
    assert (outcome.state, outcome.error) == ("PUBLISHED", None)


def test_deletes_of_several_snapshots_count_once_each(log: Workshop) -> None:
    since = Since(log)
    log.sql("DELETE FROM @log WHERE id = 5")
    between = Since(log)
    log.sql("MERGE INTO @log t USING (SELECT 9 AS id) s ON t.id = s.id WHEN MATCHED THEN UPDATE SET note = 'y'")
    assert "added-delete-files" in summary(log)
    assert (since.days(), between.days()) == ([11, 12], [12])
    log.sql("UPDATE @log SET note = 'x' WHERE id = 9")
    assert since.days() == [11]
    log.sql("INSERT INTO @log VALUES (5, timestamp'2026-11-11 01:00:00', 'x')")
    assert since.days() == []
    assert between.days() == [11]


def test_a_file_that_is_rewritten_after_rows_were_deleted_by_position_marks_what_changed(log: Workshop) -> None:
    log.sql("DELETE FROM @log WHERE id = 0")
    since = Since(log)
    log.sql(
        "ALTER TABLE @log SET TBLPROPERTIES ('write.delete.mode'='copy-on-write', 'write.update.mode'='copy-on-write')"
    )
    log.sql("UPDATE @log SET note = 'z' WHERE id = 11")
    assert summary(log)["deleted-data-files"] == "1"
    assert since.days() == [12]


def test_compaction_between_deletes_marks_nothing(log: Workshop) -> None:
    since = Since(log)
    log.sql("DELETE FROM @log WHERE id = 5")
    compact(log, min_input_files="1", rewrite_all="true")
    compacted = Since(log)
    assert (since.days(), compacted.days()) == ([11], [])
    log.sql("UPDATE @log SET at = timestamp'2026-11-13 00:00:00' WHERE id = 0")
    compact(log, min_input_files="1", rewrite_all="true")
    assert (since.days(), compacted.days()) == ([10, 11, 13], [10, 13])


def test_compaction_reads_no_row(log: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    since = Since(log)
    compact(log, min_input_files="1", rewrite_all="true")
    for rows in (arrow_rows, spark_rows):
        monkeypatch.delattr(rows, "days_of_changes")
    assert since.days() == []


def test_models_rebuild_the_days_of_rows_deleted_by_position(log: Workshop) -> None:
    query = "SELECT id, CAST(at AS date) AS day, note FROM @log WHERE at >= :since AND at < :until"
    model = log.by_day("log", "id int, day date, note string", query, of="@log.at")
    log.run([model])
    log.sql("UPDATE @log SET at = timestamp'2026-11-20 00:00:00' WHERE id = 1")
    log.sql("DELETE FROM @log WHERE id = 11")
    outcome = log.run([model])["log"]
    assert (outcome.state, outcome.built, outcome.error) == ("PUBLISHED", "incremental", None)
    expected = [(n, date(2026, 11, 10 + n // 4), "x") for n in range(11)]
    expected[1] = (1, date(2026, 11, 20), "x")
    assert log.rows("log") == expected
    new = list(
        log.table(log.curated("log")).java.currentSnapshot().addedDataFiles(log.table(log.curated("log")).java.io())
    )
    assert sum(file.recordCount() for file in new) == 3 + 3 + 1


def test_rows_deleted_by_value_build_all_days(log: Workshop, tmp_path: Path) -> None:
    since = Since(log)
    java = log.table(log.processed("log")).java
    iceberg = log.spark._jvm.org.apache.iceberg
    schema = fields_from_json(iceberg.SchemaParser.toJson(java.schema()))
    path = tmp_path / "deletes.parquet"
    pq.write_table(pa.table({"id": pa.array([5], pa.int32())}, pa.schema([schema[0].arrow])), path)
    ids = log.spark.sparkContext._gateway.new_array(log.spark._jvm.int, 1)
    ids[0] = schema[0].field_id
    deletes = (
        iceberg.FileMetadata.deleteFileBuilder(java.spec())
        .ofEqualityDeletes(ids)
        .withPath(str(path))
        .withFormat("PARQUET")
        .withFileSizeInBytes(path.stat().st_size)
        .withRecordCount(1)
        .build()
    )
    java.newRowDelta().addDeletes(deletes).commit()
    assert log.sql("SELECT count(*) FROM @log")[0][0] == 11
    assert since.days() is None
    # Tests of a model that refer to the table count as Spark does: row 5 is deleted.
    related = {"kind": "relationships", "column": "id", "to": log.processed("log"), "field": "id"}
    model = log.model("five", "id int", "SELECT CAST(5 AS int) AS id FROM @log LIMIT 1", tests=[related])
    outcome = log.run([model])["five"]
    assert [(test.found, test.passed) for test in outcome.tests if "relationships" in test.test] == [(1, False)]


def test_a_version_that_is_not_in_the_history_builds_all_days(log: Workshop) -> None:
    table = log.table(log.processed("log"))
    assert changed_days(published(table), "1", "at", LocalFiles()) is None
