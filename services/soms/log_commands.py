"""`soms log`: look at a hub's log, move it between machines, prove that nobody changed it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any, BinaryIO

import typer

from events.envelope import Recorded
from events.eventlog import EventLog
from events.eventlog.portable import export
from events.eventlog.postgres.counts import count_events
from events.identity import Position, Subject
from events.query import Query
from services.soms.events_named import event_named
from services.soms.files import readable, written
from services.soms.importing import import_history
from services.soms.location import Location, locate, opened_log
from services.soms.options import DATA_DEFAULT, Data, Hub, Json
from services.soms.output import print_fields, print_json, print_line, progress
from services.soms.proof_commands import tiles, verify
from services.soms.rendering import event_line, event_object
from services.soms.why_command import why

app = typer.Typer(no_args_is_help=True, help=__doc__)

TAIL_COUNT = 100
TAIL_LONGEST = 1_000_000
Destination = Annotated[str, typer.Argument(help="A file, or - for standard output.")]
Origin = Annotated[str, typer.Argument(help="A file, or - for standard input.")]


@app.command()
def tail(
    count: Annotated[int, typer.Option("-n", "--count", min=0, max=TAIL_LONGEST)] = TAIL_COUNT,
    follow: Annotated[bool, typer.Option("-f", "--follow", help="Go on as events come.")] = False,
    subject: Annotated[str | None, typer.Option(help="Only events about kind:name.")] = None,
    event_type: Annotated[str | None, typer.Option("--type", help="Only this event type.")] = None,
    hub: Hub = None,
    data: Data = DATA_DEFAULT,
    as_json: Json = False,
) -> None:
    """Print the newest events; with --follow, go on with what is appended."""
    query = Query(
        about=frozenset({Subject(subject)} if subject else ()),
        types=frozenset({event_type} if event_type else ()),
    )
    asyncio.run(_tail(locate(hub, data), query, count, follow=follow, as_json=as_json))


async def _tail(
    location: Location, query: Query, count: int, *, follow: bool, as_json: bool
) -> None:
    async with opened_log(location) as log:
        end = (await log.head()).position
        newest = await log.backward(before=Position(end + 1), query=query, limit=count)
        for event in reversed(newest):
            _print_event(event, as_json=as_json)
        if follow:
            async for page in log.subscribe(after=end, query=query):
                for event in page.events:
                    _print_event(event, as_json=as_json)


def _print_event(event: Recorded, *, as_json: bool) -> None:
    if as_json:
        print_json(event_object(event))
    else:
        print_line(event_line(event))


@app.command()
def show(
    identity: Annotated[str, typer.Argument(metavar="ID", help="An event's id, or its position.")],
    hub: Hub = None,
    data: Data = DATA_DEFAULT,
    as_json: Json = False,
) -> None:
    """Print one event whole."""
    found = asyncio.run(_show(locate(hub, data), identity))
    print_fields(event_object(found), as_json=as_json)


async def _show(location: Location, identity: str) -> Recorded:
    async with opened_log(location) as log:
        return await event_named(log, identity)


@app.command()
def stats(hub: Hub = None, data: Data = DATA_DEFAULT, as_json: Json = False) -> None:
    """Count the log: head, events by type, first and last time, Merkle root."""
    print_fields(asyncio.run(_stats(locate(hub, data))), as_json=as_json)


async def _stats(location: Location) -> dict[str, Any]:
    async with opened_log(location) as log:
        head = await log.head()
        counts = await count_events(log)
        return {
            "hub": location.hub,
            "head": head.position,
            "events": sum(counts.by_type.values()),
            "by_type": dict(counts.by_type),
            "first_time": _rfc3339(counts.first_time),
            "last_time": _rfc3339(counts.last_time),
            "root": head.root.hex(),
        }


def _rfc3339(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


@app.command("export")
def export_log(
    destination: Destination = "-",
    until: Annotated[int | None, typer.Option(min=0, help="Up to this position.")] = None,
    hub: Hub = None,
    data: Data = DATA_DEFAULT,
    as_json: Annotated[bool, typer.Option("--json", help="The export is NDJSON anyway.")] = False,
) -> None:
    """Write the log as NDJSON of CloudEvents, with checksums."""
    del as_json
    asyncio.run(_export(locate(hub, data), destination, until))


async def _export(location: Location, destination: str, until: int | None) -> None:
    async with opened_log(location) as log:
        head = (await log.head()).position
        end = head if until is None else Position(min(until, head))
        with written(destination) as file, progress("exporting", end) as advance:
            lines = export(log, until=end)
            async for done, line in _numbered(lines):
                file.write(line)
                advance(done)


async def _numbered(lines: AsyncIterator[bytes]) -> AsyncIterator[tuple[int, bytes]]:
    count = 0
    async for line in lines:
        yield count, line
        count += 1


@app.command("import")
def import_log(
    origin: Origin = "-", hub: Hub = None, data: Data = DATA_DEFAULT, as_json: Json = False
) -> None:
    """Fill an empty hub with an exported log: the same positions, ids, bytes and root."""
    with readable(origin) as file:
        print_fields(asyncio.run(_import(locate(hub, data), file)), as_json=as_json)


async def _import(location: Location, file: BinaryIO) -> dict[str, Any]:
    async with opened_log(location, create=True) as log:
        await import_history(log, file)
        return await _summary(log)


async def _summary(log: EventLog) -> dict[str, Any]:
    head = await log.head()
    return {"hub": log.hub, "head": head.position, "root": head.root.hex()}


app.command()(why)
app.command()(verify)
app.command()(tiles)
