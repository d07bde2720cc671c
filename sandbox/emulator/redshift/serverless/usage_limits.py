"""Limits on the use of a workgroup. The sandbox stores them but counts nothing."""

import uuid
from typing import Any

from emulator.redshift.errors import invalid, not_found
from emulator.redshift.serverless import store
from emulator.redshift.serverless.fields import arn, conflict, given

Data = dict[str, Any]

_BREACH_ACTIONS = ("log", "emit-metric", "deactivate")
_PERIODS = ("daily", "weekly", "monthly")
_USAGE_TYPES = ("serverless-compute", "cross-region-datasharing")


def _check_limit(limit: Data) -> None:
    for field, allowed in (("usageType", _USAGE_TYPES), ("period", _PERIODS), ("breachAction", _BREACH_ACTIONS)):
        if limit[field] not in allowed:
            raise invalid(f"{field} must be one of {', '.join(allowed)}, found {limit[field]}.")
    if limit["amount"] <= 0:
        raise invalid(f"amount must be positive, found {limit['amount']}.")


def create_usage_limit(data: Data) -> Data:
    resource = data["resourceArn"]
    if all(workgroup["workgroupArn"] != resource for workgroup in store.workgroups.values()):
        raise not_found(f"The workgroup {resource} doesn't exist.", resource)
    identifier = str(uuid.uuid4())
    limit = {
        "usageLimitId": identifier,
        "usageLimitArn": arn(f"usagelimit/{identifier}"),
        "resourceArn": resource,
        "usageType": data["usageType"],
        "amount": data["amount"],
        "period": data.get("period") or "monthly",
        "breachAction": data.get("breachAction") or "log",
    }
    _check_limit(limit)
    same = ("resourceArn", "usageType", "period")
    if any(all(other[field] == limit[field] for field in same) for other in store.usage_limits.values()):
        raise conflict(f"{resource} has a {limit['period']} limit on {limit['usageType']} already.")
    store.usage_limits[identifier] = limit
    return {"usageLimit": limit}


def usage_limit_of(data: Data) -> Data:
    identifier = data["usageLimitId"]
    limit: Data | None = store.usage_limits.get(identifier)
    if limit is None:
        raise not_found(f"The usage limit {identifier} doesn't exist.", identifier)
    return limit


def update_usage_limit(data: Data) -> Data:
    limit = usage_limit_of(data)
    changed = {**limit, **given(data, ("amount", "breachAction"))}
    _check_limit(changed)
    limit.update(changed)
    return {"usageLimit": limit}


def delete_usage_limit(data: Data) -> Data:
    limit = usage_limit_of(data)
    del store.usage_limits[limit["usageLimitId"]]
    return {"usageLimit": limit}


def list_usage_limits(data: Data) -> Data:
    wanted = given(data, ("resourceArn", "usageType"))
    found = [
        limit for limit in store.usage_limits.values() if all(limit[name] == value for name, value in wanted.items())
    ]
    return {"usageLimits": found}
