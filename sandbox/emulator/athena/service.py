"""Athena's query operations, replacing ministack's, which run in DuckDB; workgroups and the rest stay ministack's."""

import json
from collections.abc import Callable
from typing import Any

from emulator.athena.access import QueryAccess
from emulator.athena.errors import AccessDeniedError, InvalidRequestError
from emulator.athena.executions import FINAL_STATES, Executions, QueryRequest, fail_interrupted, location_of
from emulator.athena.results import read_columns, read_page
from emulator.athena.storage_access import require_result_reads
from emulator.authorization.identity import Caller, caller_of
from emulator.ministack import athena
from emulator.ministack.answers import Answer, refusal, success
from emulator.ministack.interception import Function
from emulator.ministack.policies import UnknownCallerError
from emulator.ministack.requests import run_offloop
from emulator.settings import Settings

Data = dict[str, Any]

MAX_RESULT_ROWS = 1_000
MAX_LISTED = 50
MAX_QUERY_CHARACTERS = 262_144
_NO_LOCATION = (
    "No output location provided. An output location is required either through the Workgroup result configuration "
    "setting or as an API input."
)


def _shown(record: Data) -> Data:
    return {name: value for name, value in record.items() if not name.startswith("_")}


def _bounded(data: Data, name: str, highest: int) -> int:
    value = data.get(name, highest)
    if not 1 <= value <= highest:
        raise InvalidRequestError(f"{name} must be between 1 and {highest}, found {value}")
    return int(value)


def _to_request(data: Data, caller: Caller) -> QueryRequest:
    sql = data.get("QueryString", "")
    if not sql.strip():
        raise InvalidRequestError("queryString must not be empty")
    if len(sql) > MAX_QUERY_CHARACTERS:
        raise InvalidRequestError(f"queryString must have at most {MAX_QUERY_CHARACTERS} characters")
    name = data.get("WorkGroup", "primary")
    workgroup = athena.workgroups.get(name)
    if workgroup is None:
        raise InvalidRequestError(f"WorkGroup {name} is not found.")
    if workgroup["State"] != "ENABLED":
        raise InvalidRequestError(f"WorkGroup {name} is disabled.")
    configuration = workgroup.get("Configuration") or {}
    of_workgroup = (configuration.get("ResultConfiguration") or {}).get("OutputLocation")
    of_call = (data.get("ResultConfiguration") or {}).get("OutputLocation")
    # AWS enforces a workgroup's settings unless told otherwise.
    enforced = configuration.get("EnforceWorkGroupConfiguration", True) and of_workgroup
    output_location = of_workgroup if enforced else (of_call or of_workgroup)
    if not output_location:
        raise InvalidRequestError(_NO_LOCATION)
    context = data.get("QueryExecutionContext") or {}
    return QueryRequest(
        sql=sql,
        parameters=data.get("ExecutionParameters") or [],
        database=context.get("Database"),
        catalog=context.get("Catalog") or "AwsDataCatalog",
        workgroup=name,
        output_location=output_location,
        cutoff_bytes=configuration.get("BytesScannedCutoffPerQuery"),
        token=data.get("ClientRequestToken"),
        caller=caller,
    )


class Service:
    def __init__(self, settings: Settings, access: QueryAccess) -> None:
        self._endpoint = settings.endpoint
        self._executions = Executions(settings, access)
        self.operations: dict[str, Callable[[Data], Data]] = {
            "GetQueryExecution": self._get,
            "BatchGetQueryExecution": self._batch_get,
            "StopQueryExecution": self._stop,
            "ListQueryExecutions": self._list,
        }
        #: Operations whose result depends on the caller.
        self.callers_operations: dict[str, Callable[[Data, Caller], Data]] = {
            "StartQueryExecution": self._start,
            "GetQueryResults": self._results,
        }

    def _start(self, data: Data, caller: Caller) -> Data:
        """The statement runs with the caller's permissions, not the emulator's."""
        return {"QueryExecutionId": self._executions.start(_to_request(data, caller))}

    def _get(self, data: Data) -> Data:
        return {"QueryExecution": _shown(self._executions.record(data.get("QueryExecutionId", "")))}

    def _batch_get(self, data: Data) -> Data:
        found, missing = [], []
        for query_id in data.get("QueryExecutionIds", []):
            try:
                found.append(_shown(self._executions.record(query_id)))
            except InvalidRequestError as error:
                missing.append(
                    {"QueryExecutionId": query_id, "ErrorCode": "InvalidRequestException", "ErrorMessage": str(error)}
                )
        return {"QueryExecutions": found, "UnprocessedQueryExecutionIds": missing}

    def _stop(self, data: Data) -> Data:
        self._executions.stop(data.get("QueryExecutionId", ""))
        return {}

    def _list(self, data: Data) -> Data:
        """Newest first, those of one workgroup."""
        name = data.get("WorkGroup", "primary")
        records = [record for record in athena.executions.values() if record["WorkGroup"] == name]
        records.sort(key=lambda record: record["Status"]["SubmissionDateTime"], reverse=True)
        begin, count = int(data.get("NextToken", "0")), _bounded(data, "MaxResults", MAX_LISTED)
        answer: Data = {"QueryExecutionIds": [r["QueryExecutionId"] for r in records[begin : begin + count]]}
        if begin + count < len(records):
            answer["NextToken"] = str(begin + count)
        return answer

    def _results(self, data: Data, caller: Caller) -> Data:
        record = self._executions.record(data.get("QueryExecutionId", ""))
        status = record["Status"]
        if status["State"] not in FINAL_STATES:
            raise InvalidRequestError(f"Query has not yet finished. Current state: {status['State']}")
        if status["State"] != "SUCCEEDED":
            reason = status.get("StateChangeReason", "")
            raise InvalidRequestError(
                f"Query did not finish successfully. Final query state: {status['State']}. {reason}"
            )
        token = data.get("NextToken", "0")
        if not token.isdigit():
            raise InvalidRequestError(f"NextToken {token} is malformed")
        require_result_reads(caller, location_of(record))
        location, limit = location_of(record), _bounded(data, "MaxResults", MAX_RESULT_ROWS)
        page = read_page(self._endpoint, location, int(token), limit, record["_has_header"])
        rows = [{"Data": [{} if value is None else {"VarCharValue": value} for value in row]} for row in page.rows]
        columns = read_columns(self._endpoint, location)
        answer: Data = {
            "ResultSet": {"Rows": rows, "ResultSetMetadata": {"ColumnInfo": columns}},
            "UpdateCount": record.get("_update_count", 0),
        }
        if page.next_offset is not None:
            answer["NextToken"] = str(page.next_offset)
        return answer


def _serving(service: Service) -> Callable[[Function], Function]:
    def wrapped(handle_request: Function) -> Function:
        async def handle(method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]) -> Answer:
            action = headers.get("x-amz-target", "").rpartition(".")[2]
            callers_operation = service.callers_operations.get(action)
            if callers_operation is None and action not in service.operations:
                answer: Answer = await handle_request(method, path, headers, body, query)
                return answer
            athena.require_primary_workgroup()
            data = json.loads(body or b"{}")
            try:
                # Off the event loop: an operation may wait for objects in S3, which the loop itself serves.
                if callers_operation is not None:
                    return success(await run_offloop(callers_operation, data, caller_of(headers, query)))
                return success(await run_offloop(service.operations[action], data))
            except UnknownCallerError as error:
                return refusal(error.code, str(error))
            except AccessDeniedError as error:
                return refusal("AccessDeniedException", str(error))
            except InvalidRequestError as error:
                return refusal("InvalidRequestException", str(error), AthenaErrorCode="INVALID_INPUT")

        return handle

    return wrapped


def install_athena(settings: Settings, access: QueryAccess) -> None:
    """Our operations take precedence over ministack's."""
    athena.wrap_requests(_serving(Service(settings, access)))
    athena.after_restore(fail_interrupted)
