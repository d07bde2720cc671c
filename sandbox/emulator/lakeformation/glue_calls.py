"""Applies Lake Formation to Glue's calls: denies them, or filters their responses."""

import json
from collections.abc import Callable
from typing import Any

from emulator.authorization.corrections import operation_of, parsed
from emulator.authorization.identity import caller_of
from emulator.lakeformation import store
from emulator.lakeformation.decisions import DECISIONS, Call, note_creator
from emulator.lakeformation.errors import LakeFormationError
from emulator.ministack import glue
from emulator.ministack.answers import Answer, content_of, refusal

Data = dict[str, Any]


def _seen_databases(call: Call, content: Data) -> Data:
    return {**content, "DatabaseList": [one for one in content["DatabaseList"] if call.sees_database(one["Name"])]}


def _seen_tables(call: Call, content: Data) -> Data:
    return {**content, "TableList": [call.seen_columns(one) for one in content["TableList"] if call.sees(one)]}


def _seen_table(call: Call, content: Data) -> Data:
    return {**content, "Table": call.seen_columns(content["Table"])}


def _noted_creator(call: Call, content: Data) -> Data:
    note_creator(call.data["DatabaseInput"]["Name"], call.caller)
    return content


#: Filters a response for the caller, or records something from it.
_ANSWERED: dict[str, Callable[[Call, Data], Data]] = {
    "CreateDatabase": _noted_creator,
    "GetDatabases": _seen_databases,
    "GetTables": _seen_tables,
    "GetTable": _seen_table,
}

Handler = Callable[[str, str, dict[str, str], bytes, Data], Answer]


def _governed(handle: Handler) -> Handler:
    def call(method: str, path: str, headers: dict[str, str], body: bytes, query: Data) -> Answer:
        operation = operation_of(headers)
        decide, answered = DECISIONS.get(operation), _ANSWERED.get(operation)
        if decide is None and answered is None:
            return handle(method, path, headers, body, query)
        caller = caller_of(headers, query)
        if caller.is_root:
            return handle(method, path, headers, body, query)
        with store.lock:
            asked = Call(caller, parsed(body))
            try:
                if decide is not None:
                    decide(asked)
            except LakeFormationError as error:
                return refusal(error.code, str(error))
            if answered is None:
                return handle(method, path, headers, body, query)
            status, answer_headers, content = handle(method, path, headers, body, query)
            if status >= 400:
                return status, answer_headers, content
            shown = answered(asked, content_of((status, answer_headers, content)))
            return status, answer_headers, json.dumps(shown).encode()

    return call


def install_glue_calls() -> None:
    glue.wrap_requests(_governed)
