"""ministack's application: the services that it routes to, its snapshots, and where it asks for permission.

Private names used, and why:
- `SERVICE_PATTERNS`, `SERVICE_REGISTRY`, `SERVICE_HANDLERS`, `_loaded_modules`, `_state_map`: the tables by which
  ministack finds its services. A service of ours is entered there, because ministack has no plug-ins.
- `_build_persistence_save_dict`: ministack saves its state when it ends; ours is saved from time to time, too.
- `AUTH`: the switch of ministack's own authorization, which ministack otherwise reads from the environment at import.
- `_dispatch_service_request`: further permissions that an action needs are decided in a wrapper, the only place where
  the response can still change.
- `_enforce_ses_v2`: the decision about SES requests, which doesn't recognize raw messages.
- `pin_request_origin`: the emulator serves plain HTTP on the loopback interface; policies require TLS, which AWS has.
"""

from collections.abc import Awaitable, Callable
from types import ModuleType
from typing import Any, cast

from ministack import app as ministack
from ministack.core import iam_evaluator, router
from ministack.core.persistence import save_all

from emulator.asgi import Application
from emulator.ministack.answers import Answer
from emulator.ministack.interception import Function, replace, wrap

Handler = Callable[[str, str, dict[str, str], bytes, dict[str, Any]], Awaitable[Answer]]

application = cast(Application, ministack.app)


def register(name: str, module: ModuleType, handle_request: Handler, *, is_kept: bool) -> None:
    """Adds a service; `name` is what requests are signed for.

    Of a service that is kept, the module has `get_state`, `load_persisted_state` and `reset`, as ministack's own have.
    """
    router.SERVICE_PATTERNS[name] = {}
    ministack.SERVICE_REGISTRY[name] = {"module": name}
    ministack.SERVICE_HANDLERS[name] = handle_request
    ministack._loaded_modules[name] = module
    if is_kept:
        ministack._state_map[name] = name


def save_state() -> None:
    save_all(ministack._build_persistence_save_dict())


def turn_authorization_on() -> None:
    """Also treats every request as sent over TLS."""
    ministack.AUTH = True
    pin = iam_evaluator.pin_request_origin
    replace(ministack, "pin_request_origin", lambda address, _is_secure: pin(address, True))


def wrap_dispatch(make: Callable[[Function], Function]) -> None:
    """Wraps the dispatch of a request to its service, which includes the decision about its action."""
    wrap(ministack, "_dispatch_service_request", make)


def wrap_ses_decision(make: Callable[[Function], Function]) -> None:
    wrap(ministack, "_enforce_ses_v2", make)
