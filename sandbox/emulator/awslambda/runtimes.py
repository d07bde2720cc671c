"""Functions run on their runtime's Node; unknown runtimes are rejected, and errors keep their names, as in Lambda.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html
"""

import contextvars
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import botocore.session

from emulator.ministack import awslambda
from emulator.ministack.answers import Answer, refusal
from emulator.ministack.interception import Function


def _known_runtimes() -> list[str]:
    """All runtimes in Lambda's API model, including retired ones."""
    model = botocore.session.get_session().get_service_model("lambda")
    return list(model.shape_for("Runtime").enum)


def _problem(runtime: str, installed: Mapping[str, Path]) -> str | None:
    if runtime in installed:
        return None
    known = _known_runtimes()
    if runtime in known:
        return (
            f"The sandbox doesn't have the runtime {runtime}. It has {', '.join(installed) or 'none for this machine'}."
        )
    # Lambda's own words: https://github.com/awslabs/amazon-redshift-monitoring/pull/25
    return (
        f"Value {runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: "
        f"[{', '.join(known)}] or be a valid ARN"
    )


_SAYS_ERROR = 'status: "error", error: String(err.message || err),'
_NAMES_ERROR = f'{_SAYS_ERROR} errorType: err.name || "Error",'

_error_type: contextvars.ContextVar[str | None] = contextvars.ContextVar("error_type", default=None)


def _with_name(worker_script: str) -> str:
    if _SAYS_ERROR not in worker_script:
        raise RuntimeError("ministack's worker for Node has changed: it doesn't say errors where they were said")
    return worker_script.replace(_SAYS_ERROR, _NAMES_ERROR)


_DIED = "Worker process died"
#: A process whose output has ended is about to exit.
_REAP_SECONDS = 0.5


def _how_it_ended(process: subprocess.Popen[str]) -> str:
    """In Lambda's words, e.g. `Runtime exited with error: signal: killed`."""
    code = process.wait()
    if code == 0:
        return "Runtime exited without providing a reason"
    how = f"signal: {signal.strsignal(-code)}".lower() if code < 0 else f"exit status {code}"
    return f"Runtime exited with error: {how}"


def _was_killed(process: subprocess.Popen[str] | None) -> bool:
    try:
        return process is not None and process.wait(_REAP_SECONDS) < 0
    except subprocess.TimeoutExpired:
        return False


def _spawning_twice(spawn: Function) -> Function:
    def spawn_worker(worker: Any) -> None:
        try:
            spawn(worker)
        except (RuntimeError, BrokenPipeError):
            if not _was_killed(awslambda.process_of(worker)):
                raise
            # a process that dies during initialization is restarted once, as in Lambda
            spawn(worker)
        # ministack forgets a dead process before anything can read its exit code
        worker.latest_process = awslambda.process_of(worker)

    return spawn_worker


def _saying_how_it_ended(invoke: Function) -> Function:
    def invoke_worker(worker: Any, event: Any, request_id: str, **options: Any) -> dict[str, Any]:
        result: dict[str, Any] = invoke(worker, event, request_id, **options)
        if result.get("error") == _DIED:
            result["error"] = f"RequestId: {request_id} Error: {_how_it_ended(worker.latest_process)}"
            result["errorType"] = "Runtime.ExitError"
        _error_type.set(result.get("errorType"))
        return result

    return invoke_worker


def _naming_errors(execute: Function) -> Function:
    """Errors keep the name that Step Functions matches in Retry and Catch: the thrown error's, or
    `Runtime.ExitError`."""

    def execute_function(*args: Any, **options: Any) -> dict[str, Any]:
        _error_type.set(None)
        result: dict[str, Any] = execute(*args, **options)
        name, body = _error_type.get(), result.get("body")
        if name is not None and isinstance(body, dict) and body.get("errorType") == "Runtime.HandlerError":
            body["errorType"] = name
        return result

    return execute_function


def install_lambda_runtimes(installed: Mapping[str, Path]) -> None:
    def refused(data: dict[str, Any]) -> Answer | None:
        runtime = data.get("Runtime")
        problem = _problem(runtime, installed) if runtime else None
        return refusal("InvalidParameterValueException", problem) if problem else None

    def checking(change: Function) -> Function:
        """CreateFunction has its request alone, UpdateFunctionConfiguration the function's name before it."""

        def change_function(*arguments: Any) -> Answer:
            answer: Answer = refused(arguments[-1]) or change(*arguments)
            return answer

        return change_function

    def choosing_node(detect: Function) -> Function:
        def detect_runtime_binary(runtime: str) -> tuple[str, str]:
            _, worker_script = detect(runtime)
            return str(installed[runtime]), _with_name(worker_script)

        return detect_runtime_binary

    awslambda.wrap_spawn(_spawning_twice)
    awslambda.wrap_invoke(_saying_how_it_ended)
    awslambda.wrap_function("execute_function_warm", _naming_errors)
    awslambda.wrap_function("create_function", checking)
    awslambda.wrap_function("update_config", checking)
    awslambda.wrap_runtime(choosing_node)
