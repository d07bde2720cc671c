"""Adds sources of metrics and the evaluation of alarms to ministack's CloudWatch."""

import time
from collections.abc import Callable
from typing import Any

from emulator.cloudwatch.embedded import embedded_metrics
from emulator.cloudwatch.evaluation import next_state, period_values
from emulator.ministack import awslambda, cloudwatch, sqs, stepfunctions
from emulator.ministack.scope import account_id, region
from emulator.ministack.stepfunctions import ExecutionError

JOB_INTEGRATION = "glue:startJobRun.sync"
_EXECUTION_METRICS = {
    "RUNNING": "ExecutionsStarted",
    "SUCCEEDED": "ExecutionsSucceeded",
    "FAILED": "ExecutionsFailed",
    "TIMED_OUT": "ExecutionsTimedOut",
    "ABORTED": "ExecutionsAborted",
}


def _measure_queues() -> None:
    """AWS measures queues every minute; the sandbox does so on demand."""
    now = time.time()
    for queue in sqs.queues():
        visible = [message for message in queue["messages"] if message["visible_at"] <= now]
        ages = [now - message["sent_at"] for message in queue["messages"]]
        dimensions = {"QueueName": queue["name"]}
        cloudwatch.record("AWS/SQS", "ApproximateNumberOfMessagesVisible", len(visible), "Count", dimensions)
        cloudwatch.record("AWS/SQS", "ApproximateAgeOfOldestMessage", max(ages, default=0.0), "Seconds", dimensions)


def _evaluate(alarm: dict[str, Any]) -> None:
    """ministack mixes the metrics of all dimensions and ignores missing data."""
    if not alarm.get("MetricName"):
        return  # an alarm on an expression, which the sandbox doesn't work out
    values = period_values(alarm, cloudwatch.points_of(alarm), time.time())
    before, after = alarm["StateValue"], next_state(alarm, values)
    if before == after:
        return
    reason = f"Threshold Crossed: {alarm['Statistic']} {alarm['ComparisonOperator']} {alarm['Threshold']}: {values[:3]}"
    alarm.update(StateValue=after, StateReason=reason, StateUpdatedTimestamp=int(time.time()))
    cloudwatch.follow_change(alarm, before, after, reason)


def _look() -> None:
    _measure_queues()
    cloudwatch.evaluate_all_alarms()


def _looking_first(describe: Callable[..., Any]) -> Callable[..., Any]:
    """AWS evaluates alarms every minute; the sandbox does so when they are described."""

    def describe_alarms(*arguments: Any, **named: Any) -> Any:
        _look()
        return describe(*arguments, **named)

    return describe_alarms


def _count_invocation(function: Any, error: bool, milliseconds: float) -> None:
    dimensions = {"FunctionName": (function.get("config") or function)["FunctionName"]}
    cloudwatch.record("AWS/Lambda", "Invocations", 1, "Count", dimensions)
    cloudwatch.record("AWS/Lambda", "Errors", int(error), "Count", dimensions)
    cloudwatch.record("AWS/Lambda", "Throttles", 0, "Count", dimensions)
    cloudwatch.record("AWS/Lambda", "Duration", milliseconds, "Milliseconds", dimensions)


def _count_throttle(name: str, *, throttle: bool, **_: Any) -> None:
    """Replaces ministack's count, which covers only Invoke, not queues and state machines."""
    if throttle:
        cloudwatch.record("AWS/Lambda", "Throttles", 1, "Count", {"FunctionName": name})


def _with_metrics(emit: Callable[..., None]) -> Callable[..., None]:
    """Called at the end of every invocation, whatever its source."""

    def emit_logs(function: Any, request_id: str, text: str, error: bool, milliseconds: int, **named: Any) -> None:
        emit(function, request_id, text, error, milliseconds, **named)
        _count_invocation(function, error, milliseconds)
        data = embedded_metrics(text.splitlines() if text else [], time.time())
        for datum in data:
            cloudwatch.store(datum.namespace, datum.name, datum.dimensions, datum.timestamp, datum.unit, datum.value)
        if data:
            _look()

    return emit_logs


def _counting_executions(emit: Callable[[Any], None]) -> Callable[[Any], None]:
    def emit_status(execution: Any) -> None:
        emit(execution)
        dimensions = {"StateMachineArn": execution["stateMachineArn"]}
        cloudwatch.record("AWS/States", _EXECUTION_METRICS[execution["status"]], 1, "Count", dimensions)

    return emit_status


def _counting_jobs(invoke: Callable[[str, Any], Any]) -> Callable[[str, Any], Any]:
    def invoke_resource(resource: str, parameters: Any) -> Any:
        if not resource.endswith(f":{JOB_INTEGRATION}"):
            return invoke(resource, parameters)
        place = f"{region()}:{account_id()}"
        dimensions = {"ServiceIntegrationResourceArn": f"arn:aws:states:{place}:{JOB_INTEGRATION}"}

        def record(name: str, value: float, unit: str) -> None:
            cloudwatch.record("AWS/States", name, value, unit, dimensions)

        began = time.monotonic()
        try:
            result = invoke(resource, parameters)
        except ExecutionError:
            record("ServiceIntegrationsFailed", 1, "Count")
            raise
        finally:
            record("ServiceIntegrationRunTime", (time.monotonic() - began) * 1000, "Milliseconds")
        record("ServiceIntegrationsSucceeded", 1, "Count")
        return result

    return invoke_resource


def install_cloudwatch() -> None:
    """Must be called after `install_step_functions`: it counts the results of the outermost wrapper."""
    cloudwatch.replace_evaluation(_evaluate)
    cloudwatch.wrap_describe_alarms(_looking_first)
    awslambda.wrap_function("emit_lambda_logs", _with_metrics)
    awslambda.replace_metrics(_count_throttle)
    stepfunctions.wrap_function("emit_execution_status_event", _counting_executions)
    stepfunctions.wrap_function("invoke_resource", _counting_jobs)
