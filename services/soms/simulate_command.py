"""`soms simulate`: the whole core in one process, on a virtual clock, with all that can fail."""

import asyncio
from typing import Annotated

import typer

from events.identity import START
from services.settings import read_settings
from services.simulator.day import simulate_day
from services.simulator.simulation import simulate as run_simulation
from services.soms.location import Location, locate, opened_log
from services.soms.options import DATA_DEFAULT, Data, Hub, Json
from services.soms.output import print_fields, print_json, print_line
from services.virtual_edge.scenarios import SCENARIOS, unknown_in

SHORTEST_H, LONGEST_H = 0.001, 366 * 24.0


def _hours(value: float) -> float:
    # A range alone lets NaN through.
    if not SHORTEST_H <= value <= LONGEST_H:
        raise typer.BadParameter(f"must be from {SHORTEST_H} to {LONGEST_H:.0f}")
    return value


def _scenario(names: str | None) -> str | None:
    unknown = None if names is None else unknown_in(names)
    if unknown is not None:
        raise typer.BadParameter(f"unknown {unknown!r:.60}; there are {', '.join(SCENARIOS)}")
    return names


Seed = Annotated[int, typer.Option(help="The same seed gives the same run, to the byte.")]
Hours = Annotated[float, typer.Option(callback=_hours, help="Simulated hours.")]
Faults = Annotated[bool, typer.Option("--faults", help="Drops, repeats, delays, crashes.")]
Named = Annotated[
    str | None,
    typer.Option("--scenario", callback=_scenario, help="What kind of day; several joined by +."),
]
Into = Annotated[bool, typer.Option("--into-hub", help="Write the events into an empty hub.")]


def simulate(
    seed: Seed = 1,
    hours: Hours = 24.0,
    faults: Faults = False,
    scenario: Named = None,
    into_hub: Into = False,
    hub: Hub = None,
    data: Data = DATA_DEFAULT,
    as_json: Json = False,
) -> None:
    """Simulate an office and check every rule; exit 1 if one breaks, and say how to see it."""
    read_settings()
    if into_hub:
        events = asyncio.run(_write(locate(hub, data), seed, hours, scenario))
        print_fields({"seed": seed, "hours": hours, "events": events}, as_json=as_json)
        return
    outcome = run_simulation(seed, hours, faults, scenario_name=scenario)
    if as_json:
        print_json(outcome.as_json())
    else:
        print_line(str(outcome))
    raise typer.Exit(0 if outcome.ok else 1)


async def _write(location: Location, seed: int, hours: float, scenario: str | None) -> int:
    async with opened_log(location, create=True) as log:
        if (await log.head()).position > START:
            raise typer.BadParameter(f"--into-hub: the hub {location.hub!r} is not empty")
        return await simulate_day(log, seed, hours=hours, scenario_name=scenario or "normal")
