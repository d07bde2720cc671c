"""Mail as Amazon SES handles it, where ministack is more lenient: addresses receive mail only after confirmation.

https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html#verify-email-addresses-procedure
"""

import base64
import json
import re
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote

from emulator.asgi import Application, Receive, Scope, Send, send_json
from emulator.ministack import ses
from emulator.ministack.answers import Answer
from emulator.ministack.interception import Function

Data = dict[str, Any]

PATH = "/_sandbox/mail"
_API = "/v2/email"
_CONFIRMED = "VerifiedForSendingStatus"


def _parsed(body: bytes) -> Data:
    try:
        data = json.loads(body or b"{}")
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


class Mailbox:
    """Messages that were delivered, one file each, in the order of their names."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def deliver(self, message: bytes, message_id: str) -> None:
        """SES replaces the sender's message ID with its own."""
        parsed = message_from_bytes(message, policy=SMTP)
        del parsed["Message-ID"]
        parsed["Message-ID"] = f"<{message_id}>"
        self._folder.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^0-9a-zA-Z]", "-", message_id.partition("@")[0])
        file = self._folder / f"{time.time_ns():020d}-{name}.eml"
        draft = file.with_suffix(".new")
        draft.write_bytes(parsed.as_bytes())
        draft.replace(file)

    def listed(self) -> Iterator[Data]:
        for file in sorted(self._folder.glob("*.eml")):
            message = message_from_bytes(file.read_bytes(), policy=SMTP)
            yield {
                "file": str(file),
                "from": str(message["From"]),
                "to": str(message["To"]),
                "subject": str(message["Subject"]),
            }


def _confirmation(address: str, endpoint: str) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"] = "no-reply-aws@amazon.com"
    message["To"] = address
    message["Subject"] = "Amazon Web Services – Email Address Verification Request"
    link = f"{endpoint}{PATH}/confirm?address={quote(address)}"
    message.set_content(f"Confirm that you are authorized to use this email address by going to:\n\n{link}\n")
    return message.as_bytes()


def _has_left_sandbox() -> bool:
    """A new account may send only to confirmed addresses, until AWS grants production access."""
    return bool(ses.account_details().get("ProductionAccessEnabled", False))


def _delivering(mailbox: Mailbox, endpoint: str) -> Callable[[Function], Function]:
    def created(data: Data, answer: Answer) -> Answer:
        address = data.get("EmailIdentity", "")
        ses.identities[address] = {**ses.identities[address], _CONFIRMED: False}
        if "@" in address:
            mailbox.deliver(_confirmation(address, endpoint), f"confirm-{time.time_ns()}@amazonses.com")
        content = {**json.loads(answer[2]), _CONFIRMED: False}
        return answer[0], answer[1], json.dumps(content).encode()

    def wrapped(handle_request: Function) -> Function:
        async def handle(method: str, path: str, headers: dict[str, str], body: bytes, query: Data) -> Answer:
            operation = (method, path.rstrip("/").removeprefix(_API))
            data = _parsed(body)
            if operation == ("POST", "/identities") and data.get("EmailIdentity") in ses.identities:
                return ses.refusal("AlreadyExistsException", f"Email identity {data['EmailIdentity']} already exist.")
            answer: Answer = await handle_request(method, unquote(path), headers, body, query)
            if answer[0] >= 400:
                return answer
            if operation == ("POST", "/identities"):
                return created(data, answer)
            raw = ((data.get("Content") or {}).get("Raw") or {}).get("Data")
            if operation == ("POST", "/outbound-emails") and raw:
                mailbox.deliver(base64.b64decode(raw), json.loads(answer[2])["MessageId"])
            return answer

        return handle

    return wrapped


def install_email(folder: Path, endpoint: str) -> None:
    ses.wrap_requests(_delivering(Mailbox(folder), endpoint))
    ses.replace_production_access(_has_left_sandbox)


def _confirm(query: bytes) -> tuple[int, Data]:
    address = (parse_qs(query.decode()).get("address") or [""])[0]
    identity = ses.identities.get(address)
    if identity is None:
        return 404, {"message": f"{address} isn't an SES identity"}
    ses.identities[address] = {**identity, _CONFIRMED: True}
    return 200, {"confirmed": address}


def with_mailbox(application: Application, folder: Path) -> Application:
    """The application with the mailbox at PATH, and with the links that confirm addresses."""
    mailbox = Mailbox(folder)

    async def route(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(PATH):
            await application(scope, receive, send)
            return
        status, content = (
            _confirm(scope.get("query_string", b""))
            if scope["path"] == f"{PATH}/confirm"
            else (200, {"messages": list(mailbox.listed())})
        )
        await send_json(send, status, content)

    return route
