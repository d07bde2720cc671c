"""Grants: a principal's permissions on a resource."""

import time
from typing import Any

from emulator.lakeformation import store
from emulator.lakeformation.errors import LakeFormationError, invalid_input
from emulator.lakeformation.principals import require_principal
from emulator.lakeformation.resources import (
    ALL_TABLES,
    in_one_form,
    key_of,
    kind_of,
    parts_with_permissions,
    require_permissions,
)

Data = dict[str, Any]

_MAXIMUM_ENTRIES = 20
_KINDS = {
    "CATALOG": ("Catalog",),
    "DATABASE": ("Database",),
    "TABLE": ("Table", "TableWithColumns"),
    "DATA_LOCATION": ("DataLocation",),
    "LF_TAG": ("LFTag",),
    "LF_TAG_POLICY": ("LFTagPolicy",),
    "LF_TAG_POLICY_DATABASE": ("LFTagPolicy",),
    "LF_TAG_POLICY_TABLE": ("LFTagPolicy",),
}


def _changes(data: Data) -> tuple[str, list[tuple[Data, list[str], list[str]]]]:
    """The principal, and per stored resource its permissions and those of them with grant option."""
    principal: str = (data.get("Principal") or {}).get("DataLakePrincipalIdentifier") or ""
    resource = in_one_form(data["Resource"])
    permissions, grantable = data.get("Permissions") or [], data.get("PermissionsWithGrantOption") or []
    require_permissions(resource, [*permissions, *grantable])
    everything = list(dict.fromkeys([*permissions, *grantable]))
    parts = parts_with_permissions(resource, everything)
    return principal, [
        (part, [p for p in permissions if p in of_part], [p for p in grantable if p in of_part])
        for part, of_part in parts
    ]


def record(principal: str, resource: Data, permissions: list[str], grantable: list[str]) -> None:
    """Adds to what is granted already. The resource is in the form in which grants are kept."""
    key = key_of(principal, resource)
    kept: Data = store.grants.get(key) or {
        "Principal": {"DataLakePrincipalIdentifier": principal},
        "Resource": resource,
        "Permissions": [],
        "PermissionsWithGrantOption": [],
    }
    store.grants[key] = {
        **kept,
        "Permissions": sorted({*kept["Permissions"], *permissions, *grantable}),
        "PermissionsWithGrantOption": sorted({*kept["PermissionsWithGrantOption"], *grantable}),
        "LastUpdated": time.time(),
    }


def grant(data: Data) -> Data:
    principal, parts = _changes(data)
    require_principal(principal)
    for resource, permissions, grantable in parts:
        record(principal, resource, permissions, grantable)
    return {}


def revoke(data: Data) -> Data:
    """All or nothing: fails if the principal lacks one of the permissions."""
    principal, parts = _changes(data)
    found = [(store.grants.get(key_of(principal, resource)), *rest) for resource, *rest in parts]
    for kept, permissions, grantable in found:
        if kept is None:
            raise invalid_input("No permissions revoked. Grantee has no permissions on the resource.")
        missing = {*permissions} - {*kept["Permissions"]} | {*grantable} - {*kept["PermissionsWithGrantOption"]}
        if missing:
            raise invalid_input(f"No permissions revoked. Grantee does not have: [{', '.join(sorted(missing))}]")
    for resource, permissions, grantable in parts:
        _take(principal, resource, permissions, grantable)
    return {}


def _take(principal: str, resource: Data, permissions: list[str], grantable: list[str]) -> None:
    key = key_of(principal, resource)
    kept = store.grants[key]
    left = [permission for permission in kept["Permissions"] if permission not in permissions]
    options = [p for p in kept["PermissionsWithGrantOption"] if p not in grantable and p in left]
    if left:
        changed = {"Permissions": left, "PermissionsWithGrantOption": options, "LastUpdated": time.time()}
        store.grants[key] = {**kept, **changed}
    else:
        del store.grants[key]


def _batch(data: Data, change: Any) -> Data:
    entries, failures = data["Entries"], []
    if len(entries) > _MAXIMUM_ENTRIES:
        raise invalid_input(f"At most {_MAXIMUM_ENTRIES} entries are allowed.")
    for entry in entries:
        try:
            change(entry)
        except LakeFormationError as error:
            failures.append({"RequestEntry": entry, "Error": {"ErrorCode": error.code, "ErrorMessage": str(error)}})
    return {"Failures": failures}


def batch_grant(data: Data) -> Data:
    return _batch(data, grant)


def batch_revoke(data: Data) -> Data:
    return _batch(data, revoke)


def _is_about(granted: Data, asked: Data) -> bool:
    """Listing a table includes its columns: no other call lists grants on them."""
    if kind_of(asked) in ("Table", "TableWithColumns"):
        wanted = asked[kind_of(asked)]
        name = ALL_TABLES if wanted.get("TableWildcard") is not None else str(wanted.get("Name"))
        about = granted.get("Table") or granted.get("TableWithColumns")
        place = (wanted["DatabaseName"].lower(), name if name == ALL_TABLES else name.lower())
        return about is not None and (about["DatabaseName"], about["Name"]) == place
    return granted == in_one_form(asked)


def _is_of_type(granted: Data, resource_type: str) -> bool:
    kinds = _KINDS.get(resource_type)
    if kinds is None:
        raise invalid_input(f"The sandbox doesn't support the resource type {resource_type}.")
    kind = kind_of(granted)
    if kind != "LFTagPolicy" or resource_type == "LF_TAG_POLICY":
        return kind in kinds
    return resource_type == f"LF_TAG_POLICY_{granted[kind]['ResourceType']}"


def list_permissions(data: Data) -> list[Data]:
    found: list[Data] = store.grants.values()
    if data.get("Principal"):
        found = [grant for grant in found if grant["Principal"] == data["Principal"]]
    if data.get("ResourceType"):
        found = [grant for grant in found if _is_of_type(grant["Resource"], data["ResourceType"])]
    if data.get("Resource"):
        found = [grant for grant in found if _is_about(grant["Resource"], data["Resource"])]
    return found
