"""Permissions that Glue requires of the role of a job or crawler with a security configuration.

The role reads the configuration and, if it encrypts logs, sets the log group's key. No page names the first action
for a role; it is part of the managed policy that such a role equals, and AWS's own solution gives both:
https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSGlueServiceRole.html
https://github.com/aws-solutions-library-samples/data-lakes-on-aws/pull/230
"""

from typing import Any

from emulator.authorization.corrections import arn
from emulator.authorization.service_calls import ServiceCallDeniedError, call_as
from emulator.ministack import glue


class SecurityConfigurationError(Exception):
    """The run fails; the message is what the run or LastCrawl says."""


def job_log_group(name: str, role_arn: str) -> str:
    """The log group of a job's runs, as observed in AWS accounts: it contains the names of the configuration and the
    role."""
    return f"/aws-glue/jobs/{name}-role/{role_arn.partition(':role/')[2]}" if name else "/aws-glue/jobs"


def crawler_log_group(name: str, role_arn: str) -> str:
    return f"/aws-glue/crawlers-role/{role_arn.partition(':role/')[2]}-{name}" if name else "/aws-glue/crawlers"


def _encrypts_logs(configuration: dict[str, Any]) -> bool:
    encryption = (configuration.get("EncryptionConfiguration") or {}).get("CloudWatchEncryption") or {}
    return bool(encryption.get("CloudWatchEncryptionMode", "DISABLED") != "DISABLED")


def take_security_configuration(name: str, role_arn: str, session: str, *log_groups: str) -> None:
    """Reads the configuration as the role; an empty name means there is none. Raises SecurityConfigurationError."""
    if not name:
        return
    try:
        # Security configurations have no ARN, so the action knows no resources.
        call_as(role_arn, session, "glue", "glue:GetSecurityConfiguration", "*")
        configuration = glue.security_configurations.get(name)
        if configuration is None:
            raise SecurityConfigurationError(f"EntityNotFoundException: Security configuration {name} not found")
        if _encrypts_logs(configuration):
            groups = [arn("logs", f"log-group:{group}") for group in log_groups]
            call_as(role_arn, session, "glue", "logs:AssociateKmsKey", *groups)
    except ServiceCallDeniedError as denied:
        raise SecurityConfigurationError(f"AccessDeniedException: {denied}") from denied
