"""Calls that a service makes with a role, inside the emulator: decided and recorded like requests."""

import contextvars
from collections.abc import Callable
from typing import Any

from emulator.authorization.corrections import arn, glue_resources, remember_task_token
from emulator.authorization.enforcement import decide, denial_message
from emulator.authorization.implied import Check, key_uses
from emulator.authorization.role_sessions import role_credentials
from emulator.ministack import awslambda, eventbridge, sqs, stepfunctions
from emulator.ministack.stepfunctions import ExecutionError

Data = dict[str, Any]


class ServiceCallDeniedError(Exception):
    """The role may not do what its service was about to do; the message is AWS's."""


def call_as(role_arn: str, session: str, origin: str, action: str, *resources: str) -> None:
    """Decides and records a call by the service `origin`. Raises ServiceCallDeniedError."""
    access_key = role_credentials(role_arn, session).access_key_id
    for resource in resources:
        for check in (Check(action, resource, {}), *key_uses(action, resource)):
            denied = decide(access_key, check, origin)
            if denied is not None:
                raise ServiceCallDeniedError(denial_message(check, denied))


# ministack copies the context into a task's threads.
_machine: contextvars.ContextVar[str | None] = contextvars.ContextVar("machine", default=None)


def call_as_machine(action: str, *resources: str) -> None:
    """A call of the execution whose task runs in this context. Raises the error that Step Functions fails a task with.

    https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
    """
    machine_arn = _machine.get()
    machine = stepfunctions.find_state_machine(machine_arn) if machine_arn else None
    if machine is None:
        return
    try:
        call_as(machine["roleArn"], "StepFunctions", "states", action, *resources)
    except ServiceCallDeniedError as error:
        raise ExecutionError("States.Permissions", str(error)) from error


def call_glue_as_machine(operation: str, data: Data) -> None:
    call_as_machine(f"glue:{operation}", *glue_resources(operation, data))


def _with_machine(execute: Callable[..., Any]) -> Callable[..., Any]:
    def execute_task(state: Any, raw_input: Any, execution: Data, context: Any) -> Any:
        token = _machine.set(execution["stateMachineArn"])
        try:
            return execute(state, raw_input, execution, context)
        finally:
            _machine.reset(token)

    return execute_task


def _remembering_tokens(invoke: Callable[..., Any]) -> Callable[..., Any]:
    def invoke_with_callback(resource: str, input_data: Any, token: str, state: Any) -> Any:
        remember_task_token(token, _machine.get() or "*")
        return invoke(resource, input_data, token, state)

    return invoke_with_callback


def _invoking_as_machine(call: Callable[[str, Any], Any]) -> Callable[[str, Any], Any]:
    def call_lambda(function: str, event: Any) -> Any:
        name = function.rpartition(":function:")[2] or function
        call_as_machine("lambda:InvokeFunction", arn("lambda", f"function:{name}"))
        return call(function, event)

    return call_lambda


def _integrating_as_machine(invoke: Callable[[str, Any], Any]) -> Callable[[str, Any], Any]:
    """`arn:aws:states:::aws-sdk:<service>:<operation>` needs the permission of the same name."""

    def invoke_integration(resource: str, input_data: Any) -> Any:
        service, operation = resource.removesuffix(".waitForTaskToken").split(":")[-2:]
        operation = operation[0].upper() + operation[1:]
        if service == "glue":
            call_glue_as_machine(operation, input_data)
        else:
            call_as_machine(f"{service}:{operation}", "*")
        return invoke(resource, input_data)

    return invoke_integration


def _targeting_as_scheduler(invoke: Callable[..., None]) -> Callable[..., None]:
    """EventBridge's rules come here too; only schedules have a role per target."""

    def invoke_target(target: Data, event: Data, rule: Data, view: Any = None) -> None:
        role = target.get("RoleArn")
        if role and event.get("Source") == "aws.scheduler" and ":lambda:" in target["Arn"]:
            call_as(role, "EventBridgeScheduler", "scheduler", "lambda:InvokeFunction", target["Arn"])
        invoke(target, event, rule, view)

    return invoke_target


_poller_role: contextvars.ContextVar[str | None] = contextvars.ContextVar("poller_role", default=None)


def _polling_as_function(run: Callable[..., None]) -> Callable[..., None]:
    """Lambda reads a queue for a function with the function's own role.

    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
    """

    def run_batch(mapping: Data, function: Data, *others: Any) -> None:
        role, name = function["config"]["Role"], function["config"]["FunctionName"]
        call_as(role, name, "lambda", "sqs:ReceiveMessage", mapping["EventSourceArn"])
        token = _poller_role.set(f"{role} {name}")
        try:
            run(mapping, function, *others)
        finally:
            _poller_role.reset(token)

    return run_batch


def _deleting_as_function(delete: Callable[..., Any]) -> Callable[..., Any]:
    def delete_messages(queue_url: str, receipt_handles: Any) -> Any:
        poller = _poller_role.get()
        if poller is not None:
            role, _, name = poller.partition(" ")
            queue_name = queue_url.rpartition("/")[2]
            call_as(role, name, "lambda", "sqs:DeleteMessage", arn("sqs", queue_name))
        return delete(queue_url, receipt_handles)

    return delete_messages


def _logging_as_function(emit: Callable[..., None]) -> Callable[..., None]:
    """Lambda writes a function's output to its log with the function's role; without permission it is lost."""

    def emit_logs(function: Data, *others: Any, **named: Any) -> None:
        config = function.get("config") or function
        name = config["FunctionName"]
        group = (config.get("LoggingConfig") or {}).get("LogGroup") or f"/aws/lambda/{name}"
        stream = arn("logs", f"log-group:{group}:log-stream:")
        try:
            for action in ("logs:CreateLogStream", "logs:PutLogEvents"):
                call_as(config["Role"], name, "lambda", action, stream)
        except ServiceCallDeniedError:
            return
        emit(function, *others, **named)

    return emit_logs


def install_service_calls() -> None:
    stepfunctions.wrap_function("execute_task", _with_machine)
    stepfunctions.wrap_function("invoke_with_callback", _remembering_tokens)
    stepfunctions.wrap_function("call_lambda", _invoking_as_machine)
    stepfunctions.wrap_function("invoke_aws_sdk_integration", _integrating_as_machine)
    eventbridge.wrap_target(_targeting_as_scheduler)
    awslambda.wrap_function("run_sqs_batch", _polling_as_function)
    sqs.wrap_delete_for_function(_deleting_as_function)
    awslambda.wrap_function("emit_lambda_logs", _logging_as_function)
