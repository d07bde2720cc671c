"""ministack's application: the services that it routes to, its snapshots, and where it asks for permission.

Reached into, and why:
- `SERVICE_PATTERNS`, `SERVICE_REGISTRY`, `SERVICE_HANDLERS`, `_loaded_modules`, `_state_map`: the tables by which
  ministack finds its services. A service of ours is entered there, because ministack has no plug-ins.
- `_build_persistence_save_dict`: ministack saves its state when it ends; ours is saved from time to time, too.
- `AUTH`: the switch of ministack's own authorization, which is otherwise read from the environment at import.
- `_dispatch_service_request`: what an action takes besides its own permission is decided around it, because only
  there is the answer still open.
- `_enforce_ses_v2`: the decision about SES's requests, which takes raw messages for others.
- `pin_request_origin`: the emulator is called over plain HTTP within one machine, where AWS has TLS, which policies
  demand.
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
    """Every request counts as one over TLS."""
    ministack.AUTH = True
    pin = iam_evaluator.pin_request_origin
    replace(ministack, "pin_request_origin", lambda address, _is_secure: pin(address, True))


def wrap_dispatch(make: Callable[[Function], Function]) -> None:
    """Goes around the dispatch of a request to its service, which includes the decision about its action."""
    wrap(ministack, "_dispatch_service_request", make)


def wrap_ses_decision(make: Callable[[Function], Function]) -> None:
    wrap(ministack, "_enforce_ses_v2", make)
