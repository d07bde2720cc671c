"""Service Quotas, registered as a ministack service: a new account's default values.

https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html
"""

import json
import sys
from typing import Any

from emulator.ministack import policies
from emulator.ministack.answers import Answer, refusal, success
from emulator.ministack.app import register

Data = dict[str, Any]

_NAME = "servicequotas"

#: Of services, by the names that AWS shows.
_DEFAULTS: dict[str, dict[str, float]] = {
    "glue": {
        "Max concurrent job runs per account": 50,
        "Max task DPUs per account": 1000,
        "Max jobs per account": 1000,
    },
    "kms": {"Customer managed keys (CMKs)": 100_000},
}


async def handle_request(method: str, path: str, headers: dict[str, str], body: bytes, query: Data) -> Answer:
    """ListServiceQuotas; everything fits one page."""
    operation = headers.get("x-amz-target", "").rpartition(".")[2]
    if operation != "ListServiceQuotas":
        return refusal("IllegalArgumentException", f"The sandbox doesn't support {operation} of Service Quotas.")
    service = json.loads(body or b"{}").get("ServiceCode", "")
    if service not in _DEFAULTS:
        return refusal("NoSuchResourceException", f"The sandbox has no quotas for {service}.")
    quotas = [{"ServiceCode": service, "QuotaName": name, "Value": value} for name, value in _DEFAULTS[service].items()]
    return success({"Quotas": quotas})


def install_service_quotas() -> None:
    register(_NAME, sys.modules[__name__], handle_request, is_kept=False)
    policies.add_service(_NAME, model="service-quotas")
