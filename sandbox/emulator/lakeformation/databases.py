"""Who may make, change and drop a database: Lake Formation decides it besides IAM.

An administrator makes databases, describes and grants everything, but changes and drops only what it made itself:
https://docs.aws.amazon.com/lake-formation/latest/dg/implicit-permissions.html
https://docs.aws.amazon.com/lake-formation/latest/dg/lf-permissions-reference.html
"""

import json
from typing import Any

from ministack.services import glue

from emulator.answers import Answer, refusal
from emulator.authorization.corrections import operation_of
from emulator.identity import Caller, caller_of
from emulator.lakeformation import store
from emulator.lakeformation.catalog import find_database
from emulator.lakeformation.effective import Access
from emulator.lakeformation.settings import is_administrator

Data = dict[str, Any]

#: Kept with the database, and no grant: it is nobody's to revoke.
_CREATOR = "SandboxCreator"
_NEEDED = {"UpdateDatabase": "ALTER", "DeleteDatabase": "DROP"}


def _may_create(caller: Caller) -> bool:
    """An account whose defaults are open leaves the making of databases to IAM."""
    if is_administrator(caller) or store.current_settings()["CreateDatabaseDefaultPermissions"]:
        return True
    principals = {caller.principal, store.IAM_ALLOWED_PRINCIPALS}
    return any(
        "Catalog" in grant["Resource"] and "CREATE_DATABASE" in grant["Permissions"]
        for grant in store.grants.values()
        if grant["Principal"]["DataLakePrincipalIdentifier"] in principals
    )


def _missing(operation: str, data: Data, caller: Caller) -> str | None:
    """What the caller lacks, in Lake Formation's words."""
    if operation == "CreateDatabase":
        return None if _may_create(caller) else "Required Create Database on Catalog"
    name = str(data.get("Name", ""))
    database, needed = find_database(name), _NEEDED[operation]
    if database is None or database.get(_CREATOR) == caller.principal:
        return None
    return None if needed in Access(caller.principal).of_database(name) else f"Required {needed.capitalize()} on {name}"


def install_databases() -> None:
    """Goes around ministack's Glue, which knows its operations by name but not who calls them."""
    handle_request = glue.handle_request

    async def handle(method: str, path: str, headers: dict[str, str], body: bytes, query: Data) -> Answer:
        operation = operation_of(headers)
        if operation != "CreateDatabase" and operation not in _NEEDED:
            answer: Answer = await handle_request(method, path, headers, body, query)
            return answer
        data, caller = json.loads(body or b"{}"), caller_of(headers, query)
        with store.lock:
            missing = None if caller.is_root else _missing(operation, data, caller)
        if missing is not None:
            return refusal("AccessDeniedException", f"Insufficient Lake Formation permission(s): {missing}")
        answer = await handle_request(method, path, headers, body, query)
        if operation == "CreateDatabase" and answer[0] < 400:
            glue._databases[data["DatabaseInput"]["Name"]][_CREATOR] = caller.principal
        return answer

    glue.handle_request = handle
