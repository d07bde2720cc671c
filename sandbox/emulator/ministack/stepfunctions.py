"""ministack's Step Functions.

Private names used, and why:
- `_ExecutionError`: the only way to fail a task with an error name.
- `_state_machines`, `_task_tokens`: the role of a machine, and the tasks that wait for a token.
- `_execute_task`, `_invoke_resource`, `_invoke_resource_with_timeout`, `_invoke_with_callback`, `_call_lambda`,
`_invoke_aws_sdk_integration`: wrapped, because the state machine's role decides about a task's calls, the Glue
integration is ours, and ministack ignores failures of a callback task's function.
- `_evaluate_rule`, `_resolve_path_or_ctx`: wrapped, because ministack compares timestamps with constants only.
- `_run_sub_machine`: replaced, because ministack doesn't record branches in the history; ours uses `_execute_<type>`,
  `_fail_state_error`, `_apply_input_path`, `_apply_output_path` and `now_iso` as ministack's loop does.
- `_add_event`: wrapped, because event IDs are the history's length, which two branches must not read at once.
- `_emit_execution_status_event`: wrapped, to count executions.
"""

from collections.abc import Callable
from typing import Any, Literal

from ministack.services import stepfunctions
from ministack.services.stepfunctions import _ExecutionError as ExecutionError

from emulator.ministack.interception import Function, replace, wrap

__all__ = ["ExecutionError"]

Data = dict[str, Any]
State = dict[str, Any]

_TRANSITIONS_WITH_EXECUTION = ("Task", "Parallel", "Map")

Wrapped = Literal[
    "add_event",
    "call_lambda",
    "emit_execution_status_event",
    "evaluate_rule",
    "execute_task",
    "invoke_aws_sdk_integration",
    "invoke_resource",
    "invoke_resource_with_timeout",
    "invoke_with_callback",
]


def wrap_function(name: Wrapped, make: Callable[[Function], Function]) -> None:
    wrap(stepfunctions, f"_{name}", make)


def replace_branches(run_branch: Function) -> None:
    """What runs branches of Parallel and iterations of Map."""
    replace(stepfunctions, "_run_sub_machine", run_branch)


def find_state_machine(arn: str) -> Data | None:
    found: Data | None = stepfunctions._state_machines.get(arn)
    return found


def waiting_task(token: str) -> Data | None:
    """The task that waits for the token: `error` is what it fails with when `event` is set."""
    found: Data | None = stepfunctions._task_tokens.get(token)
    return found


def resolve_path(path: str, data: Any, context: Any) -> Any:
    """What a path of the state's input or of the context object leads to."""
    return stepfunctions._resolve_path_or_ctx(path, data, context)


def now() -> str:
    text: str = stepfunctions.now_iso()
    return text


def add_event(execution: Any, event_type: str, details: Any) -> None:
    """To the execution's history."""
    stepfunctions._add_event(execution, event_type, details)


def failure_of(state: State, value: Any, context: Any) -> ExecutionError:
    """What a Fail state fails with."""
    return ExecutionError(*stepfunctions._fail_state_error(state, value, context))


def succeed(state: State, value: Any, context: Any) -> Any:
    """The output of a Succeed state."""
    return stepfunctions._apply_output_path(state, stepfunctions._apply_input_path(state, value, context), context)


def transition(state: State, state_input: Any, execution: Any, context: Any) -> tuple[Any, str | None]:
    """Output and next state of any other state, by ministack's function for its type."""
    kind = state["Type"]
    execute = getattr(stepfunctions, f"_execute_{kind.lower()}")
    arguments = (execution, context) if kind in _TRANSITIONS_WITH_EXECUTION else (context,)
    output, following = execute(state, state_input, *arguments)
    return output, following
