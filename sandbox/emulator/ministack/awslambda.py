"""ministack's Lambda, which runs functions in processes of their own.

Private names used, and why:
- `_functions`, `_get_func_record_for_ref`, `_execution_record_for_config`, `_execute_function_with_config_scope`:
  services invoke functions without an HTTP request, after deciding about the call themselves.
- `_create_function`, `_update_config`: wrapped, because ministack accepts settings that Lambda rejects.
- `_detect_runtime_binary`: wrapped, because ministack uses the first Node on the PATH.
- `Worker._spawn`, `Worker._proc`, `Worker.invoke`, `_execute_function_warm`: wrapped, because ministack drops error
  names and exit reasons, which Step Functions needs for Retry and Catch.
- `execution_credentials`: wrapped in both modules that have it, to know which function a call comes from.
- `_run_sqs_batch`, `_emit_lambda_logs`: wrapped, because Lambda polls and logs with the function's role.
- `_emit_lambda_metrics`: replaced, because it counts only Invoke calls.
"""

import subprocess
from collections.abc import Callable
from typing import Any, Literal

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from emulator.ministack.interception import Function, replace, wrap
from emulator.ministack.scope import ScopedStore

Data = dict[str, Any]

#: Name -> the function's record; `config` is what GetFunctionConfiguration answers.
functions: ScopedStore = lambda_svc._functions


def process_of(worker: Any) -> subprocess.Popen[str] | None:
    """Of a `Worker`, which has none before it starts and after it died."""
    found: subprocess.Popen[str] | None = worker._proc
    return found


def find_function(reference: str) -> tuple[Data | None, Data | None]:
    """The function's record and the configuration of the version that a name or ARN means."""
    function, configuration, _ = lambda_svc._get_func_record_for_ref(reference)
    return function, configuration


def invoke(function: Data, configuration: Data, event: Data) -> Data:
    """Runs it to its end; `error` of the answer says that it failed, `body` how."""
    record = lambda_svc._execution_record_for_config(function, configuration)
    answer: Data = lambda_svc._execute_function_with_config_scope(record, event)
    return answer


Wrapped = Literal["create_function", "emit_lambda_logs", "execute_function_warm", "run_sqs_batch", "update_config"]


def wrap_function(name: Wrapped, make: Callable[[Function], Function]) -> None:
    wrap(lambda_svc, f"_{name}", make)


def wrap_spawn(make: Callable[[Function], Function]) -> None:
    """Wraps the start of a function's process."""
    wrap(lambda_runtime.Worker, "_spawn", make)


def wrap_invoke(make: Callable[[Function], Function]) -> None:
    """Wraps one event that a function's process answers."""
    wrap(lambda_runtime.Worker, "invoke", make)


def wrap_runtime(make: Callable[[Function], Function]) -> None:
    """Wraps the choice of a runtime's program and worker script."""
    wrap(lambda_runtime, "_detect_runtime_binary", make)


def wrap_credentials(make: Callable[[Function], Function]) -> None:
    """Wraps the credentials that a function's code gets."""
    wrap(lambda_runtime, "execution_credentials", make)
    replace(lambda_svc, "execution_credentials", lambda_runtime.execution_credentials)


def replace_metrics(count: Function) -> None:
    replace(lambda_svc, "_emit_lambda_metrics", count)
