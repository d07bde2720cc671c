"""ministack's Glue: the catalog is used as it is; its jobs don't run Spark, and its crawlers only wait.

Private names used, and why:
- `_databases`, `_tables`, `_jobs`, `_job_runs`, `_crawlers`, `_security_configs`: our records are among ministack's,
  which its own operations answer, and which are saved and reset with the rest.
- `_create_database`, `_update_database`, `_delete_database`, `_create_table`, `_update_table`, `_delete_table`,
  `_batch_delete_table`, `_create_job`, `_update_job`, `_update_crawler`, `_delete_crawler`: wrapped, because they
  have side effects here, or are denied. ministack's dispatcher and its CloudFormation look each up by name; wrapping
  `handle_request` would miss the latter's calls.
- `_start_crawler`, `_stop_crawler`: replaced, because ministack's crawlers only wait.
- `_start_job_run`, `_batch_stop_job_run`, `_get_job_run`: the first two are replaced, because ministack runs no Spark
  without Docker; Step Functions calls all three without a request.
- `_handle_request_sync`: wrapped, because Lake Formation decides about most operations and filters their responses.
- `handle_request`: wrapped, for operations that ministack lacks.
- `get_state`, `load_persisted_state`: wrapped, to save our own records, and to fail what a previous emulator left
  running.
"""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from ministack.services import glue

from emulator.ministack import operations
from emulator.ministack.answers import Answer
from emulator.ministack.interception import Function, after, replace, wrap
from emulator.ministack.operations import Operation
from emulator.ministack.scope import ScopedStore

Data = dict[str, Any]

databases: ScopedStore = glue._databases
#: `<database>/<table>` -> the table.
tables: ScopedStore = glue._tables
jobs: ScopedStore = glue._jobs
#: Name of the job -> its runs, oldest first.
job_runs: ScopedStore = glue._job_runs
crawlers: ScopedStore = glue._crawlers
security_configurations: ScopedStore = glue._security_configs

Wrapped = Literal[
    "batch_delete_table",
    "create_database",
    "create_job",
    "create_table",
    "delete_crawler",
    "delete_database",
    "delete_table",
    "update_crawler",
    "update_database",
    "update_job",
    "update_table",
]
Replaced = Literal["batch_stop_job_run", "start_crawler", "start_job_run", "stop_crawler"]


def start_job_run(data: Data) -> Answer:
    answer: Answer = glue._start_job_run(data)
    return answer


def batch_stop_job_run(data: Data) -> Answer:
    answer: Answer = glue._batch_stop_job_run(data)
    return answer


def get_job_run(data: Data) -> Answer:
    answer: Answer = glue._get_job_run(data)
    return answer


def wrap_operation(name: Wrapped, make: Callable[[Operation], Operation]) -> None:
    wrap(glue, f"_{name}", make)


def replace_operation(name: Replaced, ours: Operation) -> None:
    replace(glue, f"_{name}", ours)


def add_operations(ours: Mapping[str, Operation]) -> None:
    operations.add_operations(glue, ours)


def wrap_requests(make: Callable[[Function], Function]) -> None:
    """Wraps the handler of all requests."""
    wrap(glue, "_handle_request_sync", make)


def wrap_state(make: Callable[[Function], Function]) -> None:
    """Wraps the function that answers the state to save."""
    wrap(glue, "get_state", make)


def after_restore(follow: Callable[[Data | None], None]) -> None:
    """Calls `follow` with the saved state when ministack has taken it up."""
    after(glue, "load_persisted_state", follow)
