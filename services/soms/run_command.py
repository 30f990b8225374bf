"""`soms run`: one service in the foreground, configured by the environment, stopped by a signal."""

import asyncio
import importlib
import logging
import signal
from collections.abc import Awaitable, Callable
from typing import Annotated, cast

import typer
import uvloop

from events.errors import SomsError
from services import logs
from services.settings import Settings, read_settings
from services.soms.options import Json

SERVICES = (
    "recorder",
    "publisher",
    "projector",
    "reactor",
    "clock",
    "backend",
    "frontend",
    "virtual_edge",
)

_log = logging.getLogger(__name__)

Service = Callable[[Settings, asyncio.Event], Awaitable[None]]


def run(
    service: Annotated[str, typer.Argument(help=f"One of: {', '.join(SERVICES)}.")],
    as_json: Json = False,
) -> None:
    """Run one service in the foreground until SIGTERM or Ctrl-C."""
    del as_json  # a service writes its logs to stderr and `ready` to stdout either way
    if service not in SERVICES:
        raise typer.BadParameter(f"{service!r} is not one of {', '.join(SERVICES)}")
    settings = read_settings()
    logs.configure(settings.log_level)
    try:
        uvloop.run(_until_signalled(service_called(service), settings))
    except (SomsError, OSError):
        raise
    except Exception:  # noqa: BLE001 (whatever it is)
        # A service is started again at once, so its log is the one place to find out why.
        _log.exception("the %s ended by an error that nobody foresaw", service)
        raise typer.Exit(1) from None


def service_called(name: str) -> Service:
    """The service's `run`; imported only now, so that a process loads what it needs."""
    return cast(Service, importlib.import_module(f"services.{name}.service").run)


async def _until_signalled(service: Service, settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await service(settings, stop)
