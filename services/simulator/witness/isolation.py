"""R6: folding and deciding needs nothing from outside. While it is watched, asking is an error."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from services.simulator.errors import InvariantBroken

FORBIDDEN = frozenset(
    {
        "time.time", "time.time_ns", "time.monotonic", "time.perf_counter", "time.sleep",
        "datetime.now", "datetime.utcnow", "datetime.today", "date.today",
        "posix.urandom", "Random.random", "Random.getrandbits", "posix.getenv",
        "io.open", "_io.open", "posix.open", "socket.connect", "socket.send", "socket.recv",
    }
)  # fmt: skip
"""Functions written in C, as "owner.name": the ways out that Python code has in the end."""


@contextmanager
def nothing_from_outside(who: str, position: int) -> Iterator[None]:
    """Raises `InvariantBroken` if the code within reads a clock, chance, a file or the network.

    A profiler that is at work already is left alone, and nothing is watched.
    """
    if sys.getprofile() is not None:
        yield
        return
    reached: list[str] = []

    def watch(_frame: FrameType, kind: str, called: Any) -> None:  # Any: whatever is called
        if kind == "c_call":
            name = _name_of(called)
            if name in FORBIDDEN:
                reached.append(name)

    with _no_collections():
        sys.setprofile(watch)
        try:
            yield
        finally:
            sys.setprofile(None)
    if reached:
        raise InvariantBroken("R6", f"{who} called {reached[0]}", position)


@contextmanager
def _no_collections() -> Iterator[None]:
    """A garbage collection may come at any moment, and run whatever others hung on to it."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _name_of(called: Any) -> str:  # Any: a function or method written in C
    owner = getattr(called, "__self__", None)
    if isinstance(owner, type):
        return f"{owner.__name__}.{called.__name__}"
    module = getattr(called, "__module__", None)
    if module is not None:
        return f"{module}.{called.__name__}"
    return f"{type(owner).__name__}.{called.__name__}"
