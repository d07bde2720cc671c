"""Branches of Parallel and iterations of Map in Step Functions, which ministack runs without a trace in the history."""

import copy
import json
import threading
from collections.abc import Callable
from typing import Any

from ministack.services import stepfunctions
from ministack.services.stepfunctions import _ExecutionError as ExecutionError

State = dict[str, Any]

_TRANSITIONS_WITH_EXECUTION = ("Task", "Parallel", "Map")
# An event's id is the history's length: two branches must not read it at once.
_history = threading.Lock()


def _in_turn(add: Callable[..., Any]) -> Callable[..., Any]:
    def add_event(execution: Any, event_type: str, details: Any = None) -> Any:
        with _history:
            return add(execution, event_type, details)

    return add_event


def _transition(state: State, state_input: Any, execution: Any, context: Any) -> tuple[Any, str | None]:
    """Output and next state, by ministack's function for the type."""
    kind = state["Type"]
    execute = getattr(stepfunctions, f"_execute_{kind.lower()}")
    arguments = (execution, context) if kind in _TRANSITIONS_WITH_EXECUTION else (context,)
    output, following = execute(state, state_input, *arguments)
    return output, following


def run_branch(states: dict[str, State], start_at: str, branch_input: Any, execution: Any, context: Any) -> Any:
    """Runs a branch to its end; its states are in the history as the machine's own are."""
    # Branches run side by side, and each has its own idea of which state it is in.
    context = {**context}
    name: str | None = start_at
    value = copy.deepcopy(branch_input)
    while name is not None:
        if execution["status"] != "RUNNING":
            raise ExecutionError("States.TaskFailed", "the execution was stopped")
        state = states[name]
        kind = state["Type"]
        context["State"] = {"Name": name, "EnteredTime": stepfunctions.now_iso(), "RetryCount": 0}
        entered = {"name": name, "input": json.dumps(value)}
        stepfunctions._add_event(execution, f"{kind}StateEntered", {"stateEnteredEventDetails": entered})
        if kind == "Fail":
            raise ExecutionError(*stepfunctions._fail_state_error(state, value, context))
        if kind == "Succeed":
            value, following = stepfunctions._apply_input_path(state, value, context), None
            value = stepfunctions._apply_output_path(state, value, context)
        else:
            value, following = _transition(state, value, execution, context)
        exited = {"name": name, "output": json.dumps(value)}
        stepfunctions._add_event(execution, f"{kind}StateExited", {"stateExitedEventDetails": exited})
        name = following
    return value


def install_branches() -> None:
    """Puts our part into ministack's Step Functions, which finds it by name on each call."""
    stepfunctions._add_event = _in_turn(stepfunctions._add_event)
    stepfunctions._run_sub_machine = run_branch
