"""Runs an ASGI application until told to stop, then lets open requests finish within a bound."""

import asyncio
import errno
import socket
from collections.abc import Generator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from events.errors import SomsError
from services import readiness

GRACE_S = 3
"""Seconds that open requests get after the stop."""
KEEP_ALIVE_S = 75
"""Seconds that an idle connection is kept: longer than our own clients (5) and nginx (60) keep it,
for what they send just as we hang up is lost."""
BACKLOG = 1_024


class CannotListen(SomsError):
    """The system lets nobody listen there, or not us; `setting` is what moves the port."""

    def __init__(self, host: str, port: int, setting: str, reason: str) -> None:
        super().__init__(
            f"cannot listen on {host} port {port}: {reason}; set SOMS_BIND_ADDR or {setting}"
        )
        self.host = host
        self.port = port
        self.setting = setting


class PortTaken(CannotListen):
    """Another process listens where this service should."""

    def __init__(self, host: str, port: int, setting: str) -> None:
        super().__init__(host, port, setting, "the port is taken")


class _Server(uvicorn.Server):
    """A server that leaves the signals to the process that it is a part of."""

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


def listening_socket(host: str, port: int, setting: str) -> socket.socket:
    """A bound socket, so that a taken port is found before anything starts.

    Raises `CannotListen`.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(host, port, setting) from None
        raise CannotListen(host, port, setting, error.strerror or str(error)) from None
    bound.listen(BACKLOG)
    return bound


def configuration(app: ASGIApp) -> uvicorn.Config:
    """How we serve, wherever that is."""
    return uvicorn.Config(
        app,
        log_level="warning",
        timeout_graceful_shutdown=GRACE_S,
        timeout_keep_alive=KEEP_ALIVE_S,
        access_log=False,
    )


async def serve(app: ASGIApp, host: str, port: int, stop: asyncio.Event, setting: str) -> None:
    """Serve until `stop` is set, and announce that we do. Raises `CannotListen`.

    `setting` names what the port was set by.
    """
    bound = listening_socket(host, port, setting)
    readiness.announce()
    server = _Server(configuration(app))
    serving = asyncio.create_task(server.serve(sockets=[bound]))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    stopping.cancel()
    await serving
