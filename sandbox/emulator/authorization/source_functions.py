"""Whose code a call comes from: Lambda puts the function's ARN into the calls that a function's code makes.

Not into those that Lambda makes with the function's role, but for its logs:
https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html
"""

from collections.abc import Callable
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

CONDITION_KEY = "lambda:sourcefunctionarn"

_functions: dict[str, str] = {}


def source_function(access_key: str) -> dict[str, str]:
    """The condition key with its value; empty where no function's code works with the credentials."""
    arn = _functions.get(access_key)
    return {} if arn is None else {CONDITION_KEY: arn}


def install_source_functions() -> None:
    """Goes around ministack's function that makes the credentials of a function's code."""
    credentials: Callable[[dict[str, Any]], dict[str, str]] = lambda_runtime.execution_credentials

    def execution_credentials(config: dict[str, Any]) -> dict[str, str]:
        found = credentials(config)
        # Of a version or an alias it is the function's own.
        _functions[found["AWS_ACCESS_KEY_ID"]] = ":".join(config["FunctionArn"].split(":")[:7])
        return found

    # Both have it by name.
    lambda_runtime.execution_credentials = lambda_svc.execution_credentials = execution_credentials
