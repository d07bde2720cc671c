"""ministack's Athena, whose queries run in DuckDB; ours run in Trino, workgroups and the rest stay ministack's.

Private names used, and why:
- `_executions`, `_workgroups`: query executions are kept among ministack's records, which it saves and resets, and
  run with the settings of its workgroups.
- `_ensure_default_workgroup`: makes the workgroup `primary`, which every account has, at the first request.
- `handle_request`, `load_persisted_state`: wrapped, because ministack has no plug-ins.
"""

from collections.abc import Callable

from ministack.services import athena

from emulator.ministack.interception import Function, after, wrap
from emulator.ministack.scope import ScopedStore

#: ID -> GetQueryExecution's response, plus our own fields, which begin with an underscore.
executions: ScopedStore = athena._executions
#: Name -> GetWorkGroup's response.
workgroups: ScopedStore = athena._workgroups


def require_primary_workgroup() -> None:
    athena._ensure_default_workgroup()


def wrap_requests(make: Callable[[Function], Function]) -> None:
    wrap(athena, "handle_request", make)


def after_restore(follow: Callable[[], None]) -> None:
    """Calls `follow` when ministack has taken up the saved state."""
    after(athena, "load_persisted_state", lambda _state: follow())
