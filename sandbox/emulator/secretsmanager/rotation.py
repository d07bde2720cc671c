"""Rotation of secrets, replacing ministack's, which doesn't change the value: calls the function for every step.

https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
"""

import contextvars
import logging
import threading
import time
import uuid
from typing import Any

from emulator.ministack import awslambda, secretsmanager
from emulator.ministack.answers import Answer, refusal, success

logger = logging.getLogger("emulator.secret_rotation")

STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")
SERVICE = "secretsmanager.amazonaws.com"


class StepFailedError(Exception):
    """The function answered a step with an error."""


def _may_call(function: dict[str, Any]) -> bool:
    return any(
        statement.get("Effect") == "Allow"
        and statement.get("Action") in ("lambda:InvokeFunction", "lambda:*")
        and statement.get("Principal") in (SERVICE, {"Service": SERVICE})
        for statement in function["policy"]["Statement"]
    )


def _call(function_arn: str, secret_arn: str, version_id: str, step: str) -> None:
    function, configuration = awslambda.find_function(function_arn)
    if not function or not configuration:
        raise StepFailedError(f"{function_arn} is gone")
    event = {"Step": step, "SecretId": secret_arn, "ClientRequestToken": version_id}
    answer = awslambda.invoke(function, configuration, event)
    if answer.get("error"):
        raise StepFailedError(str(answer.get("body")))


def _is_current(secret: dict[str, Any], version_id: str) -> bool:
    return "AWSCURRENT" in secret["Versions"].get(version_id, {}).get("Stages", [])


class Rotations:
    """Rotations in progress. A failed one keeps its version, with which the next attempt continues."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[str] = set()

    def rotate(self, data: dict[str, Any]) -> Answer:
        secret = secretsmanager.find_secret(data.get("SecretId"))
        if not secret:
            return refusal("ResourceNotFoundException", "Secrets Manager can't find the specified secret.")
        function_arn = data.get("RotationLambdaARN") or secret.get("RotationLambdaARN")
        problem = self._problem_with(secret, function_arn)
        if problem is not None:
            return problem
        secret["RotationLambdaARN"] = function_arn
        secret["RotationRules"] = data.get("RotationRules") or secret.get("RotationRules")
        secret["RotationEnabled"] = True
        pending = secretsmanager.version_with_label(secret, "AWSPENDING")
        if pending is not None and not _is_current(secret, pending):
            self._start(secret, pending, STEPS)
            return refusal(
                "InvalidRequestException", "A previous rotation isn't complete. That rotation will be reattempted."
            )
        version_id = data.get("ClientRequestToken") or str(uuid.uuid4())
        secretsmanager.remove_label(secret, "AWSPENDING")
        secret["Versions"][version_id] = {
            "SecretString": None,
            "SecretBinary": None,
            "CreatedDate": int(time.time()),
            "Stages": ["AWSPENDING"],
        }
        immediately = data.get("RotateImmediately", True)
        self._start(secret, version_id, STEPS if immediately else ("testSecret",))
        return success({"ARN": secret["ARN"], "Name": secret["Name"], "VersionId": version_id})

    def cancel(self, data: dict[str, Any]) -> Answer:
        secret = secretsmanager.find_secret(data.get("SecretId"))
        if not secret:
            return refusal("ResourceNotFoundException", "Secrets Manager can't find the specified secret.")
        secret["RotationEnabled"] = False
        version_id = secretsmanager.version_with_label(secret, "AWSCURRENT")
        return success({"ARN": secret["ARN"], "Name": secret["Name"], "VersionId": version_id})

    def _problem_with(self, secret: dict[str, Any], function_arn: str | None) -> Answer | None:
        if secret.get("DeletedDate"):
            return refusal(
                "InvalidRequestException",
                "You can't perform this operation on the secret because it was marked for deletion.",
            )
        if not function_arn:
            return refusal("InvalidRequestException", "No Lambda rotation function ARN is associated with this secret.")
        function, _ = awslambda.find_function(function_arn)
        if not function or not _may_call(function):
            return refusal(
                "AccessDeniedException",
                "Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants "
                f"access to the principal {SERVICE}.",
            )
        return None

    def _start(self, secret: dict[str, Any], version_id: str, steps: tuple[str, ...]) -> None:
        with self._lock:
            if version_id in self._running:
                return
            self._running.add(version_id)
        # The secret belongs to the caller's account and region, which travel in context variables.
        context = contextvars.copy_context()
        threading.Thread(
            target=context.run,
            args=(self._run, secret, version_id, steps),
            name=f"rotate-{version_id[:8]}",
            daemon=True,
        ).start()

    def _run(self, secret: dict[str, Any], version_id: str, steps: tuple[str, ...]) -> None:
        try:
            for step in steps:
                _call(secret["RotationLambdaARN"], secret["ARN"], version_id, step)
            secret["LastRotatedDate"] = int(time.time())
        except StepFailedError as error:
            logger.warning("rotation of %s failed: %s", secret["Name"], error)
        finally:
            if "finishSecret" not in steps:
                # the version existed only to test the settings
                secret["Versions"].pop(version_id, None)
            with self._lock:
                self._running.discard(version_id)


def _without_empty_versions(get_secret_value: Any) -> Any:
    """A labelled version without a value isn't found; ministack returns it without a value."""

    def get(data: dict[str, Any]) -> Answer:
        answer: Answer = get_secret_value(data)
        if answer[0] < 400 and b'"SecretString"' not in answer[2] and b'"SecretBinary"' not in answer[2]:
            return refusal(
                "ResourceNotFoundException",
                "Secrets Manager can't find the specified secret value for staging label: "
                f"{data.get('VersionStage', 'AWSCURRENT')}",
            )
        return answer

    return get


def install_secret_rotation() -> None:
    rotations = Rotations()
    secretsmanager.add_operations({"RotateSecret": rotations.rotate, "CancelRotateSecret": rotations.cancel})
    secretsmanager.wrap_get_secret_value(_without_empty_versions)
