"""What CloudWatch Logs lacks in ministack: setting and removing the key of an existing log group."""

from typing import Any

from emulator.ministack import cloudwatch_logs, kms
from emulator.ministack.answers import Answer, refusal, success


def _group_name(data: dict[str, Any]) -> str:
    name: str = data.get("logGroupName") or str(data.get("resourceIdentifier", "")).partition(":log-group:")[2]
    return name.removesuffix(":*")


def _set_key(data: dict[str, Any], key: str | None) -> Answer:
    group = cloudwatch_logs.log_groups.get(_group_name(data))
    if group is None:
        return refusal("ResourceNotFoundException", "The specified log group does not exist.")
    group["kmsKeyId"] = key
    return success({})


def _associate(data: dict[str, Any]) -> Answer:
    key = kms.find_key(data.get("kmsKeyId"))
    if key is None or key["KeyState"] != "Enabled":
        return refusal("InvalidParameterException", "The specified KMS Key Id could not be found or is not enabled.")
    return _set_key(data, key["Arn"])


def _disassociate(data: dict[str, Any]) -> Answer:
    return _set_key(data, None)


def install_logs() -> None:
    cloudwatch_logs.add_operations({"AssociateKmsKey": _associate, "DisassociateKmsKey": _disassociate})
