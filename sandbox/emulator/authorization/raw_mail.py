"""Sending a raw message requires `ses:SendRawEmail`, whatever the operation is called.

https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html
"""

from collections.abc import Iterator
from typing import Any

from emulator.authorization.corrections import parsed
from emulator.authorization.enforcement import decide, refusal_of
from emulator.authorization.implied import Check
from emulator.ministack import app, policies
from emulator.ministack.answers import Answer
from emulator.ministack.interception import Function
from emulator.ministack.requests import access_key_of
from emulator.ministack.scope import account_id, region

_SEND = ("POST", "/v2/email/outbound-emails")


def _checks(data: dict[str, Any]) -> Iterator[Check]:
    """On the sender's identity, and, in the SES sandbox, on the recipients'."""
    sender = str(data.get("FromEmailAddress", ""))
    recipients = (data.get("Destination") or {}).get("ToAddresses") or []
    for address in (sender, *recipients):
        identity = f"arn:aws:ses:{region()}:{account_id()}:identity/{address}"
        yield Check("ses:SendRawEmail", identity, {"ses:fromaddress": sender})


def _deciding_raw_mail(enforce: Function) -> Function:
    def enforce_ses_v2(
        method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any], request_id: str
    ) -> Answer | None:
        data = parsed(body)
        if (method, path.rstrip("/")) != _SEND or "Raw" not in (data.get("Content") or {}):
            answer: Answer | None = enforce(method, path, headers, body, query, request_id)
            return answer
        access_key = access_key_of(headers, query)
        if policies.is_root(access_key):
            return None
        for check in _checks(data):
            denied = decide(access_key, check)
            if denied is not None:
                return refusal_of(check, denied, request_id, headers)
        return None

    return enforce_ses_v2


def install_raw_mail() -> None:
    """Raw messages are decided here, all other requests by ministack."""
    app.wrap_ses_decision(_deciding_raw_mail)
