"""`soms reactor`: who decides what follows from events, how far they are, whether one stopped."""

import asyncio
from typing import Any

import typer

from events.identity import Position
from handlers.reactor import Reactor
from handlers.registry import REACTORS
from handlers.replay.check import checkpoint_name
from services.reactor.stops import Stop, Stops
from services.soms.location import Location, locate, opened_log
from services.soms.options import DATA_DEFAULT, Data, Hub, Json
from services.soms.output import print_json, print_line

app = typer.Typer(no_args_is_help=True, help=__doc__)


@app.callback()
def reactor() -> None:
    """Reactors decide what follows from events."""


@app.command()
def status(hub: Hub = None, data: Data = DATA_DEFAULT, as_json: Json = False) -> None:
    """How far every reactor has decided; exit 1 if one has stopped."""
    courses = asyncio.run(_status(locate(hub, data)))
    for course in courses:
        if as_json:
            print_json(course)
        else:
            print_line(_status_line(course))
    raise typer.Exit(1 if any(course["error"] for course in courses) else 0)


async def _status(location: Location) -> list[dict[str, Any]]:
    async with opened_log(location) as log:
        head, stops = (await log.head()).position, await Stops(log).noted()
        return [
            _course(one, head, await log.checkpoint(checkpoint_name(one)), stops.get(one.name))
            for one in REACTORS
        ]


def _course(
    reactor: Reactor[Any], head: Position, position: Position, stop: Stop | None
) -> dict[str, Any]:
    return {
        "name": reactor.name,
        "version": reactor.version,
        "position": position,
        "lag": max(head - position, 0),
        "error": stop and stop.reason,
    }


def _status_line(course: dict[str, Any]) -> str:
    state = f"stopped: {course['error']}" if course["error"] else "running"
    return (
        f"{course['name']:<12} v{course['version']}  position {course['position']:>10}"
        f"  lag {course['lag']:>8}  {state}"
    )
