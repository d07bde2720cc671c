"""Step Functions features that ministack lacks: the Glue integration, and callback tasks that fail with their
function."""

import contextvars
import json
import threading
import time
from collections.abc import Callable
from typing import Any

from emulator.authorization.service_calls import call_glue_as_machine
from emulator.glue.service import job_run
from emulator.ministack import glue, stepfunctions
from emulator.ministack.answers import content_of
from emulator.ministack.stepfunctions import ExecutionError
from emulator.stepfunctions.branches import install_branches

POLL_SECONDS = 0.2
START_JOB_RUN = "arn:aws:states:::glue:startJobRun"
_TIMES = ("StartedOn", "LastModifiedOn", "CompletedOn")

# ministack copies the context into a task's threads.
_execution: contextvars.ContextVar[dict[str, Any] | None] = contextvars.ContextVar("execution", default=None)
_abandoned: contextvars.ContextVar[threading.Event | None] = contextvars.ContextVar("abandoned", default=None)
_task_token: contextvars.ContextVar[str | None] = contextvars.ContextVar("task_token", default=None)


def _is_abandoned() -> bool:
    """Whether the task was abandoned: it timed out, or its execution was stopped."""
    abandoned, execution = _abandoned.get(), _execution.get()
    return (abandoned is not None and abandoned.is_set()) or (
        execution is not None and execution["status"] != "RUNNING"
    )


def _in_task_form(record: dict[str, Any]) -> dict[str, Any]:
    """Step Functions shows a run's times in milliseconds."""
    return {name: int(value * 1000) if name in _TIMES else value for name, value in record.items()}


def _start_job_run(parameters: dict[str, Any]) -> str:
    call_glue_as_machine("StartJobRun", parameters)
    answer = glue.start_job_run(parameters)
    content = content_of(answer)
    if answer[0] >= 400:
        raise ExecutionError(f"Glue.{content['__type']}", content.get("message", ""))
    run_id: str = content["JobRunId"]
    return run_id


def _run_job(parameters: dict[str, Any]) -> dict[str, Any]:
    """`.sync`: waits for the run's end; a run that did not succeed fails the task with the run as its cause."""
    name, run_id = parameters["JobName"], _start_job_run(parameters)
    while True:
        call_glue_as_machine("GetJobRun", parameters)
        record = job_run(name, run_id)
        state = record["JobRunState"]
        if state == "SUCCEEDED":
            return _in_task_form(record)
        if state in ("FAILED", "STOPPED", "TIMEOUT", "ERROR"):
            raise ExecutionError("States.TaskFailed", json.dumps(_in_task_form(record)))
        if _is_abandoned():
            call_glue_as_machine("BatchStopJobRun", parameters)
            glue.batch_stop_job_run({"JobName": name, "JobRunIds": [run_id]})
            raise ExecutionError("States.TaskFailed", f"the task was abandoned while {run_id} ran")
        time.sleep(POLL_SECONDS)


def _with_glue(invoke: Callable[[str, Any], Any]) -> Callable[[str, Any], Any]:
    def invoke_resource(resource: str, input_data: Any) -> Any:
        if resource == f"{START_JOB_RUN}.sync":
            return _run_job(input_data)
        if resource == START_JOB_RUN:
            return {"JobRunId": _start_job_run(input_data)}
        return invoke(resource, input_data)

    return invoke_resource


def _with_abandonment(invoke: Callable[..., Any]) -> Callable[..., Any]:
    """ministack keeps running a task after its timeout; this tells the job run to stop."""

    def invoke_with_timeout(resource: str, input_data: Any, timeout: float) -> Any:
        event = threading.Event()
        token = _abandoned.set(event)
        try:
            return invoke(resource, input_data, timeout)
        finally:
            event.set()
            _abandoned.reset(token)

    return invoke_with_timeout


def _with_execution(execute: Callable[..., Any]) -> Callable[..., Any]:
    def execute_task(state_def: Any, raw_input: Any, execution: Any, ctx: Any) -> Any:
        token = _execution.set(execution)
        try:
            return execute(state_def, raw_input, execution, ctx)
        finally:
            _execution.reset(token)

    return execute_task


def _with_token(invoke: Callable[..., Any]) -> Callable[..., Any]:
    def invoke_with_callback(resource: str, input_data: Any, token: str, state_def: Any) -> Any:
        reset = _task_token.set(token)
        try:
            return invoke(resource, input_data, token, state_def)
        finally:
            _task_token.reset(reset)

    return invoke_with_callback


def _failing_the_callback(call: Callable[[str, Any], Any]) -> Callable[[str, Any], Any]:
    """ministack keeps waiting when the function of a `.waitForTaskToken` task fails; AWS fails the task."""

    def call_lambda(function: str, event: Any) -> Any:
        try:
            return call(function, event)
        except ExecutionError as error:
            waiting = stepfunctions.waiting_task(_task_token.get() or "")
            if waiting is not None:
                waiting["error"] = {"Error": error.error, "Cause": error.cause}
                waiting["event"].set()
            raise

    return call_lambda


def _compared_with_path(evaluate: Callable[..., bool]) -> Callable[..., bool]:
    """ministack compares timestamps with constants only; a rule may name another path of the state's input."""

    def evaluate_rule(rule: dict[str, Any], data: Any, context: Any = None) -> bool:
        name = next((name for name in rule if name.startswith("Timestamp") and name.endswith("Path")), None)
        if name is None:
            return evaluate(rule, data, context)
        other = stepfunctions.resolve_path(rule[name], data, context)
        return evaluate({"Variable": rule["Variable"], name.removesuffix("Path"): other}, data, context)

    return evaluate_rule


def install_step_functions() -> None:
    """Installs our additions in ministack's Step Functions."""
    install_branches()
    stepfunctions.wrap_function("invoke_resource", _with_glue)
    stepfunctions.wrap_function("invoke_resource_with_timeout", _with_abandonment)
    stepfunctions.wrap_function("execute_task", _with_execution)
    stepfunctions.wrap_function("invoke_with_callback", _with_token)
    stepfunctions.wrap_function("evaluate_rule", _compared_with_path)
    stepfunctions.wrap_function("call_lambda", _failing_the_callback)
