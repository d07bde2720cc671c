"""Services of the emulator's own, entered in the tables by which ministack finds its services."""

from collections.abc import Awaitable, Callable
from types import ModuleType
from typing import Any

from ministack import app as ministack
from ministack.core import router

from emulator.answers import Answer

Handler = Callable[[str, str, dict[str, str], bytes, dict[str, Any]], Awaitable[Answer]]


def register(name: str, module: ModuleType, handle_request: Handler, *, is_kept: bool) -> None:
    """`name` is what requests are signed for.

    Of a service that is kept, the module has `get_state`, `load_persisted_state` and `reset`, as ministack's own have.
    """
    router.SERVICE_PATTERNS[name] = {}
    ministack.SERVICE_REGISTRY[name] = {"module": name}
    ministack.SERVICE_HANDLERS[name] = handle_request
    ministack._loaded_modules[name] = module
    if is_kept:
        ministack._state_map[name] = name
