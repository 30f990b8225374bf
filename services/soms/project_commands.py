"""`soms project`: the views: which there are, how far they are, rebuilt, compared, as they were."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Annotated, Any

import orjson
import typer
from psycopg.rows import dict_row

from events.eventlog import PostgresEventLog
from events.eventlog.postgres.connection import connect, unavailable_on_error
from events.eventlog.postgres.schema import schema_of
from projections.projection import Projection
from projections.registry import PROJECTIONS
from projections.runtime import RowCodec
from services.projector import statements
from services.projector.errors import UnknownView
from services.projector.reading import ViewReader
from services.projector.rebuilding import rebuild as rebuild_views
from services.projector.store import ViewStore
from services.projector.verification import verify as verify_views
from services.soms.location import Location, hub_missing, locate, opened_log
from services.soms.moments import past_position
from services.soms.options import DATA_DEFAULT, Data, Hub, Json
from services.soms.output import print_fields, print_json, print_line

app = typer.Typer(no_args_is_help=True, help=__doc__)

Name = Annotated[str, typer.Argument(help="A projection's name; see `soms project list`.")]
SomeNames = Annotated[list[str] | None, typer.Argument(help="Which ones; default: all.")]


@app.command("list")
def list_projections(as_json: Json = False) -> None:
    """The projections that there are."""
    for one in PROJECTIONS:
        about = " ".join((type(one).__doc__ or "").split())
        if as_json:
            print_json({"name": one.name, "version": one.version, "about": about})
        else:
            print_line(f"{one.name:<12} v{one.version}  {about}")


@app.command()
def status(hub: Hub = None, data: Data = DATA_DEFAULT, as_json: Json = False) -> None:
    """How far every view has come; exit 1 if one has stopped, or leaves something out."""
    builds = asyncio.run(_status(locate(hub, data)))
    for build in builds:
        if as_json:
            print_json(build)
        else:
            print_line("\n".join(_status_lines(build)))
    amiss = any(build["error"] or build["parked"] for build in builds)
    raise typer.Exit(1 if amiss else 0)


async def _status(location: Location) -> list[dict[str, Any]]:
    with hub_missing(location), unavailable_on_error():
        async with await connect(location.database, schema_of(location.hub)) as connection:
            cursor = connection.cursor(row_factory=dict_row)
            rows = await (await cursor.execute(statements.STATUS)).fetchall()
    return [row | {"lag": max(row["head"] - row["position"], 0)} for row in rows]


def _status_lines(build: dict[str, Any]) -> Iterator[str]:
    state = f"stopped: {build['error']}" if build["error"] else build["status"]
    yield (
        f"{build['name']:<12} v{build['version']}  position {build['position']:>10}"
        f"  lag {build['lag']:>8}  rows {build['rows']:>8}  {state}"
    )
    for one in build["parked"]:
        yield f"  parked from {one['position']} on: {one['subject']}: {one['reason']}"


@app.command()
def rebuild(
    names: SomeNames = None, hub: Hub = None, data: Data = DATA_DEFAULT, as_json: Json = False
) -> None:
    """Build views from zero beside the live ones, and swap them in."""
    for result in asyncio.run(_rebuild(locate(hub, data), _chosen(names))):
        print_fields(result, as_json=as_json)


async def _rebuild(location: Location, projections: list[Projection[Any]]) -> list[dict[str, Any]]:
    async with (
        opened_log(location) as log,
        ViewStore.opened(location.database, location.hub) as store,
    ):
        builds = await rebuild_views(log, store, projections)
    return [
        {"view": build.projection.name, "position": build.position, "rows": len(build.state)}
        for build in builds
    ]


@app.command()
def verify(
    names: SomeNames = None, hub: Hub = None, data: Data = DATA_DEFAULT, as_json: Json = False
) -> None:
    """Compare live views with their rebuild, byte for byte; exit 1 if one is not what it says."""
    results = asyncio.run(_verify(locate(hub, data), _chosen(names)))
    for result in results:
        print_fields(result, as_json=as_json)
    raise typer.Exit(0 if all(result["ok"] for result in results) else 1)


async def _verify(location: Location, projections: list[Projection[Any]]) -> list[dict[str, Any]]:
    async with _reader(location) as (log, reader):
        results = await verify_views(log, reader, projections)
    return [
        {
            "view": result.view,
            "ok": result.ok,
            "equal": result.equal,
            "position": result.position,
            "rows": result.rows,
            "parked": result.parked,
            "failure": result.failure,
            "difference": result.difference and asdict(result.difference),
        }
        for result in results
    ]


@app.command()
def at(
    name: Name,
    when: Annotated[str, typer.Option("--when", help="A position, or an RFC 3339 time.")],
    hub: Hub = None,
    data: Data = DATA_DEFAULT,
    as_json: Json = False,
) -> None:
    """Print a view as it was at a position or a moment."""
    (projection,) = _chosen([name])
    codec = RowCodec(projection)
    for key, row in asyncio.run(_at(locate(hub, data), projection, when)).items():
        encoded = codec.encode(row).decode()
        print_line(f'{{"key":{_quoted(key)},"row":{encoded}}}' if as_json else f"{key}  {encoded}")


async def _at(location: Location, projection: Projection[Any], when: str) -> dict[str, Any]:
    async with _reader(location) as (log, reader):
        position = await past_position(log, "--when", when)
        return (await reader.at(projection, position)).rows


@asynccontextmanager
async def _reader(location: Location) -> AsyncIterator[tuple[PostgresEventLog, ViewReader]]:
    async with opened_log(location) as log:
        reader = ViewReader(location.database, location.hub, log)
        try:
            yield log, reader
        finally:
            await reader.close()


def _chosen(names: list[str] | None) -> list[Projection[Any]]:
    known = {one.name: one for one in PROJECTIONS}
    for name in names or ():
        if name not in known:
            raise UnknownView(name, tuple(known))
    return [known[name] for name in names] if names else list(PROJECTIONS)


def _quoted(text: str) -> str:
    return orjson.dumps(text).decode()
