"""Lambda attaches a function to a network only if its role may: asked before there is anything, so of every resource.

https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
"""

from typing import Any

from ministack.services import lambda_svc

from emulator.answers import Answer, refusal
from emulator.authorization.service_calls import ServiceCallDeniedError, call_as

#: Those whose refusal is known by Lambda's own words; its page lists more that it takes later.
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


def install_lambda_network() -> None:
    """Puts ours before ministack's functions, which it finds by name on each call."""
    create, update = lambda_svc._create_function, lambda_svc._update_config

    def create_function(data: dict[str, Any]) -> Answer:
        answer: Answer = _refused(data.get("Role", ""), data.get("FunctionName", ""), data) or create(data)
        return answer

    def update_config(name: str, data: dict[str, Any]) -> Answer:
        function = lambda_svc._functions.get(name)
        role_arn = data.get("Role") or (function["config"]["Role"] if function else "")
        answer: Answer = (_refused(role_arn, name, data) if role_arn else None) or update(name, data)
        return answer

    lambda_svc._create_function, lambda_svc._update_config = create_function, update_config
