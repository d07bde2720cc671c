"""A new role is refused its first call while the deployment that makes it goes on.

AWS takes some seconds until all its parts know a role's policies, and what a deployment calls at once comes too early:
https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html (eventual consistency). Counting calls instead of
seconds makes it happen each time. What runs after a deployment comes late enough.
"""

from typing import Any

from emulator.authorization.calls import role_of
from emulator.ministack import iam, policies, ssm
from emulator.ministack.interception import Function
from emulator.ministack.policies import Denial

#: There while a deployment changes something; sandbox/deployment/endpoint.ts writes it.
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
    """Notes the roles that a deployment makes."""
    iam.wrap_create_role(_noting_roles)
