"""Wraps functions of ministack, which looks them up by name on each call."""

from collections.abc import Callable
from typing import Any

Function = Callable[..., Any]


def wrap(owner: Any, name: str, make: Callable[[Function], Function]) -> None:
    """Replaces a function with what `make` returns for it.

    Raises AttributeError where ministack has no such function, for example after an upgrade that renamed it.
    """
    setattr(owner, name, make(getattr(owner, name)))


def after(owner: Any, name: str, follow: Callable[..., None]) -> None:
    """Calls `follow`, with the same arguments, when ministack's function has returned. Raises as `wrap`."""

    def followed(theirs: Function) -> Function:
        def call(*arguments: Any) -> None:
            theirs(*arguments)
            follow(*arguments)

        return call

    wrap(owner, name, followed)


def replace(owner: Any, name: str, ours: Function) -> None:
    """Replaces ministack's function with ours. Raises as `wrap`."""
    wrap(owner, name, lambda _theirs: ours)
