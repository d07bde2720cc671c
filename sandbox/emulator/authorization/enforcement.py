"""Decides calls with ministack's policy evaluator, and records each decision.

ministack decides about a request's own action; further permissions that the action needs are checked here.
"""

import contextvars
import functools
import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any

from emulator.authorization import calls
from emulator.authorization.corrections import (
    corrected_action,
    glue_resources,
    install_corrections,
    operation_of,
    parsed,
)
from emulator.authorization.implied import Check, key_uses
from emulator.authorization.new_roles import first_call, install_new_roles
from emulator.authorization.source_functions import install_source_functions, source_function
from emulator.ministack import app, policies
from emulator.ministack.answers import Answer
from emulator.ministack.interception import Function
from emulator.ministack.requests import access_key_of
from emulator.ministack.scope import region
from emulator.redshift.data_api import owners

Data = dict[str, Any]

_NOT_FOUND = 404
_REQUEST = "request"
#: Calls arrive over plain HTTP on the loopback interface, but policies require TLS, as in AWS.
_HERE = "127.0.0.1"


@dataclass
class _Request:
    """A role's request while ministack handles it."""

    headers: dict[str, str]
    body: bytes
    #: Whether it is part of a multipart upload.
    is_upload: bool
    #: The further check that it failed, and the decision.
    refused: tuple[Check, Any] | None = None


_request: contextvars.ContextVar[_Request | None] = contextvars.ContextVar("request", default=None)


def _further_checks(request: _Request, action: str, resource: str) -> Iterator[Check]:
    if action.startswith("glue:"):
        for further in glue_resources(operation_of(request.headers), parsed(request.body))[1:]:
            yield Check(action, further, {})
    if action in ("glue:CreateTableOptimizer", "glue:UpdateTableOptimizer"):
        role = (parsed(request.body).get("TableOptimizerConfiguration") or {}).get("roleArn", "")
        yield Check("iam:PassRole", role, {"iam:passedtoservice": "glue.amazonaws.com"})
    yield from key_uses(action, resource, is_upload=request.is_upload)


def decide(access_key: str, check: Check, origin: str = _REQUEST) -> Any:
    """None if it is allowed. Recorded either way, except for a new role's first call."""
    session = policies.known_credential(access_key)
    principal = None if session is None else session.principal_arn
    refused = first_call(principal) if principal is not None and origin == _REQUEST else None
    if refused is not None:
        return refused
    if origin != _REQUEST:
        policies.pin_origin(_HERE)
    else:
        check = check._replace(context={**check.context, **source_function(access_key)})
    denied = policies.decide(access_key, check.action, region(), check.resource, check.context)
    if principal is not None:
        calls.note(principal, check, allowed=denied is None, origin=origin)
    return denied


def _enforce(
    access_key: str,
    action: str,
    _service: str,
    _region: str,
    resource_arn: str = "*",
    service_context: dict[str, Any] | None = None,
) -> Any:
    """Replaces ministack's, which doesn't know what else an action needs."""
    if policies.is_root(access_key):
        return None
    action = corrected_action(action)
    # For an unknown task token, Step Functions returns its own error.
    if resource_arn == "*" and action.startswith("states:SendTask"):
        return None
    request = _request.get()
    context = service_context or {}
    if action.startswith("redshift-data:") and request is not None:
        statement = str(parsed(request.body).get("Id", ""))
        context = {**context, owners.CONDITION_KEY: owners.owner_of(statement, access_key)}
    denied = decide(access_key, Check(action, resource_arn, context))
    if denied is not None or request is None:
        return denied
    for further in _further_checks(request, action, resource_arn):
        denied = decide(access_key, further)
        if denied is not None:
            request.refused = (further, denied)
            return denied
    return None


def denial_message(check: Check, denied: Any) -> str:
    """As AWS words it."""
    return policies.denial_message(check.action, denied, check.resource)


def _hides_absence(access_key: str, method: str, path: str, headers: dict[str, str]) -> Any:
    """A missing object is a 404 for callers who may list the bucket, and a 403 for others.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
    """
    bucket, _, key = path.strip("/").partition("/")
    if method not in ("GET", "HEAD") or not key or "/s3/aws4_request" not in headers.get("authorization", ""):
        return None
    return decide(access_key, Check("s3:ListBucket", f"arn:aws:s3:::{bucket}", {}))


def _with_further_checks(dispatch: Callable[..., Awaitable[Answer]]) -> Callable[..., Awaitable[Answer]]:
    async def dispatch_checked(
        method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any], request_id: str
    ) -> Answer:
        access_key = access_key_of(headers, query)
        if policies.is_root(access_key):
            return await dispatch(method, path, headers, body, query, request_id)
        request = _Request(headers, body, "uploadId" in query)
        token = _request.set(request)
        try:
            answer = await dispatch(method, path, headers, body, query, request_id)
        finally:
            _request.reset(token)
        if request.refused is not None:
            return refusal_of(*request.refused, request_id, headers)
        if answer[0] == _NOT_FOUND:
            denied = _hides_absence(access_key, method, path, headers)
            if denied is not None:
                return refusal_of(
                    Check("s3:GetObject", f"arn:aws:s3:::{path.strip('/')}", {}), denied, request_id, headers
                )
        return answer

    return dispatch_checked


def refusal_of(check: Check, denied: Any, request_id: str, headers: dict[str, str]) -> Answer:
    return policies.denial_answer(check.action, denied, request_id, headers, denial_message(check, denied))


@functools.lru_cache(maxsize=512)
def _read_once(document: str) -> Any:
    try:
        return json.loads(document)
    except ValueError:
        return None


def _parsing_once(parse: Function) -> Function:
    """ministack parses policies at every call; this caches the result."""
    parse_text = functools.lru_cache(maxsize=512)(parse)

    def parse_policy_document(document: str | dict[str, Any]) -> Any:
        return parse_text(document) if isinstance(document, str) else parse(document)

    return parse_policy_document


def _reading_once(evaluate: Function) -> Function:
    def evaluate_resource_policy(document: str | dict[str, Any] | None, *others: Any, **named: Any) -> Any:
        return evaluate(_read_once(document) if isinstance(document, str) else document, *others, **named)

    return evaluate_resource_policy


def install_authorization() -> None:
    """Turns on ministack's authorization, with our additions."""
    install_corrections()
    install_source_functions()
    install_new_roles()
    policies.wrap_policy_parsing(_parsing_once)
    policies.wrap_resource_policy(_reading_once)
    app.turn_authorization_on()
    policies.replace_decision(_enforce)
    app.wrap_dispatch(_with_further_checks)
