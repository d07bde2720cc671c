"""Workgroups: what a namespace's queries run on."""

import uuid
from typing import Any

from emulator.ministack.scope import account_id, region
from emulator.redshift.errors import invalid, not_found
from emulator.redshift.serverless import store
from emulator.redshift.serverless.fields import arn, conflict, given, new_name, now
from emulator.redshift.serverless.namespaces import namespace_named

Data = dict[str, Any]

_PORT = 5439
_ZONES_OF_ENHANCED_ROUTING = 3
_DEFAULT_CAPACITY = 128
_SETTINGS = (
    "baseCapacity",
    "maxCapacity",
    "configParameters",
    "enhancedVpcRouting",
    "publiclyAccessible",
    "securityGroupIds",
    "subnetIds",
    "port",
)


def workgroup_named(name: str) -> Data:
    """Raises RequestError when there is none."""
    found: Data | None = store.workgroups.get(name)
    if found is None:
        raise not_found(f"The workgroup {name} doesn't exist.", name)
    return found


def _check_capacity(workgroup: Data) -> None:
    base, most = workgroup["baseCapacity"], workgroup.get("maxCapacity")
    if base != 4 and (base % 8 != 0 or not 8 <= base <= 1_024):
        raise invalid(f"Base capacity must be 4 or a multiple of 8 up to 1024, found {base}.")
    if most is not None and most < base:
        raise invalid(f"Maximum capacity {most} must not be less than the base capacity {base}.")


def _check_network(workgroup: Data) -> None:
    subnets = workgroup.get("subnetIds", [])
    if workgroup["enhancedVpcRouting"] and 0 < len(set(subnets)) < _ZONES_OF_ENHANCED_ROUTING:
        raise invalid("With enhanced VPC routing, at least three subnets in three Availability Zones are needed.")


def create_workgroup(data: Data) -> Data:
    name = new_name(data, "workgroupName", store.workgroups)
    namespace = namespace_named(data["namespaceName"])["namespaceName"]
    if any(workgroup["namespaceName"] == namespace for workgroup in store.workgroups.values()):
        raise conflict(f"The namespace {namespace} has a workgroup already.")
    identifier = str(uuid.uuid4())
    workgroup = {
        "workgroupName": name,
        "workgroupId": identifier,
        "workgroupArn": arn(f"workgroup/{identifier}"),
        "namespaceName": namespace,
        "baseCapacity": _DEFAULT_CAPACITY,
        "configParameters": [],
        "enhancedVpcRouting": False,
        "publiclyAccessible": False,
        "securityGroupIds": [],
        "subnetIds": [],
        "port": _PORT,
        "status": "AVAILABLE",
        "creationDate": now(),
        **given(data, _SETTINGS),
    }
    _check_capacity(workgroup)
    _check_network(workgroup)
    address = f"{name}.{account_id()}.{region()}.redshift-serverless.amazonaws.com"
    store.workgroups[name] = {**workgroup, "endpoint": {"address": address, "port": workgroup["port"]}}
    return {"workgroup": store.workgroups[name]}


def update_workgroup(data: Data) -> Data:
    workgroup = workgroup_named(data["workgroupName"])
    changed = {**workgroup, **given(data, _SETTINGS)}
    _check_capacity(changed)
    _check_network(changed)
    workgroup.update(changed)
    return {"workgroup": workgroup}


def delete_workgroup(data: Data) -> Data:
    workgroup = workgroup_named(data["workgroupName"])
    for identifier, limit in list(store.usage_limits.items()):
        if limit["resourceArn"] == workgroup["workgroupArn"]:
            del store.usage_limits[identifier]
    del store.workgroups[workgroup["workgroupName"]]
    return {"workgroup": {**workgroup, "status": "DELETING"}}
