"""Corrects actions, resources and condition keys that ministack names differently from AWS.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

import json
import re
from collections import OrderedDict
from typing import Any

from emulator.authorization.identity import role_arn
from emulator.ministack import athena, policies
from emulator.ministack.interception import Function
from emulator.ministack.scope import account_id, region
from emulator.redshift.serverless import store

Data = dict[str, Any]

#: A request about a batch is allowed by the action for one.
_BATCHES = {
    "sqs:SendMessageBatch": "sqs:SendMessage",
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
    "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
}
#: Operations that name a query instead of its workgroup.
_OF_A_QUERY = ("QueryExecution", "QueryResults", "QueryRuntimeStatistics")
_REMEMBERED_TOKENS = 10_000
_VARIABLE = re.compile(r"\$\{([^}]+)\}")

_machines: OrderedDict[str, str] = OrderedDict()


def arn(service: str, resource: str) -> str:
    return f"arn:aws:{service}:{region()}:{account_id()}:{resource}"


def corrected_action(action: str) -> str:
    return _BATCHES.get(action, action)


def remember_task_token(token: str, machine_arn: str) -> None:
    """Answering a task token requires permission on its state machine."""
    _machines[token] = machine_arn
    if len(_machines) > _REMEMBERED_TOKENS:
        _machines.popitem(last=False)


def parsed(body: bytes) -> Data:
    try:
        data = json.loads(body or b"{}")
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def glue_resources(operation: str, data: Data) -> list[str]:
    """A table is found by its database and the catalog, and all three have to allow it.

    https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html
    """
    name = data.get("Name")
    if "Job" in operation:
        return [arn("glue", f"job/{data.get('JobName') or name}")]
    if "Crawler" in operation:
        return [arn("glue", f"crawler/{name}")]
    if "Connection" in operation:
        return [arn("glue", "catalog"), arn("glue", f"connection/{name}")]
    catalog = [arn("glue", "catalog")]
    if "Entries" in data:
        tables = [(entry.get("databaseName"), entry.get("tableName")) for entry in data["Entries"]]
        databases = {arn("glue", f"database/{database}") for database, _ in tables}
        return [*catalog, *sorted(databases), *sorted({arn("glue", f"table/{one}/{other}") for one, other in tables})]
    if "Table" in operation or "Partition" in operation:
        database = data.get("DatabaseName")
        table = data.get("TableName") or name or (data.get("TableInput") or {}).get("Name") or "*"
        return [*catalog, arn("glue", f"database/{database}"), arn("glue", f"table/{database}/{table}")]
    if operation.endswith("Database"):
        database = name or (data.get("DatabaseInput") or {}).get("Name")
        return [*catalog, arn("glue", f"database/{database}")]
    return catalog


def _athena_resource(operation: str, data: Data) -> str:
    if operation.endswith(_OF_A_QUERY) and "QueryExecutionId" in data:
        record = athena.executions.get(data["QueryExecutionId"])
        return arn("athena", f"workgroup/{record['WorkGroup']}") if record else "*"
    if data.get("CatalogName"):
        return arn("athena", f"datacatalog/{data['CatalogName']}")
    if operation.endswith("DataCatalog"):
        return arn("athena", f"datacatalog/{data.get('Name')}")
    return arn("athena", f"workgroup/{data.get('WorkGroup') or 'primary'}")


def _warehouse_resource(data: Data) -> str:
    """Of a call of Redshift's Data API that runs something; calls about statements name no resource."""
    name = data.get("WorkgroupName", "")
    workgroup = next((found for found in store.workgroups.values() if name == found["workgroupName"]), None)
    return str(workgroup["workgroupArn"]) if workgroup else name if name.startswith("arn:") else "*"


def operation_of(headers: dict[str, str]) -> str:
    """Of services whose requests name it in a header."""
    return headers.get("x-amz-target", "").rpartition(".")[2]


def _with_variables(conditions: Data, context: Any) -> Data:
    """Conditions with values for `${aws:userid}` and its like; variables without a value stay, and match nothing.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
    """

    def value(found: re.Match[str]) -> str:
        known = policies.resolve_condition_key(found.group(1), context)
        return known if isinstance(known, str) else found.group()

    def filled(expected: Any) -> Any:
        if isinstance(expected, list):
            return [filled(one) for one in expected]
        return _VARIABLE.sub(value, expected) if isinstance(expected, str) else expected

    return {
        operator: {key: filled(expected) for key, expected in keys.items()}
        for operator, keys in conditions.items()
        if isinstance(keys, dict)
    }


def _corrected_resource(extract: Function) -> Function:
    def extract_resource_arn(
        service: str, method: str, path: str, headers: dict[str, str], body: bytes, *others: Any
    ) -> str:
        operation = operation_of(headers)
        if service == "glue":
            return glue_resources(operation, parsed(body))[0]
        if service == "athena":
            return _athena_resource(operation, parsed(body))
        if service == "redshift-data":
            return _warehouse_resource(parsed(body))
        if service == "states" and operation.startswith("SendTask"):
            return _machines.get(parsed(body).get("taskToken", ""), "*")
        found: str = extract(service, method, path, headers, body, *others)
        return found

    return extract_resource_arn


def _corrected_principal(resolve: Function) -> Function:
    def resolve_condition_key(key: str, context: Any) -> Any:
        # For a session it is the role's ARN, not the one that sts:GetCallerIdentity returns.
        if key.lower() == "aws:principalarn" and ":assumed-role/" in context.principal_arn:
            return role_arn(context.principal_arn)
        return resolve(key, context)

    return resolve_condition_key


def _with_filled_variables(met: Function) -> Function:
    return lambda conditions, context: bool(met(_with_variables(conditions, context), context))


def install_corrections() -> None:
    """Wraps ministack's functions with the corrections."""
    policies.wrap_resource(_corrected_resource)
    policies.wrap_condition_key(_corrected_principal)
    policies.wrap_conditions(_with_filled_variables)
    # The services are ours.
    for ours in ("lakeformation", "redshift-data"):
        policies.add_service(ours)
