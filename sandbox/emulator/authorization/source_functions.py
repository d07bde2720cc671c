"""Which function a call comes from: Lambda adds the function's ARN to calls made by its code.

But not to calls that Lambda itself makes with the function's role, except for logs:
https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html
"""

from typing import Any

from emulator.ministack import awslambda
from emulator.ministack.interception import Function

CONDITION_KEY = "lambda:sourcefunctionarn"

_functions: dict[str, str] = {}


def source_function(access_key: str) -> dict[str, str]:
    """The condition key with its value; empty where no function's code works with the credentials."""
    arn = _functions.get(access_key)
    return {} if arn is None else {CONDITION_KEY: arn}


def _noting_keys(credentials: Function) -> Function:
    def execution_credentials(config: dict[str, Any]) -> dict[str, str]:
        found: dict[str, str] = credentials(config)
        # Of a version or an alias it is the function's own.
        _functions[found["AWS_ACCESS_KEY_ID"]] = ":".join(config["FunctionArn"].split(":")[:7])
        return found

    return execution_credentials


def install_source_functions() -> None:
    awslambda.wrap_credentials(_noting_keys)
