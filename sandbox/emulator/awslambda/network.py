"""Lambda attaches a function to a network only if its role may. It checks before any resource exists, so on `*`.

https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
"""

from typing import Any

from emulator.authorization.service_calls import ServiceCallDeniedError, call_as
from emulator.ministack import awslambda
from emulator.ministack.answers import Answer, refusal
from emulator.ministack.interception import Function

#: Actions for which Lambda's error message is known; its documentation lists more, needed later.
_ASKED = ("CreateNetworkInterface", "DescribeNetworkInterfaces", "DeleteNetworkInterface")


def _refused(role_arn: str, name: str, data: dict[str, Any]) -> Answer | None:
    if not (data.get("VpcConfig") or {}).get("SubnetIds"):
        return None
    for operation in _ASKED:
        try:
            call_as(role_arn, name, "lambda", f"ec2:{operation}", "*")
        except ServiceCallDeniedError:
            message = f"The provided execution role does not have permissions to call {operation} on EC2"
            return refusal("InvalidParameterValueException", message)
    return None


def _checking_created(create: Function) -> Function:
    def create_function(data: dict[str, Any]) -> Answer:
        answer: Answer = _refused(data.get("Role", ""), data.get("FunctionName", ""), data) or create(data)
        return answer

    return create_function


def _checking_updated(update: Function) -> Function:
    def update_config(name: str, data: dict[str, Any]) -> Answer:
        function = awslambda.functions.get(name)
        role_arn = data.get("Role") or (function["config"]["Role"] if function else "")
        answer: Answer = (_refused(role_arn, name, data) if role_arn else None) or update(name, data)
        return answer

    return update_config


def install_lambda_network() -> None:
    awslambda.wrap_function("create_function", _checking_created)
    awslambda.wrap_function("update_config", _checking_updated)
