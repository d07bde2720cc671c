"""Redshift's Data API, registered as a ministack service.

https://docs.aws.amazon.com/redshift-data/latest/APIReference/Welcome.html
"""

import asyncio
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from emulator.athena.access import QueryAccess
from emulator.authorization.identity import Caller, caller_of
from emulator.ministack.answers import Answer, refusal, success
from emulator.ministack.app import register
from emulator.ministack.policies import UnknownCallerError
from emulator.ministack.requests import access_key_of
from emulator.redshift.data_api.executions import Executions
from emulator.redshift.data_api.login import login_of, warehouse_of
from emulator.redshift.data_api.owners import own
from emulator.redshift.data_api.parameters import checked_parameters
from emulator.redshift.data_api.records import FINAL, Call, SubStatement
from emulator.redshift.engine.spectrum import Spectrum
from emulator.redshift.errors import RequestError, StatementError, invalid, not_found
from emulator.settings import Settings

Data = dict[str, Any]

_NAME = "redshift-data"
_MOST_STATEMENTS = 40
_MOST_CHARACTERS = 100_000
_MOST_LISTED = 100
_MOST_WAIT_SECONDS = 30


def _required(data: Data, name: str) -> Any:
    value = data.get(name)
    if not value:
        raise invalid(f"{name} is required.")
    return value


def _refuse_unserved(data: Data) -> None:
    if data.get("ResultFormat", "JSON") != "JSON":
        raise invalid("The sandbox doesn't support CSV results of the Data API.")
    if data.get("SessionId") or data.get("SessionKeepAliveSeconds"):
        raise invalid("The sandbox doesn't support sessions of the Data API.")


class DataApi:
    def __init__(self, executions: Executions) -> None:
        self._executions = executions
        self._operations: dict[str, Callable[[Data, Caller], Data]] = {
            "GetStatementResult": self._result,
            "ListStatements": self._list,
            "CancelStatement": self._cancel,
        }

    async def perform(self, operation: str, data: Data, caller: Caller, access_key: str) -> Data:
        if operation in ("ExecuteStatement", "BatchExecuteStatement"):
            call = self._start(data, caller, access_key, is_batch=operation == "BatchExecuteStatement")
            await self._wait(call, data)
            return call.started
        if operation == "DescribeStatement":
            call, sub = self._found(data, caller)
            await self._wait(call, data)
            return call.described if sub is None else {**sub.shown, "Database": call.database}
        found = self._operations.get(operation)
        if found is None:
            raise invalid(f"The sandbox doesn't support {operation} of the Data API.")
        return found(data, caller)

    def _start(self, data: Data, caller: Caller, access_key: str, *, is_batch: bool) -> Call:
        sqls = _required(data, "Sqls") if is_batch else [_required(data, "Sql")]
        if len(sqls) > _MOST_STATEMENTS:
            raise invalid(f"Sqls must have at most {_MOST_STATEMENTS} statements, found {len(sqls)}.")
        if any(len(sql) > _MOST_CHARACTERS for sql in sqls):
            raise invalid(f"A statement must have at most {_MOST_CHARACTERS} characters.")
        _refuse_unserved(data)
        workgroup, namespace = warehouse_of(data)
        database = _required(data, "Database")
        if known := self._known(data, caller, sqls):
            return known
        call = Call(
            sqls=sqls,
            is_batch=is_batch,
            principal=caller.principal,
            workgroup=workgroup["workgroupName"],
            database=database,
            login=login_of(data, caller, access_key),
            parameters=checked_parameters(data.get("Parameters") or [], sqls),
            commits_each=data.get("ExecutionMode") == "AUTO_COMMIT",
            request=data,
        )
        own(call.id, access_key)
        self._executions.start(call, namespace)
        return call

    def _known(self, data: Data, caller: Caller, sqls: list[str]) -> Call | None:
        """The call made with the same token."""
        token = data.get("ClientToken")
        if token is None:
            return None
        for call in list(self._executions.calls.values()):
            if call.request.get("ClientToken") == token and call.principal == caller.principal:
                if call.sqls != sqls:
                    raise invalid("The request has the ClientToken of another request with other parameters.")
                return call
        return None

    async def _wait(self, call: Call, data: Data) -> None:
        seconds = data.get("WaitTimeSeconds")
        if seconds is not None:
            if not 1 <= seconds <= _MOST_WAIT_SECONDS:
                raise invalid(f"WaitTimeSeconds must be between 1 and {_MOST_WAIT_SECONDS}, found {seconds}.")
            await asyncio.to_thread(call.ended.wait, seconds)

    def _found(self, data: Data, caller: Caller) -> tuple[Call, SubStatement | None]:
        """The call that an id names, or one statement of a batch. Only its caller can see it."""
        identifier: str = _required(data, "Id")
        call = self._executions.calls.get(identifier.partition(":")[0])
        if call is not None and (caller.is_root or call.principal == caller.principal):
            if call.id == identifier:
                return call, None
            for sub in call.subs:
                if sub.id == identifier:
                    return call, sub
        raise not_found("Query does not exist.", identifier)

    def _result(self, data: Data, caller: Caller) -> Data:
        call, sub = self._found(data, caller)
        named = sub or (call.subs[0] if not call.is_batch else None)
        if named is None or named.status != "FINISHED" or named.columns is None:
            message = "Query does not have result. Please check query status with DescribeStatement."
            raise not_found(message, data["Id"])
        return named.page(data.get("NextToken"))

    def _cancel(self, data: Data, caller: Caller) -> Data:
        call, _ = self._found(data, caller)
        if call.status in FINAL:
            raise invalid(f"Could not cancel a query that is already in {call.status} state with ID: {call.id}")
        call.cancelled.set()
        return {"Status": True}

    def _list(self, data: Data, caller: Caller) -> Data:
        """Newest first; by default only finished ones, as in AWS."""
        status, name = data.get("Status", "FINISHED"), data.get("StatementName", "")
        found = [
            call.listed
            for call in reversed(list(self._executions.calls.values()))
            if (caller.is_root or call.principal == caller.principal)
            and status in ("ALL", call.status)
            and str(call.request.get("StatementName") or "").startswith(name)
            and data.get("WorkgroupName", call.workgroup) == call.workgroup
            and data.get("Database", call.database) == call.database
        ]
        begin, count = int(data.get("NextToken") or 0), data.get("MaxResults") or _MOST_LISTED
        answer: Data = {"Statements": found[begin : begin + count]}
        if begin + count < len(found):
            answer["NextToken"] = str(begin + count)
        return answer


def install_redshift_data(settings: Settings, access: QueryAccess) -> None:
    folder = Path(settings.state_folder) / "redshift"
    api = DataApi(Executions(folder, Spectrum(settings, access)))

    async def handle_request(_method: str, _path: str, headers: dict[str, str], body: bytes, query: Data) -> Answer:
        operation = headers.get("x-amz-target", "").rpartition(".")[2]
        try:
            caller = caller_of(headers, query)
            access_key = access_key_of(headers, query)
            return success(await api.perform(operation, json.loads(body or b"{}"), caller, access_key))
        except UnknownCallerError as error:
            return refusal(error.code, str(error))
        except RequestError as error:
            extra = {} if error.resource_id is None else {"ResourceId": error.resource_id}
            return refusal(error.code, str(error), **extra)
        except StatementError as error:
            return refusal("ValidationException", str(error))

    register(_NAME, sys.modules[__name__], handle_request, is_kept=False)
