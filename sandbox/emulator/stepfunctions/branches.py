"""Branches of Parallel and iterations of Map, which ministack doesn't record in the history."""

import copy
import json
import threading
from collections.abc import Callable
from typing import Any

from emulator.ministack import stepfunctions
from emulator.ministack.stepfunctions import ExecutionError, State

# An event's id is the history's length: two branches must not read it at once.
_history = threading.Lock()


def _in_turn(add: Callable[..., Any]) -> Callable[..., Any]:
    def add_event(execution: Any, event_type: str, details: Any = None) -> Any:
        with _history:
            return add(execution, event_type, details)

    return add_event


def run_branch(states: dict[str, State], start_at: str, branch_input: Any, execution: Any, context: Any) -> Any:
    """Runs a branch to its end; its states are in the history as the machine's own are."""
    # Branches run in parallel, and each has its own current state.
    context = {**context}
    name: str | None = start_at
    value = copy.deepcopy(branch_input)
    while name is not None:
        if execution["status"] != "RUNNING":
            raise ExecutionError("States.TaskFailed", "the execution was stopped")
        state = states[name]
        kind = state["Type"]
        context["State"] = {"Name": name, "EnteredTime": stepfunctions.now(), "RetryCount": 0}
        entered = {"name": name, "input": json.dumps(value)}
        stepfunctions.add_event(execution, f"{kind}StateEntered", {"stateEnteredEventDetails": entered})
        if kind == "Fail":
            raise stepfunctions.failure_of(state, value, context)
        if kind == "Succeed":
            value, following = stepfunctions.succeed(state, value, context), None
        else:
            value, following = stepfunctions.transition(state, value, execution, context)
        exited = {"name": name, "output": json.dumps(value)}
        stepfunctions.add_event(execution, f"{kind}StateExited", {"stateExitedEventDetails": exited})
        name = following
    return value


def install_branches() -> None:
    stepfunctions.wrap_function("add_event", _in_turn)
    stepfunctions.replace_branches(run_branch)
