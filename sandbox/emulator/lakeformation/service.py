"""Lake Formation, registered as a ministack service: routed, saved and reset like its own."""

import json
import logging
import sys
from collections.abc import Callable
from typing import Any

from emulator.authorization.identity import Caller, caller_of
from emulator.lakeformation import permissions, settings, store, tags
from emulator.lakeformation.defaults import install_defaults
from emulator.lakeformation.errors import LakeFormationError, access_denied, invalid_input
from emulator.lakeformation.glue_calls import install_glue_calls
from emulator.ministack.answers import Answer, refusal, success
from emulator.ministack.app import register
from emulator.ministack.policies import UnknownCallerError

logger = logging.getLogger("emulator.lakeformation")

Data = dict[str, Any]

_NAME = "lakeformation"
_DEFAULT_PAGE = 100
_MAXIMUM_PAGE = 1_000

_READS: dict[str, Callable[[Data], Data]] = {
    "GetDataLakeSettings": settings.get_settings,
    "DescribeResource": settings.describe_resource,
    "GetLFTag": tags.get_tag,
    "GetResourceLFTags": tags.get_of_resource,
}
#: With the field of the answer that the list is in.
_LISTS: dict[str, tuple[str, Callable[[Data], list[Data]]]] = {
    "ListResources": ("ResourceInfoList", settings.list_resources),
    "ListLFTags": ("LFTags", tags.list_tags),
    "SearchDatabasesByLFTags": ("DatabaseList", tags.search_databases),
    "SearchTablesByLFTags": ("TableList", tags.search_tables),
    "ListPermissions": ("PrincipalResourcePermissions", permissions.list_permissions),
}
#: Changes that only IAM decides about.
_CHANGES: dict[str, Callable[[Data], Data]] = {
    "PutDataLakeSettings": settings.put_settings,
    "RegisterResource": settings.register,
    "UpdateResource": settings.update_resource,
    "DeregisterResource": settings.deregister_resource,
}
#: Changes that an administrator of the data lake makes.
_ADMINISTRATION: dict[str, Callable[[Data], Data]] = {
    "CreateLFTag": tags.create_tag,
    "UpdateLFTag": tags.update_tag,
    "DeleteLFTag": tags.delete_tag,
    "AddLFTagsToResource": tags.add_to_resource,
    "RemoveLFTagsFromResource": tags.remove_from_resource,
    "GrantPermissions": permissions.grant,
    "RevokePermissions": permissions.revoke,
    "BatchGrantPermissions": permissions.batch_grant,
    "BatchRevokePermissions": permissions.batch_revoke,
}


def _page(name: str, items: list[Data], data: Data) -> Data:
    size, token = data.get("MaxResults", _DEFAULT_PAGE), data.get("NextToken") or "0"
    if not 1 <= size <= _MAXIMUM_PAGE:
        raise invalid_input(f"MaxResults must be between 1 and {_MAXIMUM_PAGE}, found {size}")
    if not token.isdigit():
        raise invalid_input(f"NextToken {token} is malformed")
    begin = int(token)
    answer: Data = {name: items[begin : begin + size]}
    if begin + size < len(items):
        answer["NextToken"] = str(begin + size)
    return answer


def _perform(operation: str, data: Data, caller: Caller) -> Data:
    if read := _READS.get(operation):
        return read(data)
    if listing := _LISTS.get(operation):
        name, items = listing
        return _page(name, items(data), data)
    change = _CHANGES.get(operation)
    if change is None:
        change = _ADMINISTRATION.get(operation)
        if change is None:
            raise invalid_input(f"The sandbox doesn't support {operation} of Lake Formation.")
        if not settings.is_administrator(caller):
            raise access_denied(
                "Resource does not exist or requester is not authorized to access requested permissions."
            )
    try:
        return change(data)
    finally:
        store.changes.note()


async def handle_request(method: str, path: str, headers: dict[str, str], body: bytes, query: Data) -> Answer:
    """One operation per path, as in AWS: https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_Operations.html"""
    try:
        data = json.loads(body or b"{}")
        caller = caller_of(headers, query)
        with store.lock:
            return success(_perform(path.strip("/"), data, caller))
    except (LakeFormationError, UnknownCallerError) as error:
        return refusal(error.code, str(error))
    except KeyError as error:
        return refusal("InvalidInputException", f"{error.args[0]} is missing")


get_state, load_persisted_state, reset = store.get_state, store.load_persisted_state, store.reset


def install_lake_formation() -> None:
    register(_NAME, sys.modules[__name__], handle_request, is_kept=True)
    install_defaults()
    install_glue_calls()
