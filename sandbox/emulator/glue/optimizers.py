"""Glue's operations on optimizers of tables: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-table-optimizers.html"""

from collections.abc import Callable, Iterator
from typing import Any

from ministack.core.responses import AccountRegionScopedDict, get_account_id
from ministack.services import glue

from emulator.answers import Answer, refusal, success
from emulator.glue.optimizer_settings import (
    OptimizerError,
    invalid,
    require_configuration,
    require_iceberg,
    require_permissions,
    require_table,
    require_type,
)
from emulator.operations import add_operations

Data = dict[str, Any]
Key = tuple[str, str, str]

_DEFAULT_PAGE = 100
_REMEMBERED_RUNS = 100

#: `(database, table, type)` -> `configuration`, and `runs` from the newest to the oldest.
_optimizers = AccountRegionScopedDict()


def enabled_optimizers() -> Iterator[tuple[Key, Data]]:
    """With their configurations, by table."""
    for key, optimizer in sorted(_optimizers.items()):
        if optimizer["configuration"]["enabled"]:
            yield key, optimizer["configuration"]


def remember_run(key: Key, run: Data) -> None:
    """Nothing when the optimizer was deleted while it ran."""
    optimizer = _optimizers.get(key)
    if optimizer is not None:
        optimizer["runs"] = [run, *optimizer["runs"]][:_REMEMBERED_RUNS]


def _key_of(database: str, table: str, kind: str, catalog: str) -> Key:
    if catalog != get_account_id():
        raise OptimizerError("EntityNotFoundException", f"Catalog {catalog} not found")
    require_table(database, table)
    return database, table, require_type(kind)


def _key(data: Data) -> Key:
    return _key_of(data["DatabaseName"], data["TableName"], data["Type"], data["CatalogId"])


def _found(key: Key) -> Data:
    optimizer: Data | None = _optimizers.get(key)
    if optimizer is None:
        raise OptimizerError("EntityNotFoundException", f"No {key[2]} optimizer found for {key[0]}.{key[1]}")
    return optimizer


def _described(key: Key) -> Data:
    optimizer = _found(key)
    last = {"lastRun": optimizer["runs"][0]} if optimizer["runs"] else {}
    return {"type": key[2], "configuration": optimizer["configuration"], "configurationSource": "table", **last}


def _checked(key: Key, configuration: Data) -> Data:
    table = require_table(key[0], key[1])
    require_iceberg(table)
    require_configuration(key[2], configuration)
    require_permissions(configuration["roleArn"], key[2], table)
    return configuration


def _create(data: Data) -> Data:
    key = _key(data)
    if key in _optimizers:
        raise OptimizerError("AlreadyExistsException", f"{key[0]}.{key[1]} has a {key[2]} optimizer already")
    _optimizers[key] = {"configuration": _checked(key, data["TableOptimizerConfiguration"]), "runs": []}
    return {}


def _update(data: Data) -> Data:
    key = _key(data)
    optimizer = _found(key)
    optimizer["configuration"] = _checked(key, data["TableOptimizerConfiguration"])
    return {}


def _delete(data: Data) -> Data:
    key = _key(data)
    _found(key)
    del _optimizers[key]
    return {}


def _get(data: Data) -> Data:
    key = _key(data)
    place = {"CatalogId": get_account_id(), "DatabaseName": key[0], "TableName": key[1]}
    return {**place, "TableOptimizer": _described(key)}


def _batch_get(data: Data) -> Data:
    found, failures = [], []
    for entry in data["Entries"]:
        try:
            key = _key_of(entry["databaseName"], entry["tableName"], entry["type"], entry["catalogId"])
            place = {"catalogId": get_account_id(), "databaseName": key[0], "tableName": key[1]}
            found.append({**place, "tableOptimizer": _described(key)})
        except OptimizerError as error:
            failures.append({**entry, "error": {"ErrorCode": error.code, "ErrorMessage": str(error)}})
    return {"TableOptimizers": found, "Failures": failures}


def _list_runs(data: Data) -> Data:
    key = _key(data)
    runs = _found(key)["runs"]
    token = data.get("NextToken") or "0"
    if not token.isdigit():
        raise invalid(f"NextToken {token} is malformed")
    begin, size = int(token), data.get("MaxResults") or _DEFAULT_PAGE
    more = {"NextToken": str(begin + size)} if begin + size < len(runs) else {}
    place = {"CatalogId": get_account_id(), "DatabaseName": key[0], "TableName": key[1]}
    return {**place, "TableOptimizerRuns": runs[begin : begin + size], **more}


def _answering(operation: Callable[[Data], Data]) -> Callable[[Data], Answer]:
    def answer(data: Data) -> Answer:
        try:
            return success(operation(data))
        except OptimizerError as error:
            return refusal(error.code, str(error))
        except KeyError as error:
            return refusal("InvalidInputException", f"{error.args[0]} is missing")

    return answer


def _forgetting(operation: Callable[[Data], Answer]) -> Callable[[Data], Answer]:
    """A table that goes takes its optimizers along."""

    def call(data: Data) -> Answer:
        answer = operation(data)
        for key in [key for key in _optimizers if f"{key[0]}/{key[1]}" not in glue._tables]:
            del _optimizers[key]
        return answer

    return call


def install_optimizers() -> None:
    """Puts our operations before ministack's Glue, and what they remember into its state."""
    glue._ALL_STATE["table_optimizers"] = _optimizers
    operations = {
        "CreateTableOptimizer": _create,
        "UpdateTableOptimizer": _update,
        "DeleteTableOptimizer": _delete,
        "GetTableOptimizer": _get,
        "BatchGetTableOptimizer": _batch_get,
        "ListTableOptimizerRuns": _list_runs,
    }
    add_operations(glue, {name: _answering(operation) for name, operation in operations.items()})
    glue._delete_table = _forgetting(glue._delete_table)
    glue._batch_delete_table = _forgetting(glue._batch_delete_table)
    glue._delete_database = _forgetting(glue._delete_database)
