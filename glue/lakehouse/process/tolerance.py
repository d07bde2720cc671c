"""The limits within which a night is still published. Pure: takes counts, returns warnings or refuses the night."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lakehouse.contract import Dataset
from lakehouse.failure import DatasetFailure
from lakehouse.process.in_table import NONE_IN_TABLE, InTable
from lakehouse.process.night import Night
from lakehouse.process.run import Window

_FEW_PERCENT = 10
# A source with an inclusive end returns the rows at the window's end, and some clocks are late: in a small night,
# these can exceed a tenth of the rows.
_FEW_ROWS = 20
_FEW = f"{_FEW_PERCENT} % or {_FEW_ROWS} rows"


class NightRefused(DatasetFailure):
    """The contract does not tolerate the night, so it is not published. Its rejected rows are kept nevertheless."""


@dataclass(frozen=True)
class Findings:
    """Row counts from comparing a night with its table, other than its changes there.

    `changed` have a key that is stored with other content; `moved` are those of them that are appended and whose stored
    row has another instant. `removed` are stored rows that the source no longer has, `late` are rows of earlier nights.
    """

    changed: int = 0
    moved: int = 0
    removed: int = 0
    late: int = 0
    in_table: InTable = NONE_IN_TABLE


def _are_many(rows: int, night: Night) -> bool:
    """Whether there are more such rows than isolated errors explain, so that the whole night is suspect."""
    return rows > max(_FEW_ROWS, night.rows * _FEW_PERCENT // 100)


def _percent(rows: int, of: int) -> float:
    return 100 * rows / of if of else 0.0


def _reasons(reasons: Mapping[str, int]) -> str:
    return ", ".join(f"{reason} {rows}" for reason, rows in sorted(reasons.items()))


def _quarantined(night: Night) -> str:
    rows, total = night.quarantined.rows, night.rows
    percent = _percent(rows, total)
    return f"{rows} of {total} rows ({percent:.3g} %) are in quarantine ({_reasons(night.reasons)})"


def require_tolerable(dataset: Dataset, night: Night, window: Window) -> None:
    """Raises `NightRefused` if nothing of the night may be published, whatever the table holds."""
    if _are_many(night.strays, night):
        raise NightRefused(
            "WINDOW_IGNORED",
            dataset.id,
            f"{night.strays} of {night.rows} rows have {dataset.window_column} outside {window.since} to "
            f"{window.until}, at most {_FEW} are allowed",
            f"check whether the source filters by the field that the contract's {dataset.window_column} is read from",
        )
    stop = dataset.tolerance.quarantine_stop_percent
    if _percent(night.quarantined.rows, night.rows) > stop:
        raise NightRefused(
            "QUARANTINE_OVER_LIMIT",
            dataset.id,
            f"{_quarantined(night)}, at most {stop:g} % are allowed",
            f"check {dataset.quarantine_table}, have the source or the contract corrected, then run the window again; "
            "lakehouseQuarantineStopPercent sets the limit",
        )


def require_rows(dataset: Dataset, night: Night, stored_rows: int) -> None:
    """Raises `NightRefused` if the night would empty a table that must not become empty."""
    if dataset.write_mode != "replace" or dataset.tolerance.empty or night.accepted.rows or not stored_rows:
        return
    found = "the source has no rows" if not night.rows else _quarantined(night)
    raise NightRefused(
        "SOURCE_EMPTY",
        dataset.id,
        f"{found}, and the table's {stored_rows} rows would be deleted",
        "ask the source's owner; if it may be empty, set lakehouseAllowEmpty to true and run the window again",
    )


def require_new_keys(dataset: Dataset, night: Night, moved: int) -> None:
    """Raises `NightRefused` if so many rows have keys of other nights that the key does not identify rows."""
    if _are_many(moved, night):
        raise NightRefused(
            "KEYS_NOT_UNIQUE",
            dataset.id,
            f"{moved} of {night.rows} rows have a key ({', '.join(dataset.primary_key)}) that the table holds with "
            f"another {dataset.window_column}, at most {_FEW} are allowed",
            "check whether the contract's primaryKey identifies rows, and whether the source sends rows again",
        )


def require_kept(dataset: Dataset, removed: int) -> None:
    """Raises `NightRefused` if the source has lost rows that it must not lose."""
    if removed and dataset.tolerance.removed_rows == "fail":
        raise NightRefused(
            "ROWS_REMOVED",
            dataset.id,
            f"the source no longer has {removed} rows of the table, none may be removed",
            "ask the source's owner; if rows may disappear, set lakehouseRemovedRows to keep and run the window again",
        )


def warnings_of(dataset: Dataset, night: Night, findings: Findings) -> tuple[str, ...]:
    """Warnings about a night that is published."""
    in_table = findings.in_table
    warn = dataset.tolerance.quarantine_warn_percent
    found = []
    if _percent(night.quarantined.rows, night.rows) > warn:
        found.append(f"QUARANTINE {_quarantined(night)}, the warning threshold is {warn:g} %")
    if in_table.rows:
        found.append(f"ALSO_IN_TABLE {in_table.rows} quarantined rows are in the table as well, by key: {in_table}")
    if night.outside.rows:
        found.append(f"OUTSIDE_WINDOW {night.outside.rows} rows are outside the window and were not loaded")
    if night.loaded_outside:
        found.append(f"OUTSIDE_WINDOW {night.loaded_outside} rows are outside the window and were merged nevertheless")
    if findings.changed:
        moved = f"; {findings.moved} of them have another {dataset.window_column}" if findings.moved else ""
        kept = "rows have a key that is stored with other content, which was kept"
        found.append(f"ROWS_CHANGED {findings.changed} {kept}{moved}")
    if findings.late:
        found.append(f"ROWS_LATE {findings.late} rows of earlier nights arrived after those were read, and were loaded")
    if findings.removed:
        found.append(f"ROWS_REMOVED {findings.removed} rows of the table are no longer at the source and were kept")
    return tuple(found)
