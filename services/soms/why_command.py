"""`soms log why`: what led to an event and what came of it, the whole chain in plain words."""

import asyncio
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import typer

from services.explaining.chain import CAUSES_LIMIT, EFFECTS_LIMIT, whole_chain
from services.explaining.telling import Told, told_chain
from services.soms.events_named import event_named
from services.soms.location import Location, locate, opened_log
from services.soms.options import DATA_DEFAULT, Data, Hub, Json
from services.soms.output import print_json, print_line, tell


def why(
    identity: Annotated[
        str, typer.Argument(metavar="EVENT", help="An event's id, or its position.")
    ],
    context: Annotated[
        bool, typer.Option("--context", help="Print what the model saw in full.")
    ] = False,
    hub: Hub = None,
    data: Data = DATA_DEFAULT,
    as_json: Json = False,
) -> None:
    """Why an event happened, and what came of it: the whole chain, in plain words."""
    chain = asyncio.run(_explained(locate(hub, data), identity, in_full=context))
    if as_json:
        print_json(chain)
        return
    for line in _lines(chain):
        print_line(line)
    if chain["causes_cut"]:
        tell(f"soms: what led to it is more than {CAUSES_LIMIT} events; not all are shown")
    if chain["effects_cut"]:
        tell(f"soms: what came of it is more than {EFFECTS_LIMIT} events; not all are shown")


async def _explained(location: Location, identity: str, *, in_full: bool) -> dict[str, Any]:
    async with opened_log(location) as log:
        event = await event_named(log, identity)
        chain = await whole_chain(log, event, (await log.head()).position)
        return told_chain(chain, in_full=in_full)


def _lines(chain: Mapping[str, Any]) -> Iterator[str]:
    for step in chain["causes"]:
        yield from _step(" ", step)
    yield from _step("→", chain["event"])
    for step in chain["effects"]:
        yield from _step(" ", step)
    if (cost := chain["cost"])["calls"]:
        yield _cost(cost)


def _cost(cost: Mapping[str, int]) -> str:
    often = "once" if cost["calls"] == 1 else f"{cost['calls']} times"
    return (
        f"the model was asked {often}: {cost['prompt_tokens']} tokens read, "
        f"{cost['reply_tokens']} written, {cost['duration_ms']} ms"
    )


def _step(mark: str, step: Told) -> Iterator[str]:
    yield f"{mark}{step['position']:>9}  {step['time'][:19]}  {step['words']}"
    for line in step["details"]:
        yield f"{'':>12}│ {line}"
