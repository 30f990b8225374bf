"""One service in the foreground, configured by the environment, stopped by a signal.

`python -m services.soms.serving NAME` is `soms run NAME` without the other commands, which take
longer to import than most services: `soms up` starts them all at once.
"""

import asyncio
import importlib
import logging
import signal
import sys
from collections.abc import Awaitable, Callable
from typing import cast

import uvloop

from events.errors import SomsError
from services import logs
from services.garbage import look_seldom
from services.settings import Settings, read_settings
from services.soms.ending import FAILED, errors_in_words

SERVICES = (
    "recorder",
    "publisher",
    "projector",
    "reactor",
    "clock",
    "commander",
    "backend",
    "wallet",
    "brain",
    "mock_llm",
    "frontend",
    "mcp",
    "virtual_edge",
    "virtual_people",
)

_log = logging.getLogger(__name__)

Service = Callable[[Settings, asyncio.Event], Awaitable[None]]


def serve(name: str) -> None:
    """Run a service until SIGTERM or Ctrl-C."""
    look_seldom()
    settings = read_settings()
    logs.configure(settings.log_level)
    try:
        uvloop.run(_until_signalled(service_called(name), settings))
    except (SomsError, OSError):
        raise
    except Exception:  # noqa: BLE001 (whatever it is)
        # A service is started again at once, so its log is the one place to find out why.
        _log.exception("the %s ended by an error that nobody foresaw", name)
        sys.exit(FAILED)


def service_called(name: str) -> Service:
    """The service's `run`; imported only now, so that a process loads what it needs."""
    return cast(Service, importlib.import_module(f"services.{name}.service").run)


def command_line(name: str) -> list[str]:
    """What starts a service as a process of its own."""
    return [sys.executable, "-m", "services.soms.serving", name]


async def _until_signalled(service: Service, settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await service(settings, stop)


if __name__ == "__main__":
    with errors_in_words():
        serve(sys.argv[1])
