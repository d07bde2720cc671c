"""Redshift Serverless's own API: namespaces, workgroups and limits on their use, as one more of ministack's services.

The content of the databases belongs to the Data API.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

from emulator.ministack.answers import Answer, refusal, success
from emulator.ministack.app import register
from emulator.redshift.errors import RequestError
from emulator.redshift.serverless import store
from emulator.redshift.serverless.namespaces import (
    create_namespace,
    delete_namespace,
    namespace_named,
    update_namespace,
)
from emulator.redshift.serverless.usage_limits import (
    create_usage_limit,
    delete_usage_limit,
    list_usage_limits,
    update_usage_limit,
)
from emulator.redshift.serverless.workgroups import (
    create_workgroup,
    delete_workgroup,
    update_workgroup,
    workgroup_named,
)

Data = dict[str, Any]

_NAME = "redshift-serverless"

_OPERATIONS: dict[str, Callable[[Data], Data]] = {
    "CreateNamespace": create_namespace,
    "GetNamespace": lambda data: {"namespace": namespace_named(data["namespaceName"])},
    "UpdateNamespace": update_namespace,
    "DeleteNamespace": delete_namespace,
    "CreateWorkgroup": create_workgroup,
    "GetWorkgroup": lambda data: {"workgroup": workgroup_named(data["workgroupName"])},
    "UpdateWorkgroup": update_workgroup,
    "DeleteWorkgroup": delete_workgroup,
    "ListWorkgroups": lambda _data: {"workgroups": list(store.workgroups.values())},
    "CreateUsageLimit": create_usage_limit,
    "UpdateUsageLimit": update_usage_limit,
    "DeleteUsageLimit": delete_usage_limit,
    "ListUsageLimits": list_usage_limits,
}


async def handle_request(_method: str, _path: str, headers: dict[str, str], body: bytes, _query: Data) -> Answer:
    name = headers.get("x-amz-target", "").rpartition(".")[2]
    operation = _OPERATIONS.get(name)
    if operation is None:
        return refusal("ValidationException", f"The sandbox doesn't support {name} of Redshift Serverless.")
    try:
        with store.lock:
            return success(operation(json.loads(body or b"{}")))
    except RequestError as error:
        return refusal(error.code, str(error))
    except KeyError as error:
        return refusal("ValidationException", f"{error.args[0]} is missing.")


get_state, load_persisted_state, reset = store.get_state, store.load_persisted_state, store.reset


def install_redshift_serverless() -> None:
    register(_NAME, sys.modules[__name__], handle_request, is_kept=True)
