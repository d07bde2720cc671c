"""Keeps Trino's access rules in step with Lake Formation's grants, for those who query."""

import json
import threading
import time
from pathlib import Path

from emulator.athena.access_rules import UNRESTRICTED_USER, PrincipalAccess, access_rules
from emulator.authorization.identity import Caller
from emulator.lakeformation import catalog, store
from emulator.lakeformation.effective import Access

# Trino reads its rules again when they are older than `security.refresh-period`, which is 100 ms (see parts/trino.ts).
_REREAD_SECONDS = 0.12


def _access_of(principal: str) -> PrincipalAccess:
    access = Access(principal)
    databases = [database["Name"] for database in catalog.databases()]
    tables = [table for database in databases for table in catalog.tables_of(database)]
    return PrincipalAccess(
        principal,
        {database: access.of_database(database) for database in databases},
        {(table["DatabaseName"], table["Name"]): access.of_table(table) for table in tables},
    )


class QueryAccess:
    """Rules for every principal that has queried so far. Others need none: without rules, nothing is allowed."""

    def __init__(self, rules_file: Path) -> None:
        self._file = rules_file
        self._lock = threading.Lock()
        self._written_changes = -1
        self._known: dict[str, PrincipalAccess] = {}

    def admit(self, caller: Caller) -> PrincipalAccess | None:
        """Returns when Trino applies all grants made so far; None for an unrestricted caller."""
        if caller.is_root:
            return None
        # Held while waiting, too: a second query must not start on rules that the first one still waits for.
        with self._lock:
            with store.lock:
                changes = store.changes.count
                if changes == self._written_changes and caller.principal in self._known:
                    return self._known[caller.principal]
                principals = {*self._known, caller.principal}
                self._known = {principal: _access_of(principal) for principal in sorted(principals)}
            self._write()
            self._written_changes = changes
            return self._known[caller.principal]

    def _write(self) -> None:
        content = json.dumps(access_rules(self._known.values()))
        if self._file.exists() and self._file.read_text() == content:
            return
        replacement = self._file.with_suffix(".new")
        replacement.write_text(content)
        replacement.replace(self._file)
        time.sleep(_REREAD_SECONDS)


def engine_user(caller: Caller) -> str:
    return UNRESTRICTED_USER if caller.is_root else caller.principal
