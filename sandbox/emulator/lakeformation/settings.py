"""Data lake settings and registered locations."""

import time
from typing import Any

from emulator.authorization.identity import Caller
from emulator.lakeformation import store
from emulator.lakeformation.catalog import catalog_id
from emulator.lakeformation.errors import LakeFormationError, invalid_input, not_found
from emulator.lakeformation.principals import require_principal

Data = dict[str, Any]

_LISTS = (
    "DataLakeAdmins",
    "ReadOnlyAdmins",
    "CreateDatabaseDefaultPermissions",
    "CreateTableDefaultPermissions",
    "TrustedResourceOwners",
    "ExternalDataFilteringAllowList",
    "AuthorizedSessionTagValueList",
)
_MAXIMUM_ADMINS = 30


def get_settings(_data: Data) -> Data:
    return {"DataLakeSettings": store.current_settings()}


def put_settings(data: Data) -> Data:
    """Replaces all settings: what the request omits becomes empty."""
    given = data["DataLakeSettings"]
    if len(given.get("DataLakeAdmins") or []) > _MAXIMUM_ADMINS:
        raise invalid_input(f"At most {_MAXIMUM_ADMINS} data lake administrators are allowed.")
    # One that was there may have been deleted since: it is kept, as any other that the caller found
    for administrator in sorted(_names(given.get("DataLakeAdmins") or []) - _names(_administrators())):
        require_principal(administrator)
    for default in ("CreateDatabaseDefaultPermissions", "CreateTableDefaultPermissions"):
        for entry in given.get(default) or []:
            if entry["Principal"]["DataLakePrincipalIdentifier"] != store.IAM_ALLOWED_PRINCIPALS:
                raise invalid_input(f"{default} may name {store.IAM_ALLOWED_PRINCIPALS} only.")
    kept = store.current_settings()["Parameters"]
    store.settings["settings"] = {
        **{name: given.get(name) or [] for name in _LISTS},
        "Parameters": {**kept, **(given.get("Parameters") or {})},
        "AllowExternalDataFiltering": given.get("AllowExternalDataFiltering") or False,
        "AllowFullTableExternalDataAccess": given.get("AllowFullTableExternalDataAccess") or False,
    }
    return {}


def _administrators() -> list[Data]:
    administrators: list[Data] = store.current_settings()["DataLakeAdmins"]
    return administrators


def _names(principals: list[Data]) -> set[str]:
    return {principal["DataLakePrincipalIdentifier"] for principal in principals}


def is_administrator(caller: Caller) -> bool:
    return caller.is_root or caller.principal in _names(_administrators())


def sees_everything(principal: str) -> bool:
    """Administrators describe all of the catalog and read none of it."""
    settings = store.current_settings()
    return principal in _names(settings["DataLakeAdmins"]) | _names(settings["ReadOnlyAdmins"])


def _arn(data: Data) -> str:
    arn: str = data["ResourceArn"].rstrip("/")
    if not arn.startswith("arn:") or ":s3:::" not in arn:
        raise invalid_input(f"{arn} is not the ARN of an Amazon S3 location.")
    return arn


def register(data: Data) -> Data:
    arn, role = _arn(data), data.get("RoleArn")
    if (role is None) == (data.get("UseServiceLinkedRole") is not True):
        raise invalid_input("Exactly one of RoleArn and UseServiceLinkedRole must be given.")
    if arn in store.locations:
        raise LakeFormationError("AlreadyExistsException", "Resource is already registered")
    store.locations[arn] = _location(arn, role or _service_linked_role(), data)
    return {}


def _service_linked_role() -> str:
    path = "aws-service-role/lakeformation.amazonaws.com/AWSServiceRoleForLakeFormationDataAccess"
    return f"arn:aws:iam::{catalog_id()}:role/{path}"


def _location(arn: str, role: str, data: Data) -> Data:
    return {
        "ResourceArn": arn,
        "RoleArn": role,
        "LastModified": time.time(),
        "WithFederation": data.get("WithFederation") or False,
        "HybridAccessEnabled": data.get("HybridAccessEnabled") or False,
        "WithPrivilegedAccess": data.get("WithPrivilegedAccess") or False,
    }


def _registered(data: Data) -> Data:
    location: Data | None = store.locations.get(_arn(data))
    if location is None:
        raise not_found("Entity not found")
    return location


def describe_resource(data: Data) -> Data:
    return {"ResourceInfo": _registered(data)}


def update_resource(data: Data) -> Data:
    location = _registered(data)
    location.update(_location(location["ResourceArn"], data["RoleArn"], {**location, **data}))
    return {}


def deregister_resource(data: Data) -> Data:
    del store.locations[_registered(data)["ResourceArn"]]
    return {}


def list_resources(data: Data) -> list[Data]:
    """With conditions, those that meet them all; `EQ` and `BEGINS_WITH` on ARNs."""
    found: list[Data] = store.locations.values()
    for condition in data.get("FilterConditionList") or []:
        field = {"RESOURCE_ARN": "ResourceArn", "ROLE_ARN": "RoleArn"}.get(condition.get("Field", ""))
        comparison, values = condition.get("ComparisonOperator"), condition.get("StringValueList") or []
        if field is None or comparison not in ("EQ", "BEGINS_WITH"):
            raise invalid_input("The sandbox supports only EQ and BEGINS_WITH on RESOURCE_ARN and ROLE_ARN.")
        found = [
            location
            for location in found
            if any(
                location[field] == v or (comparison == "BEGINS_WITH" and location[field].startswith(v)) for v in values
            )
        ]
    return found
