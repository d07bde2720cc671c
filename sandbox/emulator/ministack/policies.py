"""ministack's evaluation of policies: which action and resource a request is about, and whether a principal may.

Private names used, and why:
- `enforce`, `extract_resource_arn`: replaced or wrapped, because ministack checks one action on one resource, where
  AWS checks more.
- `_resolve_condition_key`, `_conditions_met`: wrapped, because ministack doesn't substitute policy variables, and
  gives a session's ARN where policies compare a role's.
- `parse_policy_document`, `evaluate_resource_policy`: wrapped, because ministack parses the same text at every call.
- `SERVICE_TO_IAM_NAMESPACE`, `_BOTOCORE_SERVICE_MAP`: tables of the services whose actions it knows; ours are added.
"""

from collections.abc import Callable
from typing import Any, Protocol

from ministack.core import iam_actions, iam_evaluator

from emulator.ministack.answers import Answer
from emulator.ministack.interception import Function, replace, wrap
from emulator.ministack.scope import account_id

#: `decision` ("Deny" or "ImplicitDeny") and `principal_arn` say what was denied to whom.
Denial = Any

_theirs: Function = iam_evaluator.enforce


def decide(access_key: str, action: str, region: str, resource: str, context: dict[str, Any]) -> Denial | None:
    """ministack's own decision; None when the call is allowed."""
    service = action.partition(":")[0]
    return _theirs(access_key, action, service, region, resource_arn=resource, service_context=context)


def implicit_denial(principal_arn: str, reason: str) -> Denial:
    return iam_evaluator.EvalResult("ImplicitDeny", principal_arn, reason=reason)


def is_root(access_key: str) -> bool:
    return bool(iam_evaluator.is_root_access_key(access_key))


def pin_origin(address: str) -> None:
    """Sets the request's source address for condition keys, and marks it as sent over TLS."""
    iam_evaluator.pin_request_origin(address, True)


class Credential(Protocol):
    """The principal that an access key belongs to."""

    principal_arn: str
    #: "Root", "User" or "AssumedRole".
    principal_type: str
    #: `aws:userid`.
    principal_id: str


class UnknownCallerError(Exception):
    """The access key doesn't exist, or its session has expired. `code` is AWS's."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def credential(access_key: str) -> Credential:
    """Raises UnknownCallerError."""
    found = iam_evaluator.resolve_credential(access_key, account_id())
    if isinstance(found, iam_evaluator.CredentialResolutionError):
        raise UnknownCallerError(found.code, found.message)
    resolved: Credential = found
    return resolved


def known_credential(access_key: str) -> Credential | None:
    try:
        return credential(access_key)
    except UnknownCallerError:
        return None


def denial_message(action: str, denied: Denial, resource: str) -> str:
    """As AWS words it."""
    message: str = iam_actions.identity_denial_message(
        action, denied.principal_arn, resource, denied.decision == "Deny"
    )
    return message


def denial_answer(action: str, denied: Denial, request_id: str, headers: dict[str, str], message: str) -> Answer:
    """As the service of the action answers it."""
    service = action.partition(":")[0]
    answer: Answer = iam_actions.access_denied_response(
        service, action, denied.principal_arn, request_id, headers=headers, message=message
    )
    return answer


def resolve_condition_key(key: str, context: Any) -> Any:
    return iam_evaluator._resolve_condition_key(key, context)


def replace_decision(ours: Function) -> None:
    replace(iam_evaluator, "enforce", ours)


def wrap_conditions(make: Callable[[Function], Function]) -> None:
    """Wraps the check whether a statement's conditions are met."""
    wrap(iam_evaluator, "_conditions_met", make)


def wrap_condition_key(make: Callable[[Function], Function]) -> None:
    """Wraps the value of a condition key."""
    wrap(iam_evaluator, "_resolve_condition_key", make)


def wrap_policy_parsing(make: Callable[[Function], Function]) -> None:
    wrap(iam_evaluator, "parse_policy_document", make)


def wrap_resource_policy(make: Callable[[Function], Function]) -> None:
    """Wraps the decision by a resource's policy, which may be text."""
    wrap(iam_evaluator, "evaluate_resource_policy", make)


def wrap_resource(make: Callable[[Function], Function]) -> None:
    """Wraps the ARN that a request is about."""
    wrap(iam_actions, "extract_resource_arn", make)


def add_service(name: str, namespace: str | None = None, model: str | None = None) -> None:
    """A service whose requests are asked about: its actions' prefix and botocore's name of it, if they differ."""
    iam_actions.SERVICE_TO_IAM_NAMESPACE[name] = namespace or name
    iam_actions._BOTOCORE_SERVICE_MAP[name] = [model or name]
