"""Sends an answer's head together with the beginning of its body.

The server writes each to the socket by itself, and most answers are small: a fifteenth of all that the emulator did.
"""

import h11
from hypercorn.events import RawData
from hypercorn.protocol.h11 import H11Protocol, H11SendableEvent

_HELD = "held_head"


async def _send(self: H11Protocol, event: H11SendableEvent) -> None:
    """As the server's own, but for what is held back."""
    try:
        data = self.connection.send(event) or b""
    except h11.LocalProtocolError:
        if self.connection.their_state != h11.ERROR:
            raise
        return
    data = self.__dict__.pop(_HELD, b"") + data
    if isinstance(event, h11.Response):
        # What follows is the body, or the end where there is none.
        self.__dict__[_HELD] = data
    elif data:
        await self.send(RawData(data=data))


def install_whole_answers() -> None:
    """Puts our function in the place of the server's."""
    H11Protocol._send_h11_event = _send  # type: ignore[method-assign]
