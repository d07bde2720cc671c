"""Service Quotas as one more of ministack's services: the values that AWS gives a new account.

https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html
"""

import json
import sys
from typing import Any

from ministack import app as ministack
from ministack.core import iam_actions, router

from emulator.answers import Answer, refusal, success

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
        return refusal("IllegalArgumentException", f"The sandbox's Service Quotas has no {operation}.")
    service = json.loads(body or b"{}").get("ServiceCode", "")
    if service not in _DEFAULTS:
        return refusal("NoSuchResourceException", f"The sandbox knows no quotas of {service}.")
    quotas = [{"ServiceCode": service, "QuotaName": name, "Value": value} for name, value in _DEFAULTS[service].items()]
    return success({"Quotas": quotas})


def get_state() -> Data:
    """Nothing is kept."""
    return {}


def load_persisted_state(_data: Data) -> None:
    """Nothing was kept."""


def reset() -> None:
    """Nothing to forget."""


def install_service_quotas() -> None:
    """Enters it in the tables by which ministack finds its services."""
    router.SERVICE_PATTERNS[_NAME] = {}
    ministack.SERVICE_REGISTRY[_NAME] = {"module": _NAME}
    ministack.SERVICE_HANDLERS[_NAME] = handle_request
    ministack._loaded_modules[_NAME] = sys.modules[__name__]
    ministack._state_map[_NAME] = _NAME
    iam_actions.SERVICE_TO_IAM_NAMESPACE[_NAME] = _NAME
    iam_actions._BOTOCORE_SERVICE_MAP[_NAME] = ["service-quotas"]
