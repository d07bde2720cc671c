"""A new role is refused its first call while the deployment that makes it goes on.

AWS takes some seconds until all its parts know a role's policies, and what a deployment calls at once comes too early:
https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html (eventual consistency). Counting calls instead of
seconds makes it happen each time. What runs after a deployment comes late enough.
"""

from typing import Any

from ministack.core.iam_evaluator import EvalResult
from ministack.services import iam, ssm

from emulator.authorization.calls import role_of

#: There while a deployment changes something; sandbox/deployment/endpoint.ts writes it.
_DEPLOYMENT_PARAMETER = "/sandbox/deploying"

_unknown: set[str] = set()


def first_call(principal_arn: str) -> EvalResult | None:
    """The refusal of a new role's first call; None for all others."""
    role = role_of(principal_arn)
    if role not in _unknown:
        return None
    _unknown.discard(role)
    if ssm._parameters.get(_DEPLOYMENT_PARAMETER) is None:
        return None
    return EvalResult("ImplicitDeny", principal_arn, reason="a new role's policies aren't known everywhere yet")


def install_new_roles() -> None:
    """Notes the roles that a deployment makes."""
    create = iam._IAM_HANDLERS["CreateRole"]

    def create_role(parameters: Any) -> Any:
        answer = create(parameters)
        if answer[0] < 400 and ssm._parameters.get(_DEPLOYMENT_PARAMETER) is not None:
            _unknown.add(iam._p(parameters, "RoleName"))
        return answer

    iam._IAM_HANDLERS["CreateRole"] = create_role
