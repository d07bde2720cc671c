"""A new role's first call is denied while the deployment that creates it is in progress.

In AWS it takes some seconds until a role's policies are effective everywhere, so a call right after creation may
fail:
https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html (eventual consistency). Counting calls instead of
seconds makes it happen every time. After the deployment, roles work at once.
"""

from typing import Any

from emulator.authorization.calls import role_of
from emulator.ministack import iam, policies, ssm
from emulator.ministack.interception import Function
from emulator.ministack.policies import Denial

#: Exists while a deployment is in progress; written by sandbox/deployment/endpoint.ts.
_DEPLOYMENT_PARAMETER = "/sandbox/deploying"

_unknown: set[str] = set()


def first_call(principal_arn: str) -> Denial | None:
    """The refusal of a new role's first call; None for all others."""
    role = role_of(principal_arn)
    if role not in _unknown:
        return None
    _unknown.discard(role)
    if not ssm.has_parameter(_DEPLOYMENT_PARAMETER):
        return None
    return policies.implicit_denial(principal_arn, "a new role's policies aren't known everywhere yet")


def _noting_roles(create: Function) -> Function:
    def create_role(parameters: Any) -> Any:
        answer = create(parameters)
        if answer[0] < 400 and ssm.has_parameter(_DEPLOYMENT_PARAMETER):
            _unknown.add(iam.parameter(parameters, "RoleName"))
        return answer

    return create_role


def install_new_roles() -> None:
    """Records the roles that a deployment creates."""
    iam.wrap_create_role(_noting_roles)
